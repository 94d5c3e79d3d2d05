using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Upgrades.Rehearsing;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

/// <summary>A real cluster with a backup of it, and a small stack on it: a one-shot that migrates, a page that needs that, and a scheduler.</summary>
[SupportedOSPlatform("linux")]
public sealed class RehearsedCluster : IAsyncLifetime
{
    RealCluster? _cluster;

    internal RealCluster Cluster => _cluster!;

    internal BackupLayout Backup { get; private set; } = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The process that is killed works on its parent's cluster.
    public async ValueTask InitializeAsync()
    {
        if (RealCluster.HasParent)
            return;
        _cluster = await RealCluster.StartAsync();
        Backup = await BackUpAsync(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    /// <summary>A backup of this cluster, whose checkout has the small stack.</summary>
    internal static async Task<BackupLayout> BackUpAsync(RealCluster cluster)
    {
        new EnvFile(cluster.Stack.Root.EnvFile).Set([new("COMPOSE_PROJECT_NAME", cluster.Name), new("POSTGRES_PORT", $"{cluster.Port}"), new("COMPOSE_PROFILES", "")]);
        File.WriteAllText(cluster.Stack.Root.ComposeFile, SmallStack.Text());
        return new BackupLayout((await cluster.BackUpAsync(prove: false)).Directory);
    }

    internal static Task<RehearseResult> RehearseAsync(RealCluster cluster, BackupLayout backup) => cluster.Rehearsing.RunAsync(backup, new UpgradeTarget([], null, null, null), Ct);

    internal void WriteStack(string page = SmallStack.Page, string migration = SmallStack.Migration, string shortly = "600") =>
        File.WriteAllText(Cluster.Stack.Root.ComposeFile, SmallStack.Text(page, migration, shortly));
}
