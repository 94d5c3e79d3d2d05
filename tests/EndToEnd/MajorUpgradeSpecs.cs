using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>Postgres 17 to 18, Airflow 3.2.2 to 3.3.2 and Superset by a migration in one upgrade of the real stack, and back.</summary>
public sealed class MajorUpgradeSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Postgres_Airflow_and_Superset_go_to_their_next_versions_at_once_and_back_with_all_that_they_knew()
    {
        Share.TakeTurn(Scenarios.Backups);
        using var release = await OlderRelease.Start(sandbox, isOlderPostgres: true, isOlderSuperset: true);
        var stack = release.Stack;
        using var backups = new BackupFolder(stack);
        await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
        await DashboardFacts.Make(stack);
        var before = await Known(stack);
        (await OlderSuperset.IsMigrated(stack)).ShouldBeFalse();
        (await release.Running()).ShouldBe(release.Before);
        release.PullNewFiles();
        var plan = await stack.Run(0, "Upgrade", "--plan", "--target-dir", backups.Directory);
        plan.Output.ShouldContain("Go: ./build.sh Upgrade");

        await using var ledger = await Ledger.Begin(stack);
        var upgraded = await stack.Run(0, "Upgrade", "--target-dir", backups.Directory, "--json");
        await ledger.ShouldBeWhole();

        (await release.Running()).ShouldBe(release.After);
        (await OlderSuperset.IsMigrated(stack)).ShouldBeTrue();
        (await Known(stack)).ShouldBe(before);
        Directory.Exists(stack.PathOf("data", "postgres", "17", "docker")).ShouldBeTrue();
        using var result = JsonDocument.Parse(upgraded.Output);
        var (stop, predicted) = (result.RootElement.GetProperty("stopSeconds").GetDouble(), result.RootElement.GetProperty("predictedStop").GetDouble());

        var back = await stack.Run(0, "Rollback", "--yes");

        (await release.Running()).ShouldBe(release.Before);
        (await OlderSuperset.IsMigrated(stack)).ShouldBeFalse();
        (await Known(stack)).ShouldBe(before);
        (await stack.Run(0, "Upgrade", "--prune", "--yes")).Everything.ShouldContain("clusters that a rollback set aside");
        ResultTable.Upgrades.Add("Postgres 17 to 18, Airflow and Superset at once", $"`Upgrade`: {stop:0} s without pages, predicted {predicted:0} s; `Rollback`: {back.Duration.TotalSeconds:0} s", "both ways with everything as before");
    }

    static async Task<string> Known(Checkout stack) => $"{await KnownFacts.Of(stack)}\n{await DashboardFacts.Of(stack)}";
}
