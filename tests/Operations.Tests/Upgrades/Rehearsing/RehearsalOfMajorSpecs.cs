using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Tests.Upgrades.Clusters;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Upgrades.Rehearsing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class RehearsalOfMajorSpecs
{
    [Fact]
    public async Task A_new_major_version_of_Postgres_is_made_of_the_clone_and_booted_and_the_backup_stays()
    {
        if (!Share.IsFull)
            Assert.Skip("only with --full: another cluster, and an image of both versions");
        await using var cluster = await RealCluster.StartAsync(OldCluster.Image17);
        new EnvFile(cluster.Stack.Root.EnvFile).Set([new("POSTGRES_IMAGE", OldCluster.Image17), new("POSTGRES_MAJOR", "17")]);
        const string Both = "postgres-upgrade";
        ConfigCopy.Copy(new DirectoryInfo(Path.Combine(Repository.Directory, "compose", "images", Both)), Path.Combine(cluster.Stack.Root.ImagesDirectory, Both));
        var backup = await RehearsedCluster.BackUpAsync(cluster);
        var change = new ImageChange("postgres", "POSTGRES_IMAGE", OldCluster.Image17, "", RealCluster.Image, null);

        var report = (await cluster.Rehearsing.RunAsync(backup, new UpgradeTarget([change], 17, 18, null), TestContext.Current.CancellationToken)).Report;

        report.Steps.Where(step => step.Problem is not null).ShouldBeEmpty();
        report.Steps.Single(step => step.Name is RehearsalSteps.Cluster).Note.ShouldNotBeNull().ShouldStartWith("17 to 18, ");
        report.Steps.Single(step => step.Name is RehearsalSteps.Keys).Note.ShouldBe("2 stored connections, variables and passwords can be read");
        report.StopParts.Select(part => part.Name).ShouldBe([RehearsalSteps.StopServices, RehearsalSteps.StopPostgres, RehearsalSteps.Cluster, "postgres", "migrate", "page", RehearsalSteps.Heads, RehearsalSteps.Keys]);
        (await cluster.LeftAsync()).ShouldBeEmpty();
        File.ReadAllText(Path.Combine(backup.Base, "PG_VERSION")).Trim().ShouldBe("17");
        (await cluster.DockerAsync("ps", "--all", "--quiet", "--filter", $"label=dataspec.upgrade={cluster.Name}-rehearsal")).StandardOutput.ShouldBeEmpty();
    }
}
