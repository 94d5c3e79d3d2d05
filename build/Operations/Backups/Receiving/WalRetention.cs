using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>Deletes the log that no backup needs any more.</summary>
public static class WalRetention
{
    /// <summary>Where the stack's receiver writes.</summary>
    public static string DirectoryOf(StackRoot root, StackSettings settings) => settings.WalArchiveDirectory ?? Path.Combine(root.Directory, "backups", "wal");

    /// <summary>Keeps everything from the start of the oldest backup of each cluster that is left in these targets; a cluster without any keeps all.</summary>
    /// <returns>How many segments were deleted.</returns>
    public static int Prune(string archive, IEnumerable<string> targets) => targets.Distinct(StringComparer.Ordinal)
        .SelectMany(target => BackupCatalogue.Read(target)).Select(backup => backup.Manifest).OfType<BackupManifest>()
        .GroupBy(manifest => manifest.Postgres.SystemIdentifier, StringComparer.Ordinal)
        .Select(backups => backups.MinBy(manifest => manifest.StartedAt)!)
        .Sum(oldest => WalArchive.Read(archive, oldest.Postgres.SystemIdentifier).Prune(oldest.StartedAt, WalFile.SegmentOf(Lsn.Parse(oldest.Postgres.StartLsn))));
}
