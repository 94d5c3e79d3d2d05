using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

public sealed class RotateSecretsSpecs : IDisposable
{
    readonly RotatedStack _one = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _one.Dispose();

    [Fact]
    public async Task Every_generated_secret_gets_a_new_value_in_its_store_and_in_env()
    {
        var old = new EnvFile(_one.Root.EnvFile).Read();

        var result = await _one.Operation().RunAsync(new([]), Ct);

        var now = new EnvFile(_one.Root.EnvFile).Read();
        result.Secrets.Length.ShouldBe(EnvKeys.All.Count(key => key.IsSecret));
        result.Secrets.ShouldAllBe(secret => secret.IsProved && old[secret.Key] != now[secret.Key]);
        now.Entries.Where(entry => result.Secrets.All(secret => secret.Key != entry.Key)).ShouldAllBe(entry => old[entry.Key] == entry.Value);
        _one.ShouldBeWhole();
        _one.Env.ShouldNotBe(_one.Before);
    }

    [Fact]
    public async Task Only_the_secrets_asked_for_change()
    {
        var result = await _one.Operation().RunAsync(new(["superset", "AIRFLOW_ADMIN_PASSWORD"]), Ct);

        result.Secrets.Select(secret => secret.Key).ShouldBe(
            ["AIRFLOW_ADMIN_PASSWORD", "SUPERSET_DB_PASSWORD", "SUPERSET_SECRET_KEY", "SUPERSET_ADMIN_PASSWORD", "SUPERSET_WAREHOUSE_PASSWORD"]);
        _one.ShouldBeWhole();
    }

    [Fact]
    public async Task A_key_whose_service_is_off_is_kept_and_said_so()
    {
        _one.Stack.Active = ["postgres"];

        var result = await _one.Operation().RunAsync(new([]), Ct);

        result.Secrets.Where(secret => !secret.Changed).Select(secret => secret.Key).ShouldBe(["SUPERSET_SECRET_KEY", "GRAFANA_ADMIN_PASSWORD"], ignoreOrder: true);
        _one.Before.ShouldContain($"SUPERSET_SECRET_KEY={_one.Stack[EnvKeys.SupersetSecretKey]}");
    }

    [Fact]
    public async Task Old_and_new_values_are_for_their_owner_alone_while_it_lasts_and_gone_afterwards()
    {
        var modes = new List<UnixFileMode>();
        _one.Stack.After = step => modes.AddRange(step == "role-passwords" ? _one.Staged().Select(File.GetUnixFileMode) : []);

        await _one.Operation().RunAsync(new([]), Ct);

        modes.ShouldBe([EnvFile.PrivateMode, EnvFile.PrivateMode]);
        _one.Staged().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_secret_stands_in_the_journal_and_all_are_masked()
    {
        await _one.Operation().RunAsync(new([]), Ct);

        var journal = File.ReadAllText(Directory.EnumerateFiles(Path.Combine(_one.Root.State, "journal")).Single());
        var values = EnvKeys.All.Where(key => key.IsSecret)
            .SelectMany(key => new[] { EnvDocument.Parse(_one.Before)[key.Name]!, EnvDocument.Parse(_one.Env)[key.Name]! })
            .ToArray();
        values.Length.ShouldBeGreaterThan(20);
        values.ShouldAllBe(value => !journal.Contains(value));
        values.ShouldAllBe(value => _one.Masked.Values.Contains(value));
    }

    [Fact]
    public async Task A_value_that_is_not_proved_is_named_and_the_rotation_stays_unfinished()
    {
        _one.Stack.ProofFails = true;

        var error = await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new(["airflow_jwt_secret"]), Ct));

        error.Message.ShouldContain("AIRFLOW_JWT_SECRET");
        JournalReader.Unfinished(_one.Root).ShouldHaveSingleItem().Step.ShouldBe("verify");
    }

    [Fact]
    public async Task A_rotation_that_was_given_up_stops_nobody_and_keeps_both_sets_of_values()
    {
        _one.Stack.ProofFails = true;
        await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new([]), Ct));

        await _one.Operation().RunAsync(new([], Abandon: true), Ct);

        JournalReader.Unfinished(_one.Root).ShouldBeEmpty();
        _one.Staged().Length.ShouldBe(2);
    }

    [Fact]
    public async Task Resume_without_anything_unfinished_is_refused() =>
        (await Should.ThrowAsync<DataSpecException>(_one.Operation().RunAsync(new([], Resume: true), Ct))).ExitCode.ShouldBe(ExitCode.WrongUsage);
}
