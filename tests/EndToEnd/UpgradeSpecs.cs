using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>Airflow 3.2.2 to 3.3.2 and back on the real stack, with everything that it knows.</summary>
public sealed class UpgradeSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Airflow_goes_to_the_next_version_and_back_with_all_that_it_knew()
    {
        using var release = await OlderRelease.Start(sandbox);
        var stack = release.Stack;
        using var backups = new BackupFolder(stack);
        await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
        var before = await KnownFacts.Of(stack);
        release.PullNewFiles();

        // Up is no upgrade.
        (await stack.Run(0, "Up")).Everything.ShouldContain("./build.sh Upgrade");
        (await release.Running()).ShouldContain(OlderRelease.Image);
        var plan = await stack.Run(0, "Upgrade", "--plan", "--target-dir", backups.Directory);
        plan.Output.ShouldContain(Images.Airflow);
        plan.Output.ShouldContain("Go: ./build.sh Upgrade");
        (await stack.Run(2, "Upgrade", "--to", "airflow=3.1.0")).Error.ShouldContain("is older");
        (await stack.Run(2, "Rollback", "--yes")).Error.ShouldContain("nothing to go back to");

        await using var ledger = await Ledger.Begin(stack);
        var upgraded = await stack.Run(0, "Upgrade", "--target-dir", backups.Directory, "--json");
        await ledger.ShouldBeWhole();

        (await release.Running()).ShouldContain(Images.Airflow);
        (await KnownFacts.Of(stack)).ShouldBe(before);
        using (var result = JsonDocument.Parse(upgraded.Output))
        {
            result.RootElement.GetProperty("steps").GetArrayLength().ShouldBe(10);
            result.RootElement.GetProperty("stopSeconds").GetDouble().ShouldBeGreaterThan(1);
            result.RootElement.GetProperty("predictedStop").GetDouble().ShouldBeGreaterThan(1);
        }

        (await stack.Run(0, "Upgrade")).Everything.ShouldContain("nothing to do");
        await stack.Run(0, "Seed");
        (await stack.Run(2, "Rollback")).Error.ShouldContain("1 runs of DAGs");

        await stack.Run(0, "Rollback", "--yes");

        (await release.Running()).ShouldContain(OlderRelease.Image);
        (await KnownFacts.Of(stack)).ShouldBe(before);
        (await stack.Run(0, "Upgrade", "--prune", "--yes")).Everything.ShouldContain("airflow_undone_");
    }
}
