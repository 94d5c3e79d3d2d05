using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Upgrades.Clusters;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Clusters;

/// <summary>From 17 to 18 on real clusters; what a person has before, they have afterwards.</summary>
[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class ClusterUpgradeSpecs(OldCluster old) : IClassFixture<OldCluster>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_acknowledged_before_the_stop_is_there_afterwards_and_works_over_the_network()
    {
        await old.StoppedAsync();
        var copy = await old.Copy.FinishAsync(OldCluster.Operation, old.Base, old.Log, old.OldId, Ct);
        copy.End.ShouldBe(old.Log.End);
        (copy.Seconds + old.Log.Seconds).ShouldBeLessThan(60);

        var report = await old.Upgrade.RunAsync(old.Request(ClusterUpgradeWay.Link), Ct);

        TestContext.Current.TestOutputHelper!.WriteLine($"sealed {old.Log}\n{copy}\n{report.Relations} relations\n{string.Join('\n', report.Seconds)}\n{string.Join('\n', report.Notes)}");
        report.Way.ShouldBe(ClusterUpgradeWay.Link);
        // Made while the cluster still ran: here it is only renamed.
        Directory.Exists($"{old.Places.New}.ready").ShouldBeFalse();
        report.Seconds["initdb"].ShouldBeLessThan(report.Seconds["pg_upgrade"]);
        report.Relations.ShouldBeGreaterThan(1000);
        report.Notes.ShouldContain(note => note.StartsWith("data checksums are off, as they were", StringComparison.Ordinal));
        report.Notes.ShouldContain(note => note.StartsWith("text is ordered by another version", StringComparison.Ordinal));

        // The old cluster, which the upgrade worked beside, starts with the old version and holds the same.
        var before = await ClusterEquality.ReadAsync(await old.BootAsync(OldCluster.Image17, old.LiveData), Ct);
        await old.StopBootedAsync();
        before.Databases.Select(database => database.Database).ShouldBe(["airflow", "datafoundry", "odd base", "postgres", "superset"]);
        before.Databases.Sum(database => database.Tables.Sum(table => table.Rows)).ShouldBeGreaterThan(70_000);
        Move();
        old.Cluster.Become(OldCluster.Image18);
        await old.Cluster.StartServerAsync();
        var after = await ClusterEquality.ReadAsync(async (database, ct) => await old.Cluster.Client.OpenAsync(ct, database), Ct);
        ClusterEquality.Differences(before, after).ShouldBeEmpty();

        old.Acknowledged.Count.ShouldBeGreaterThan(50);
        old.Acknowledged.Except(await NumbersAsync("select n from ledger")).ShouldBeEmpty();
        (await TextAsync("show server_version_num")).ShouldStartWith("18");
        (await TextAsync("show data_directory")).ShouldBe("/var/lib/postgresql/18/docker");
        await SettingsAreCarriedOverAsync();
        foreach (var database in new[] { "template1", "postgres", "airflow", "datafoundry", "superset", "odd base" })
        {
            await using var connection = await old.Cluster.Client.OpenAsync(Ct, database);
            (await FingerprintReader.QueryAsync(connection, "select coalesce(datcollversion, '') = coalesce(pg_database_collation_actual_version(oid), '') from pg_database where datname = current_database()", row => row.GetBoolean(0), Ct))[0].ShouldBeTrue(database);
        }

        (await TextAsync("select (count(*) = 20000)::text from (select word from words order by word collate \"en_US\") as all_words")).ShouldBe("true");
        (await TextAsync("select array_to_string(setconfig, ',') from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where datname = 'superset'")).ShouldBe("statement_timeout=11min");
        (await LogInAsync("the airflow password")).ShouldBeTrue();
        (await LogInAsync("another")).ShouldBeFalse();
        (await TextAsync("select count(*)::text from pg_statistic s join pg_class c on c.oid = s.starelid where c.relname = 'words'")).ShouldBe("1");
        await old.Cluster.StopServerAsync();

        (await Should.ThrowAsync<DataSpecException>(old.Upgrade.RunAsync(old.Request(ClusterUpgradeWay.Link, newData: Path.Combine(old.Root.Data, "postgres/18/docker")), Ct)))
            .Message.ShouldContain("exists already");
        // The slot is left in the old directory, until that runs again.
        (await old.Tail.EndAsync(OldCluster.Operation, Ct)).ShouldBeFalse();
        (await NamesAsync()).ShouldBeEmpty();
    }

    async Task SettingsAreCarriedOverAsync()
    {
        (await TextAsync("show work_mem")).ShouldBe("7MB");
        // Beside it a 17 of November 2026 or later has written counters, which an 18 as old as 18.6 would refuse and a newer one keeps.
        (await TextAsync("select string_agg(o, ';') from pg_attribute, unnest(attoptions) as one(o) where o not like 'pg\\_attver=%'")).ShouldBe("n_distinct=500");
        (await TextAsync("show log_min_duration_statement")).ShouldBe("4321ms");
        (await TextAsync("show data_checksums")).ShouldBe("off");
        (await TextAsync("select count(*)::text from pg_hba_file_rules where error is not null")).ShouldBe("0");
        (await TextAsync("select count(*)::text from pg_file_settings where error is not null")).ShouldBe("0");
        (await TextAsync("select user_name[1] || ' ' || address from pg_hba_file_rules where 'outsider' = any (user_name)")).ShouldBe("outsider 192.0.2.7");
    }

    [Fact]
    public async Task A_table_that_pg_upgrade_refuses_is_dumped_and_restored_and_the_reason_said()
    {
        await old.StoppedAsync();
        var directory = await old.AnotherAsync("dump");
        var (from, to) = (Path.Combine(directory, "old"), Path.Combine(directory, "new"));
        var open = await old.BootAsync(OldCluster.Image17, from);
        await using (var connection = (await open("superset", Ct))!)
            await FingerprintReader.ExecuteAsync(connection, "create table refused (r regproc); insert into refused values ('now')", Ct);
        var before = await ClusterEquality.ReadAsync(open, Ct);
        await old.StopBootedAsync();
        var request = old.Request(ClusterUpgradeWay.Copy, "dump", from, to);

        var error = await Should.ThrowAsync<DataSpecException>(old.Upgrade.CheckAsync(request with { MayDump = false }, Ct));
        (await old.Upgrade.CheckAsync(request, Ct)).Way.ShouldBe(ClusterUpgradeWay.Dump);
        var report = await old.Upgrade.RunAsync(request, Ct);

        error.Message.ShouldContain("public.refused.r");
        report.Way.ShouldBe(ClusterUpgradeWay.Dump);
        report.Notes.ShouldContain(note => note.StartsWith("dumped and restored, because pg_upgrade cannot do it", StringComparison.Ordinal) && note.Contains("public.refused.r"));
        var opened = await old.BootAsync(OldCluster.Image18, to);
        ClusterEquality.Differences(before, await ClusterEquality.ReadAsync(opened, Ct)).ShouldBeEmpty();
        await using (var connection = (await opened("airflow", Ct))!)
            (await FingerprintReader.QueryAsync(connection, "select current_setting('data_checksums') || ' ' || current_setting('work_mem') || ' ' || (select rolpassword like 'SCRAM%' from pg_authid where rolname = 'airflow')", row => row.GetString(0), Ct))[0].ShouldBe("on 7MB true");
        TestContext.Current.TestOutputHelper!.WriteLine($"{string.Join('\n', report.Seconds)}\n{string.Join('\n', report.Notes)}");
    }

    [Fact]
    public async Task What_was_not_shut_down_is_refused_and_what_has_no_room_too()
    {
        await old.StoppedAsync();
        var directory = await old.AnotherAsync("hot", old.Base);
        var error = await Should.ThrowAsync<DataSpecException>(old.Upgrade.CheckAsync(old.Request(ClusterUpgradeWay.Copy, "hot", Path.Combine(directory, "old"), Path.Combine(directory, "new")), Ct));
        error.Message.ShouldContain("the cluster was not shut down: in production");

        var place = Path.Combine(old.Root.State, "small");
        await using var disk = await TestDisk.Ext4Async(place, megabytes: 100);
        (await Should.ThrowAsync<DataSpecException>(old.Upgrade.RunAsync(old.Request(ClusterUpgradeWay.Copy, "small", old.LiveData, Path.Combine(place, "new")), Ct)))
            .Message.ShouldMatch("has .* free, and the new cluster needs .* are missing");
        File.Exists(Path.Combine(place, "new.run")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_kill_9_of_the_program_the_next_one_waits_for_the_container_and_uses_the_first_superuser()
    {
        await old.StoppedAsync();
        var directory = await old.AnotherAsync("killed");
        using (var killed = old.Cluster.StartKilled($"{typeof(ClusterUpgradeSpecs).FullName}.{nameof(Upgrade_that_is_killed)}", $"{directory};{old.OldId};{old.NewId}"))
            await killed.WaitForExitAsync(Ct);
        Directory.Exists(Path.Combine(directory, "new")).ShouldBeFalse();
        var started = await StartedAsync("killed-run");
        started.ShouldNotBeEmpty();
        var running = old.Upgrade.RunAsync(KilledRequest(directory, old.OldId, old.NewId), Ct);
        (await StartedAsync("killed-run")).ShouldBe(started);
        var report = await running;

        report.Way.ShouldBe(ClusterUpgradeWay.Copy);
        report.Notes.ShouldContain("the cluster's first superuser is 'datafoundry', not 'somebody': the upgrade worked as 'datafoundry'");
        (await StartedAsync("killed-run")).ShouldBeEmpty();
        (await old.Upgrade.RunAsync(KilledRequest(directory, old.OldId, old.NewId), Ct)).Relations.ShouldBe(report.Relations);
    }

    /// <summary>Run by the test above in a process of its own; dies while the container works.</summary>
    [Fact(Explicit = true)]
    public async Task Upgrade_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        if (step.Split(';') is not [var directory, var oldId, var newId])
            return;
        var sink = new Telling(cluster.Progress, text =>
        {
            if (text.StartsWith("initdb", StringComparison.Ordinal))
                System.Diagnostics.Process.GetCurrentProcess().Kill();
        });
        await new ClusterUpgrade(cluster.Engine, new ProcessRunner(TimeProvider.System), cluster.Name, new StackRoot(cluster.Stack.Path), sink)
            .RunAsync(KilledRequest(directory, oldId, newId), Ct);
    }

    [Fact]
    public async Task A_container_that_is_killed_in_the_middle_leaves_nothing_that_is_taken_for_whole_and_a_used_copy_is_made_anew()
    {
        await old.StoppedAsync();
        const string Operation = "cut";
        var places = ClusterPlaces.Of(old.Root, Operation);
        await old.Copy.FinishAsync(Operation, old.Base, old.Log, old.OldId, Ct);
        var request = old.Request(ClusterUpgradeWay.Link, Operation, places.Old, places.New);
        var running = old.Upgrade.RunAsync(request, Ct);
        while (!File.Exists($"{places.Old}.used"))
            await Task.Delay(20, Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), Ct);
        await old.Cluster.DockerAsync("kill", $"{Operation}-run");
        await Should.ThrowAsync<DataSpecException>(running);
        Directory.Exists(places.New).ShouldBeFalse();

        (await Should.ThrowAsync<DataSpecException>(old.Upgrade.RunAsync(request, Ct))).Message.ShouldContain("was used by an upgrade that did not end");
        await old.Copy.FinishAsync(Operation, old.Base, old.Log, old.OldId, Ct);
        await old.Upgrade.RunAsync(request, Ct);

        var open = await old.BootAsync(OldCluster.Image18, places.New);
        await using var connection = (await open("datafoundry", Ct))!;
        old.Acknowledged.Except(await FingerprintReader.QueryAsync(connection, "select n from ledger", row => row.GetInt64(0), Ct)).ShouldBeEmpty();
    }

    static ClusterUpgradeRequest KilledRequest(string directory, string oldId, string newId) =>
        new("killed", oldId, newId, Path.Combine(directory, "old"), Path.Combine(directory, "new"), "somebody", ClusterUpgradeWay.Copy);

    async Task<string> StartedAsync(string container)
    {
        var result = await old.Cluster.DockerAsync("container", "inspect", "--format", "{{.State.StartedAt}}", container);
        return result.Succeeded ? result.StandardOutput.Trim() : "";
    }

    async Task<string[]> NamesAsync() =>
        (await old.Cluster.DockerAsync("ps", "--all", "--format", "{{.Names}}", "--filter", $"label=dataspec.upgrade={old.Cluster.Name}")).StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    void Move()
    {
        var place = Path.Combine(old.Root.Data, "postgres/18");
        Directory.CreateDirectory(place);
        Posix.Own(place, 999, 999);
        Directory.Move(old.Places.New, Path.Combine(place, "docker"));
    }

    async Task<long[]> NumbersAsync(string sql) => [.. await old.Cluster.Client.QueryAsync(sql, row => row.GetInt64(0), Ct)];

    async Task<string> TextAsync(string sql) => (await old.Cluster.Client.QueryAsync(sql, row => row.GetString(0), Ct))[0];

    async Task<bool> LogInAsync(string password)
    {
        try
        {
            await using var connection = await new PostgresClient(new PostgresLogin("127.0.0.1", old.Cluster.Port, "airflow", password, "airflow")).OpenAsync(Ct);
            return true;
        }
        catch (DataSpecException)
        {
            return false;
        }
    }
}
