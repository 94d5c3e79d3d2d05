using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
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

    [Fact]
    public async Task A_damaged_backup_is_refused_while_the_stack_runs_on_untouched()
    {
        var backup = await _one.Cluster.BackUpAsync(prove: false);
        var largest = new DirectoryInfo(new BackupLayout(backup.Directory).Base).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !file.FullName.Contains("pg_wal", StringComparison.Ordinal)).MaxBy(file => file.Length)!;
        var live = await _one.StateAsync();
        await using (var file = largest.Open(FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = largest.Length / 2;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        var error = await Should.ThrowAsync<BackupDamagedException>(_one.RestoreAsync(backup.Id));

        error.ExitCode.ShouldBe(ExitCode.VerificationFailed);
        error.Reason.ShouldContain(largest.Name);
        (await _one.StateAsync()).ShouldBe(live);
        await _one.ShouldBeWholeAsync();
        File.Delete(largest.FullName);
        (await Should.ThrowAsync<BackupDamagedException>(_one.RestoreAsync(backup.Id))).Damage.ShouldBe(BackupDamage.Missing);
        await Should.ThrowAsync<DataSpecException>(_one.RestoreAsync("20200101T000000Z-backup-0000"));
    }

    [Fact]
    public async Task A_stack_that_does_not_start_on_the_restored_data_runs_on_the_old()
    {
        var backup = await _one.Cluster.BackUpAsync();
        await ChangeEverything();
        var live = await _one.StateAsync();
        _one.FailStart = new DataSpecException(ExitCode.FailedUnchanged, "'superset' is not healthy");

        var error = await Should.ThrowAsync<DataSpecException>(_one.RestoreAsync(backup.Id));

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        error.Message.ShouldContain("'superset' is not healthy");
        (await _one.StateAsync()).ShouldBe(live);
        await _one.ShouldBeWholeAsync();
    }

    [Fact]
    public async Task Whichever_container_of_a_restore_is_killed_the_stack_runs_on_the_old_or_the_restored_data()
    {
        var backup = await _one.Cluster.BackUpAsync();
        await ChangeEverything();
        var live = await _one.StateAsync();
        var all = _one.Cluster.KillContainer(victim: 0);
        await _one.RestoreAsync(backup.Id);
        var restored = await _one.StateAsync();
        await _one.Tools().UndoAsync(Ct);
        // The stack's own server has another test: how it is started is not part of a restore's containers.
        int[] victims = [.. Enumerable.Range(1, all.Started.Count).Where(number => all.Started[number - 1] != all.Started[^1])];
        victims.ShouldNotBeEmpty();
        foreach (var victim in Share.Of(victims))
        {
            await _one.Tools().PruneAsync(Ct);
            var killed = _one.Cluster.KillContainer(victim);
            var error = await Record.ExceptionAsync(() => _one.RestoreAsync(backup.Id));

            // One that has told its version may be killed and nobody misses it: what counts is the state.
            TestContext.Current.TestOutputHelper!.WriteLine($"{all.Started[victim - 1]}: {(killed.HasKilled ? error?.Message ?? "was done" : "was quicker")}");
            (error is null or DataSpecException).ShouldBeTrue(error?.ToString());
            (await _one.StateAsync()).ShouldBe(error is null ? restored : live);
            await _one.ShouldBeWholeAsync();
            _one.Cluster.RunAsUsual();
            if (error is null)
                await _one.Tools().UndoAsync(Ct);
        }

        await _one.RestoreAsync(backup.Id);
        (await _one.StateAsync()).ShouldBe(restored);
    }

    [Fact]
    public async Task In_an_empty_checkout_of_another_name_all_is_restored_and_nothing_started()
    {
        var backup = await _one.Cluster.BackUpAsync();
        using var other = new TemporaryDirectory();
        File.WriteAllText(other.Root.EnvFile, "COMPOSE_PROJECT_NAME=another\nPOSTGRES_PORT=27999\nPOSTGRES_IMAGE=postgres:18.6-not-here\nAIRFLOW_UID=50123\n");
        await _one.Cluster.StopServerAsync();

        var tools = _one.Tools(root: other.Root);
        RestoreResult restored;
        await using (var plan = await tools.LookAsync(_one.Options(backup.Directory), Ct))
        {
            plan.Replaces.ShouldBeFalse();
            restored = await tools.RunAsync(plan, Ct);
        }

        (restored.Started, restored.Previous is null).ShouldBe((false, false)); // .env is what was there
        restored.Notes.ShouldContain(note => note.Contains("'postgres:18.6-not-here' is not on this machine", StringComparison.Ordinal));
        var env = new Operations.Secrets.EnvFile(other.Root.EnvFile).Read();
        (env["COMPOSE_PROJECT_NAME"], env["POSTGRES_PORT"], env["POSTGRES_PASSWORD"]).ShouldBe(("another", "27999", "made-up-password"));
        var cluster = Path.Combine(other.Root.Data, "postgres", "18", "docker");
        Posix.OwnerOf(cluster).ShouldBe(new FileOwner(999, 999, (UnixFileMode)0x1C0));
        BackupFiles.Walk(cluster).ShouldAllBe(entry => Posix.OwnerOf(Path.Combine(cluster, entry.Path))!.User == 999);
        Posix.OwnerOf(Path.Combine(other.Root.Data, "airflow", "dlt", "state.json"))!.User.ShouldBe(50123u);
        Posix.OwnerOf(Path.Combine(other.Root.Data, "airflow"))!.User.ShouldBe(50123u);
        File.Exists(Path.Combine(cluster, "backup_label")).ShouldBeFalse();

        // With the .env of four lines again, and from there once more.
        await tools.UndoAsync(Ct);
        Directory.Exists(cluster).ShouldBeFalse();
        new Operations.Secrets.EnvFile(other.Root.EnvFile).Read()["POSTGRES_PASSWORD"].ShouldBeNull();
        await tools.UndoAsync(Ct);
        Directory.Exists(cluster).ShouldBeTrue();
        await _one.Cluster.StartServerAsync();
    }

    [Fact]
    public async Task Another_major_version_is_refused_before_anything_is_touched()
    {
        var backup = await _one.Cluster.BackUpAsync(prove: false);
        var live = await _one.StateAsync();
        new Operations.Secrets.EnvFile(_one.Root.EnvFile).Set([KeyValuePair.Create("POSTGRES_IMAGE", "postgres:17.9")]);

        var error = await Should.ThrowAsync<DataSpecException>(_one.RestoreAsync(backup.Id));

        (error.ExitCode, error.Message).ShouldBe((ExitCode.RequirementMissing, "The data is of Postgres 18, but POSTGRES_IMAGE='postgres:17.9' is 17."));
        new Operations.Secrets.EnvFile(_one.Root.EnvFile).Set([KeyValuePair.Create("POSTGRES_IMAGE", RealCluster.Image)]);
        (await _one.StateAsync()).ShouldBe(live);
        Directory.Exists(KeptState.Folder(_one.Root)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_refused_and_one_that_gets_full_keeps_nothing_of_the_restore()
    {
        var backup = await _one.Cluster.BackUpAsync();
        using var other = new TemporaryDirectory();
        File.WriteAllText(other.Root.EnvFile, $"COMPOSE_PROJECT_NAME=another\nPOSTGRES_IMAGE={RealCluster.Image}\n");
        await using (await SmallMount.AtAsync(other.Root.Data, megabytes: 60))
        {
            var refused = await Should.ThrowAsync<DataSpecException>(_one.Tools(root: other.Root).LookAsync(_one.Options(backup.Directory), Ct));
            (refused.ExitCode, refused.Message.Contains("are missing", StringComparison.Ordinal)).ShouldBe((ExitCode.RequirementMissing, true));
        }

        await using (await SmallMount.AtAsync(other.Root.Data, megabytes: 250))
        {
            await using var plan = await _one.Tools(root: other.Root).LookAsync(_one.Options(backup.Directory), Ct);
            var filler = Path.Combine(other.Root.Data, "filler");
            await File.WriteAllBytesAsync(filler, new byte[220 << 20], Ct);

            var failed = await Should.ThrowAsync<DataSpecException>(_one.Tools(root: other.Root).RunAsync(plan, Ct));

            (failed.ExitCode, failed.Message.Contains("No space left", StringComparison.Ordinal)).ShouldBe((ExitCode.FailedUnchanged, true), failed.Message);
            Directory.GetDirectories(KeptState.Folder(other.Root)).ShouldBeEmpty();
            Directory.Exists(Path.Combine(other.Root.Data, "postgres")).ShouldBeFalse();
            File.Delete(filler);
            await _one.Tools(root: other.Root).RunAsync(plan, Ct);
            File.Exists(Path.Combine(other.Root.Data, "postgres", "18", "docker", "PG_VERSION")).ShouldBeTrue();
        }
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
