using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

public sealed class RotateSecretsSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();
    readonly MaskedSecrets _masked = new();
    readonly string _before;
    readonly FakeRotationStack _stack;

    public RotateSecretsSpecs()
    {
        _before = Prepare(_directory);
        _stack = new(_directory.Root);
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Env => File.ReadAllText(_directory.Root.EnvFile);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_generated_secret_gets_a_new_value_in_its_store_and_in_env()
    {
        var old = new EnvFile(_directory.Root.EnvFile).Read();

        var result = await Operation().RunAsync(new([]), Ct);

        var now = new EnvFile(_directory.Root.EnvFile).Read();
        result.Secrets.Length.ShouldBe(EnvKeys.All.Count(key => key.IsSecret));
        result.Secrets.ShouldAllBe(secret => secret.IsProved && old[secret.Key] != now[secret.Key]);
        now.Entries.Where(entry => result.Secrets.All(secret => secret.Key != entry.Key)).ShouldAllBe(entry => old[entry.Key] == entry.Value);
        ShouldBeWhole();
        Env.ShouldNotBe(_before);
    }

    [Fact]
    public async Task Only_the_secrets_asked_for_change()
    {
        var result = await Operation().RunAsync(new(["superset", "AIRFLOW_ADMIN_PASSWORD"]), Ct);

        result.Secrets.Select(secret => secret.Key).ShouldBe(
            ["AIRFLOW_ADMIN_PASSWORD", "SUPERSET_DB_PASSWORD", "SUPERSET_SECRET_KEY", "SUPERSET_ADMIN_PASSWORD", "SUPERSET_WAREHOUSE_PASSWORD"]);
        ShouldBeWhole();
    }

    [Fact]
    public async Task A_key_whose_service_is_off_is_kept_and_said_so()
    {
        _stack.Active = ["postgres"];

        var result = await Operation().RunAsync(new([]), Ct);

        result.Secrets.Where(secret => !secret.Changed).Select(secret => secret.Key).ShouldBe(["SUPERSET_SECRET_KEY", "GRAFANA_ADMIN_PASSWORD"], ignoreOrder: true);
        _before.ShouldContain($"SUPERSET_SECRET_KEY={_stack[EnvKeys.SupersetSecretKey]}");
    }

    [Fact]
    public async Task Old_and_new_values_are_for_their_owner_alone_while_it_lasts_and_gone_afterwards()
    {
        var modes = new List<UnixFileMode>();
        _stack.After = step => modes.AddRange(step == "role-passwords" ? Staged().Select(File.GetUnixFileMode) : []);

        await Operation().RunAsync(new([]), Ct);

        modes.ShouldBe([EnvFile.PrivateMode, EnvFile.PrivateMode]);
        Staged().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_secret_stands_in_the_journal_and_all_are_masked()
    {
        await Operation().RunAsync(new([]), Ct);

        var journal = File.ReadAllText(Directory.EnumerateFiles(Path.Combine(_directory.Root.State, "journal")).Single());
        var values = EnvKeys.All.Where(key => key.IsSecret)
            .SelectMany(key => new[] { EnvDocument.Parse(_before)[key.Name]!, EnvDocument.Parse(Env)[key.Name]! })
            .ToArray();
        values.Length.ShouldBeGreaterThan(20);
        values.ShouldAllBe(value => !journal.Contains(value));
        values.ShouldAllBe(value => _masked.Values.Contains(value));
    }

    [Fact]
    public async Task Killed_at_any_record_the_next_run_says_so_and_resume_ends_with_new_values_everywhere()
    {
        var kills = 0;
        for (; await KilledAtRecord(kills); kills++)
        {
        }

        kills.ShouldBe((RotateSecretsOperation.Steps.Length * 2) + 1);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("airflow-encryption")]
    [InlineData("superset-encryption")]
    [InlineData("role-passwords")]
    [InlineData("start")]
    [InlineData("service-passwords")]
    [InlineData("verify")]
    public async Task Killed_after_the_work_of_a_step_and_before_its_record_it_is_finished_by_resume(string step)
    {
        _stack.After = done => KillIf(done == step);
        await Should.ThrowAsync<KilledException>(Operation().RunAsync(new([]), Ct));
        _stack.After = _ => { };

        await Should.ThrowAsync<UnfinishedOperationException>(Operation().RunAsync(new([]), Ct));
        await Operation().RunAsync(new([], Resume: true), Ct);

        ShouldBeWhole();
        Env.ShouldNotBe(_before);
    }

    [Theory]
    [InlineData("airflow-encryption")]
    [InlineData("superset-encryption")]
    [InlineData("role-passwords")]
    public async Task A_failure_before_env_is_replaced_is_undone(string step)
    {
        FailOnce(step);

        var error = await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new([]), Ct));

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        error.Message.ShouldContain("no room");
        Env.ShouldBe(_before);
        ShouldBeWhole(OperationOutcome.RolledBack);
    }

    [Fact]
    public async Task Killed_at_any_record_of_an_undo_the_old_values_are_in_force_after_resume()
    {
        var kills = 0;
        for (; await KilledAtRecord(kills, failing: "role-passwords"); kills++)
        {
        }

        kills.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("service-passwords")]
    [InlineData("verify")]
    public async Task A_failure_after_env_is_replaced_is_unfinished_until_resume_has_finished_it(string step)
    {
        FailOnce(step);

        var error = await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new([]), Ct));
        await Operation().RunAsync(new([], Resume: true), Ct);

        error.ExitCode.ShouldBe(ExitCode.Unfinished);
        error.NextStep.ShouldNotBeNull().ShouldContain("--resume");
        error.LeftAsItWas.ShouldNotBeNull().ShouldContain(step);
        ShouldBeWhole();
    }

    [Fact]
    public async Task Services_that_cannot_be_stopped_leave_everything_as_it_was()
    {
        FailOnce("stop");

        (await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new([]), Ct))).Message.ShouldBe("no room");

        JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();
        Staged().ShouldBeEmpty();
        Env.ShouldBe(_before);
    }

    [Fact]
    public async Task A_value_that_is_not_proved_is_named_and_the_rotation_stays_unfinished()
    {
        _stack.ProofFails = true;

        var error = await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new(["airflow_jwt_secret"]), Ct));

        error.Message.ShouldContain("AIRFLOW_JWT_SECRET");
        JournalReader.Unfinished(_directory.Root).ShouldHaveSingleItem().Step.ShouldBe("verify");
    }

    [Fact]
    public async Task A_rotation_that_was_given_up_stops_nobody_and_keeps_both_sets_of_values()
    {
        _stack.ProofFails = true;
        await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new([]), Ct));

        await Operation().RunAsync(new([], Abandon: true), Ct);

        JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();
        Staged().Length.ShouldBe(2);
    }

    [Fact]
    public async Task Resume_without_anything_unfinished_is_refused() =>
        (await Should.ThrowAsync<DataSpecException>(Operation().RunAsync(new([], Resume: true), Ct))).ExitCode.ShouldBe(ExitCode.WrongUsage);

    /// <summary>False where the run ended before that many records.</summary>
    static async Task<bool> KilledAtRecord(int record, string? failing = null)
    {
        using var one = new RotateSecretsSpecs();
        if (failing is not null)
            one.FailOnce(failing);
        var written = 0;
        try
        {
            await one.Operation(() => KillIf(written++ == record)).RunAsync(new([]), Ct);
            return false;
        }
        catch (DataSpecException undone) when (undone.ExitCode is ExitCode.RolledBack)
        {
            return false;
        }
        catch (KilledException)
        {
            if (JournalReader.Unfinished(one._directory.Root) is [_])
                await one.ResumeAsync(mayBeUndone: failing is not null);
            one.ShouldBeWhole(one.Env == one._before ? OperationOutcome.RolledBack : OperationOutcome.Succeeded);
            if (failing is null)
                one.Env.ShouldNotBe(one._before);
            return true;
        }
    }

    async Task ResumeAsync(bool mayBeUndone)
    {
        await Should.ThrowAsync<UnfinishedOperationException>(Operation().RunAsync(new([]), Ct));
        try
        {
            await Operation().RunAsync(new([], Resume: true), Ct);
        }
        catch (DataSpecException undone) when (mayBeUndone && undone.ExitCode is ExitCode.RolledBack)
        {
            Env.ShouldBe(_before);
        }
    }

    void FailOnce(string step) => _stack.After = done =>
    {
        if (done != step)
            return;
        _stack.After = _ => { };
        throw new DataSpecException(ExitCode.FailedUnchanged, "no room");
    };

    void ShouldBeWhole(OperationOutcome outcome = OperationOutcome.Succeeded)
    {
        _stack.AgreesWithEnv.ShouldBeTrue();
        _stack.Runs.ShouldBeTrue();
        Staged().ShouldBeEmpty();
        JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();
        JournalReader.History(_directory.Root).ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
    }

    string[] Staged() =>
        Path.Combine(_directory.Root.State, "rotation") is var folder && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    /// <param name="written">Called after each record.</param>
    RotateSecretsOperation Operation(Action? written = null) =>
        new(_directory.Root, _stack, new Dictionary<string, string>(), _masked, new SilentSink(), TimeProvider.System) { Written = _ => written?.Invoke() };

    static void KillIf(bool now)
    {
        if (now)
            throw new KilledException();
    }

    static string Prepare(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory.Root.Data);
        var env = EnvPlan.For(EnvDocument.Empty, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Document;
        new EnvFile(directory.Root.EnvFile).Write(env);
        return env.Text;
    }
}
