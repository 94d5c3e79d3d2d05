using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Upgrades.Clusters;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>The clone of a rehearsal in another major version of Postgres: a copy of the backup is started and stopped once by its own version, then upgraded as the live cluster would be.</summary>
/// <param name="directory">In the scratch space, on the disk of <c>data</c>.</param>
sealed class MajorClone(BackupSidecars sidecars, ClusterUpgrade upgrade, PlainBackup plain, ClonedCluster clone, string directory, string oldImage, string newImage)
{
    /// <summary>Value of the label of the upgrade's containers: those of the real upgrade are none of a rehearsal's.</summary>
    public static string ProjectOf(string live) => $"{live}-rehearsal";

    /// <returns>What a person should know of it.</returns>
    /// <exception cref="DataSpecException">The cluster cannot be upgraded.</exception>
    public async Task<string> MakeAsync(CancellationToken ct)
    {
        var (old, fresh) = (Path.Combine(directory, "old"), Path.Combine(directory, "new"));
        var ids = clone.User.Split(':').Select(uint.Parse).ToArray();
        foreach (var path in new[] { directory, old })
        {
            BackupTarget.MakePrivate(path);
            ProofScratch.Give(path, (ids[0], ids[1]));
        }

        await ProofBoot.CopyAsync(sidecars, $"{clone.Volume}-copy", oldImage, clone.User, plain.Layout, old, ct);
        await ReplayAsync(old, ct);
        var report = await upgrade.RunAsync(new(clone.Volume, oldImage, newImage, old, fresh, plain.Manifest.Postgres.Superuser, ClusterUpgradeWay.Link), ct);
        await sidecars.MakeVolumeAsync(clone.Volume, ["type=none", "o=bind", $"device={fresh}"], ct);
        return string.Join("; ", report.Notes.Prepend($"{plain.Manifest.Postgres.Major} to {Path.GetDirectoryName(clone.DataDirectory)}, {report.Relations} relations"));
    }

    /// <summary>A base backup says that its cluster is running, and no upgrade takes such a one: a single process replays its log, writes a checkpoint and ends.</summary>
    async Task ReplayAsync(string old, CancellationToken ct)
    {
        string[] settings = ["fsync=off", "full_page_writes=off", "recovery_init_sync_method=syncfs", "archive_mode=off", "logging_collector=off", "log_destination=stderr", "ssl=off"];
        var result = await sidecars.RunAsync(
            new Sidecar($"{clone.Volume}-replay", oldImage, "postgres", ["--single", "-D", "/cluster", .. settings.SelectMany(setting => new[] { "-c", setting }), "template1"])
            {
                User = clone.User,
                Mounts = [Sidecar.Bind(old, "/cluster")],
            },
            onLine: null, ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.VerificationFailed, $"The copy of the backup does not start with its own version: {result.LastWords()}");
    }
}
