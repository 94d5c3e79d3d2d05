using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RestoreOnRealClusterSpecs : IAsyncLifetime
{
    RestorableCluster _one = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _one = new(await RealCluster.StartAsync());

    public ValueTask DisposeAsync() => _one.Cluster.DisposeAsync();

    [Fact]
    public async Task What_was_dropped_and_changed_is_as_in_the_backup_and_undo_and_its_undo_exchange_the_two()
    {
        var backup = await _one.Cluster.BackUpAsync();
        await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
        var before = await _one.StateAsync();
        await ChangeEverything();
        var after = await _one.StateAsync();

        var restored = await _one.RestoreAsync(backup.Id);

        await _one.Cluster.ExecuteAsync("delete from dataspec.backups");
        (await _one.StateAsync()).ShouldBe(before);
        restored.Started.ShouldBeTrue();
        restored.Checks.ShouldContain(check => check.Contains("by the proof of", StringComparison.Ordinal));
        restored.Checks.ShouldContain("'datafoundry' has 72 tables");
        await _one.ShouldBeWholeAsync();

        await _one.Tools().UndoAsync(Ct);
        (await _one.StateAsync()).ShouldBe(after);
        await _one.ShouldBeWholeAsync();

        await _one.Tools().UndoAsync(Ct);
        (await _one.StateAsync()).ShouldBe(before);
        await _one.ShouldBeWholeAsync();
        KeptState.Read(_one.Root).ShouldHaveSingleItem();

        await _one.Tools().PruneAsync(Ct);
        Directory.GetDirectories(KeptState.Folder(_one.Root)).ShouldBeEmpty();
        (await _one.StateAsync()).ShouldBe(before);
        TestContext.Current.TestOutputHelper!.WriteLine(restored.ToString());
    }

    [Fact]
    public async Task A_backup_that_was_never_proved_is_proved_before_anything_is_stopped()
    {
        var backup = await _one.Cluster.BackUpAsync(prove: false);

        var restored = await _one.RestoreAsync(backup.Id, RestorePart.Postgres);

        restored.Checks.ShouldContain(check => check.Contains("by the proof of just now", StringComparison.Ordinal));
        restored.Replaced.ShouldBe(["data/postgres"]);
        await _one.ShouldBeWholeAsync();
    }

    async Task ChangeEverything()
    {
        await _one.Cluster.ExecuteAsync("drop table facts cascade; insert into ledger (n) values (1); create table later (n int); alter role airflow password 'other'");
        await _one.Cluster.ExecuteAsync("drop table variable", "airflow");
        var dlt = Path.Combine(_one.Root.Data, "airflow", "dlt");
        File.WriteAllText(Path.Combine(dlt, "state.json"), "changed");
        File.WriteAllText(Path.Combine(dlt, "more.json"), "{}");
        Directory.CreateDirectory(Path.Combine(_one.Root.Data, "pgadmin"));
        File.WriteAllText(Path.Combine(_one.Root.Data, "pgadmin", "servers.db"), "later");
        var env = new Operations.Secrets.EnvFile(_one.Root.EnvFile);
        env.Set([KeyValuePair.Create("AIRFLOW_DB_PASSWORD", "anotherpassword"), KeyValuePair.Create("NYC_TAXI_MONTHS", "2024-05")]);
    }
}
