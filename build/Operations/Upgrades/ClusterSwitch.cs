using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Upgrades.Clusters;

namespace DataSpec.Operations.Upgrades;

/// <summary>A new major version of Postgres as steps of an upgrade: a copy of the cluster is upgraded, the old one lies beside it, never written to.</summary>
sealed class ClusterSwitch(
    EngineEndpoint engine, IProcessRunner runner, StackSettings settings, PostgresClient postgres, Renames renames, StackRoot root, IProgressSink progress)
{
    readonly ClusterUpgrade _upgrade = new(engine, runner, settings.ComposeProject, root, progress);
    readonly WorkingCopy _copy = new(engine, runner, settings.ComposeProject, root, progress);

    LogTail Tail => new(engine, runner, settings.ComposeProject, postgres, root);

    /// <summary>The image with both versions.</summary>
    public async Task PrepareAsync(ImmutableArray<ImageChange> images, CancellationToken ct)
    {
        var image = ImageOf(images);
        await _upgrade.PrepareImageAsync(image.FromId, image.ToId!, ct);
    }

    /// <summary>Receives the log from before the backup on, and copies the backup while everything runs.</summary>
    /// <param name="target">Its images are here.</param>
    /// <param name="takeBackup">Takes a new one: an older one lacks the log up to now.</param>
    public async Task<string> SecureAsync(string operation, UpgradeTarget target, ComposeProject project, Func<Task<string>> takeBackup, CancellationToken ct)
    {
        var source = await BackupSource.OfAsync(project, settings, ct);
        await Tail.BeginAsync(operation, ClusterPlaces.Of(root, operation).Log, source, ct);
        var backup = new BackupLayout(await takeBackup());
        if (!Directory.Exists(backup.Base))
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The backup '{backup.Id}' is an archive; a new major version of Postgres is made from a plain one.")
            {
                LeftAsItWas = "The stack runs as before.",
                NextStep = "./build.sh Upgrade --target-dir DIR with a directory on a Linux file system",
            };
        }

        await _copy.MakeAsync(operation, backup.Base, source.ImageId, ct);
        // The empty new cluster need not be made in the stop.
        var (places, image) = (ClusterPlaces.Of(root, operation), ImageOf(target.Images));
        await _upgrade.PrepareAsync(new(operation, image.FromId, image.ToId!, places.Old, places.New, settings.Postgres.User, ClusterUpgradeWay.Link), ct);
        return backup.Directory;
    }

    /// <summary>Stops Postgres and makes the copy equal to it.</summary>
    public async Task SealAsync(string operation, UpgradeTarget target, string backup, StackParts parts, CancellationToken ct)
    {
        var containers = await parts.Project.ReadContainersAsync(CoreServices.Postgres, ct);
        await parts.Stop.StopServicesAsync(containers, new StackStopOptions(), ct);
        var image = ImageOf(target.Images).FromId;
        var log = await Tail.SealAsync(operation, ClusterPlaces.Of(root, operation).Log, DataOf(target.FromMajor!.Value), image, ct);
        var copy = await _copy.FinishAsync(operation, new BackupLayout(backup).Base, log, image, ct);
        progress.Say(CoreServices.Postgres, $"the copy holds everything up to {copy.End}, the shutdown");
    }

    /// <summary>Upgrades the copy and puts it in its place beside the old cluster.</summary>
    public async Task UpgradeAsync(string operation, UpgradeTarget target, CancellationToken ct)
    {
        var (places, image) = (ClusterPlaces.Of(root, operation), ImageOf(target.Images));
        var data = DataOf(target.ToMajor!.Value);
        if (Directory.Exists(data))
            return;
        await _upgrade.RunAsync(new ClusterUpgradeRequest(operation, image.FromId, image.ToId!, places.Old, places.New, settings.Postgres.User, ClusterUpgradeWay.Link), ct);
        await renames.MoveAsync(places.New, data, ct);
    }

    /// <summary>Takes the new cluster away from its place.</summary>
    public async Task SetAsideAsync(string operation, UpgradeTarget target, CancellationToken ct)
    {
        var (data, aside) = (DataOf(target.ToMajor!.Value), Path.Combine(Undone, operation));
        if (Directory.Exists(data))
            await renames.MoveAsync(data, aside, ct);
    }

    /// <summary>Deletes what was taken away.</summary>
    public async Task<ImmutableArray<string>> PruneAsync(CancellationToken ct)
    {
        if (!Directory.Exists(Undone))
            return [];
        await renames.DeleteAsync(Undone, ct);
        return ["clusters that a rollback set aside"];
    }

    /// <summary>Deletes the cluster of the old version.</summary>
    public async Task<ImmutableArray<string>> DeleteOldAsync(int major, CancellationToken ct)
    {
        var parent = Path.GetDirectoryName(DataOf(major))!;
        if (!Directory.Exists(parent))
            return [];
        await renames.DeleteAsync(parent, ct);
        return [$"the cluster of Postgres {major}"];
    }

    /// <summary>Containers, slot and copy are gone afterwards.</summary>
    public async Task AbandonAsync(string operation)
    {
        // A slot may be left in a cluster that was stopped when it was to be dropped, and runs again.
        await Tail.EndAsync(operation, CancellationToken.None);
        var places = ClusterPlaces.Of(root, operation);
        if (!Directory.Exists(places.Log) && !Directory.Exists(places.Clusters))
            return;
        await _copy.AbandonAsync(operation);
        await _upgrade.AbandonAsync(operation);
        await renames.DeleteAsync(places.Clusters, CancellationToken.None);
        await renames.DeleteAsync(places.Log, CancellationToken.None);
    }

    static ImageChange ImageOf(ImmutableArray<ImageChange> images) => images.Single(one => one.Service is CoreServices.Postgres);

    string Undone => Path.Combine(root.State, "upgrade-undone");

    string DataOf(int major) => Path.Combine(root.Data, "postgres", major.ToString(CultureInfo.InvariantCulture), "docker");
}
