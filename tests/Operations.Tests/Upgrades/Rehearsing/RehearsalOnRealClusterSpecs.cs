using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Upgrades.Rehearsing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RehearsalOnRealClusterSpecs(RehearsedCluster rehearsed) : IClassFixture<RehearsedCluster>
{
    RealCluster Cluster => rehearsed.Cluster;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.Rehearsal))]
    public async Task Everything_boots_on_the_clone_apart_from_what_is_live_and_nothing_is_left()
    {
        rehearsed.WriteStack();
        ConcurrentBag<JsonElement> seen = [];
        Cluster.Said = state =>
        {
            if (state is RehearsalSteps.StopServices)
                Look(seen).GetAwaiter().GetResult();
        };
        var before = Listing(rehearsed.Backup);

        var report = (await RehearsedCluster.RehearseAsync(Cluster, rehearsed.Backup)).Report;

        Cluster.Said = null;
        report.Steps.Where(step => step.Problem is not null).ShouldBeEmpty();
        report.Steps.Select(step => step.Name).Where(name => name is "setup" or "scheduler").ShouldBeEmpty();
        report.Steps.Single(step => step.Name is "extra").Note.ShouldNotBeNull().ShouldContain("works without it");
        report.Steps.Single(step => step.Name is RehearsalSteps.Keys).Note.ShouldBe("2 stored connections, variables and passwords can be read");
        report.StopParts.Select(part => part.Name).ShouldBe([RehearsalSteps.StopServices, "migrate", "page", RehearsalSteps.Heads, RehearsalSteps.Keys], ignoreOrder: false);
        report.PredictedStopAtMost.ShouldBeGreaterThan(report.PredictedStop);
        seen.Count.ShouldBe(4, "three services that run, and the network");
        foreach (var container in seen.Where(one => one.TryGetProperty("HostConfig", out _)))
        {
            (container.GetProperty("HostConfig").Member("PortBindings")?.EnumerateObject().Count() ?? 0).ShouldBe(0);
            container.Items("Mounts").Select(mount => mount.Text("Source")!).Where(source => source.StartsWith(Cluster.Stack.Path, StringComparison.Ordinal)).ShouldBeEmpty();
        }

        seen.Single(one => one.TryGetProperty("Internal", out _)).GetProperty("Internal").GetBoolean().ShouldBeTrue();
        await ShouldBeUntouched(before);
        JournalReader.History(Cluster.Stack.Root).Last().ShouldSatisfyAllConditions(last => last.Kind.ShouldBe("rehearse"), last => last.Note!.ShouldEndWith("rehearsed"));
    }

    [Fact]
    public async Task Services_that_cannot_boot_or_end_soon_after_a_good_migration_are_found_with_their_own_words()
    {
        rehearsed.WriteStack(page: "echo this page has a problem >&2; exit 3", shortly: "0.1");

        var report = (await RehearsedCluster.RehearseAsync(Cluster, rehearsed.Backup)).Report;

        report.Holds.ShouldBeFalse();
        report.Steps.Where(step => step.Problem is not null).Select(step => step.Name).ShouldBe(["page", "short"], ignoreOrder: true);
        report.Steps.Single(step => step.Name is "short").Problem!.ShouldContain("ended with exit code 0");
        report.Steps.Single(step => step.Name is "page").ShouldSatisfyAllConditions(
            step => step.Problem!.ShouldContain("exit code 3"), step => step.Problem!.ShouldContain("this page has a problem"));
        (await Cluster.LeftAsync()).ShouldBeEmpty();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.FailingRehearsal))]
    public async Task A_migration_that_fails_is_found_and_names_what_is_not_started_and_a_copy_does_where_no_overlay_can_be_had()
    {
        rehearsed.WriteStack(migration: "select 1/0");
        var begun = Listing(rehearsed.Backup);
        Cluster.RefuseOverlays();

        var report = (await RehearsedCluster.RehearseAsync(Cluster, rehearsed.Backup)).Report;

        Cluster.RunAsUsual();
        report.Steps.Where(step => step.Problem is not null).Select(step => step.Name).ShouldBe(["migrate", "page"]);
        report.Steps.Single(step => step.Name is "migrate").Problem!.ShouldContain("division by zero");
        report.Steps.Single(step => step.Name is "page").Problem.ShouldBe("it was not started: it needs migrate");
        await ShouldBeUntouched(begun);
    }

    [Fact]
    public async Task What_dies_in_the_middle_is_removed_by_the_next_run()
    {
        foreach (var step in Share.Of<string>(["postgres", "migrate", "page", RehearsalSteps.StopServices]))
        {
            rehearsed.WriteStack();
            using (var killed = Cluster.StartKilled($"{typeof(RehearsalOnRealClusterSpecs).FullName}.{nameof(Rehearsal_that_is_killed)}", step))
                await killed.WaitForExitAsync(Ct);
            (await Cluster.LeftAsync()).ShouldNotBeEmpty(step);
            JournalReader.Unfinished(Cluster.Stack.Root).ShouldHaveSingleItem().ShouldSatisfyAllConditions(left => left.Kind.ShouldBe("rehearse"), left => left.Blocks.ShouldBeFalse());

            await new BackupLeftovers(Cluster.Sidecars, Cluster.Stack.Root, TimeProvider.System).RemoveAsync(Ct);

            (await Cluster.LeftAsync()).ShouldBeEmpty(step);
            JournalReader.Unfinished(Cluster.Stack.Root).ShouldBeEmpty();
        }
    }

    [Fact(Explicit = true)]
    public async Task Rehearsal_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        cluster.Said = state =>
        {
            if (state == step)
                Posix.Signal(Environment.ProcessId, Posix.Kill);
        };
        await RehearsedCluster.RehearseAsync(cluster, BackupCatalogue.Read(cluster.Target.Path).Single().Backup);
    }

    async Task Look(ConcurrentBag<JsonElement> seen)
    {
        var label = $"label=dataspec.rehearsal={Cluster.Name}";
        foreach (var (list, inspect) in new[] { (new[] { "ps", "--quiet" }, "container"), (["network", "ls", "--quiet"], "network") })
        {
            var ids = (await Cluster.DockerAsync([.. list, "--filter", label])).StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            using var document = JsonDocument.Parse((await Cluster.DockerAsync([inspect, "inspect", .. ids])).StandardOutput);
            foreach (var one in document.RootElement.EnumerateArray())
                seen.Add(one.Clone());
        }
    }

    async Task ShouldBeUntouched(string backup)
    {
        (await Cluster.LeftAsync()).ShouldBeEmpty();
        (await Cluster.Client.QueryAsync("select to_regclass('migrated') is null", row => row.GetBoolean(0), Ct)).ShouldBe([true]);
        Directory.GetFileSystemEntries(Path.Combine(Cluster.Stack.Root.Data, "airflow", "dlt")).ShouldHaveSingleItem();
        File.Exists(Path.Combine(Cluster.Stack.Root.Data, "touched")).ShouldBeFalse();
        Listing(rehearsed.Backup).ShouldBe(backup);
    }

    static string Listing(BackupLayout backup) => string.Join('\n', BackupFiles.Walk(backup.Directory).Select(entry =>
        $"{entry.Path} {entry.Size} {File.GetLastWriteTimeUtc(Path.Combine(backup.Directory, entry.Path)):O} {Posix.OwnerOf(Path.Combine(backup.Directory, entry.Path))}"));
}
