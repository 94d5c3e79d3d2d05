using System.Globalization;
using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>Processes that kill themselves in the middle of a restore of a real cluster.</summary>
[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RestoreKillSpecs
{
    const int MostRecords = 60;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_record_the_live_data_is_as_before_or_the_next_run_finishes_it_or_takes_it_back()
    {
        var one = new RestorableCluster(await RealCluster.StartAsync());
        await using var cluster = one.Cluster;
        var backup = await cluster.BackUpAsync();
        await cluster.ExecuteAsync("drop table facts cascade");
        File.WriteAllText(Path.Combine(one.Root.Data, "airflow", "dlt", "state.json"), "changed");
        var live = await one.StateAsync();
        var restored = await RestoredStateAsync(one, backup.Id);
        var (records, firstBetween) = await CountAsync(one, backup.Id);
        foreach (var (record, back) in Share.Of(Cases(records, firstBetween)))
        {
            await KillAsync(one, backup.Id, record);
            var open = JournalReader.Unfinished(one.Root).SingleOrDefault();
            TestContext.Current.TestOutputHelper!.WriteLine($"record {record}: {open?.ToString() ?? "finished"}");
            if (open is { Blocks: true })
            {
                await Should.ThrowAsync<UnfinishedOperationException>(one.RestoreAsync(backup.Id));
                await FinishAsync(one, back);
                (await one.StateAsync()).ShouldBe(back ? live : restored, open.ToString());
            }
            else
            {
                if (!await cluster.RunsAsync())
                    await cluster.StartServerAsync();
                (await one.StateAsync()).ShouldBe(open is null ? restored : live, open?.ToString());
                // Before the exchange resuming is beginning anew.
                if (open is not null)
                    await one.Tools().ResumeAsync(Ct);
                (await one.StateAsync()).ShouldBe(restored);
            }

            await one.ShouldBeWholeAsync();
            if (await one.StateAsync() != live)
                await BackToAsync(one, live);
        }
    }

    /// <summary>Run by the test above in a process of its own, which kills itself at the record.</summary>
    [Fact(Explicit = true)]
    public async Task Restore_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        var (backup, record) = step.Split('@') is [var id, var number] ? (id, int.Parse(number, CultureInfo.InvariantCulture)) : default;
        var one = new RestorableCluster(cluster);
        var written = 0;
        var tools = one.Tools(_ =>
        {
            if (written++ == record)
                System.Diagnostics.Process.GetCurrentProcess().Kill();
        });
        await using var plan = await tools.LookAsync(one.Options(backup), Ct);
        await tools.RunAsync(plan, Ct);
    }

    /// <summary>In the exchange both ways out of it.</summary>
    static (int Record, bool Back)[] Cases(int records, int firstBetween) =>
        [.. Enumerable.Range(0, records).SelectMany(record => record < firstBetween ? [(record, false)] : new[] { (record, false), (record, true) })];

    static async Task<string> RestoredStateAsync(RestorableCluster one, string backup)
    {
        await one.RestoreAsync(backup);
        var state = await one.StateAsync();
        await one.Tools().UndoAsync(Ct);
        await one.Tools().PruneAsync(Ct);
        return state;
    }

    static async Task<(int Records, int FirstBetween)> CountAsync(RestorableCluster one, string backup)
    {
        var (records, firstBetween) = (0, 0);
        var tools = one.Tools(record =>
        {
            if (record is FactNoted { Name: OperationJournal.BlocksFact })
                firstBetween = records;
            records++;
        });
        await using (var plan = await tools.LookAsync(one.Options(backup), Ct))
            await tools.RunAsync(plan, Ct);
        await one.Tools().UndoAsync(Ct);
        await one.Tools().PruneAsync(Ct);
        records.ShouldBeInRange(20, MostRecords);
        firstBetween.ShouldBeGreaterThan(0);
        return (records, firstBetween);
    }

    static async Task KillAsync(RestorableCluster one, string backup, int record)
    {
        using var killed = one.Cluster.StartKilled($"{typeof(RestoreKillSpecs).FullName}.{nameof(Restore_that_is_killed)}", $"{backup}@{record}");
        await killed.StandardOutput.ReadToEndAsync(Ct);
        await killed.WaitForExitAsync(Ct);
        killed.ExitCode.ShouldBe(137);
    }

    static async Task FinishAsync(RestorableCluster one, bool back)
    {
        if (!back)
        {
            await one.Tools().ResumeAsync(Ct);
            return;
        }

        var given = await Should.ThrowAsync<DataSpecException>(one.Tools().UndoAsync(Ct));
        given.ExitCode.ShouldBe(ExitCode.RolledBack);
    }

    static async Task BackToAsync(RestorableCluster one, string live)
    {
        await one.Tools().UndoAsync(Ct);
        (await one.StateAsync()).ShouldBe(live);
        await one.Tools().PruneAsync(Ct);
    }
}
