using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>The log from a backup on, without a hole, as far as it goes.</summary>
/// <param name="Files">What follows the backup's own segments, in order.</param>
/// <param name="Missing">The first segment that is not there though later ones are; null where nothing more was received.</param>
sealed record WalChain(ImmutableArray<WalFile> Files, string? Missing)
{
    /// <summary>Up to when, by the time of its last file; null where it is empty. The commits themselves say it exactly.</summary>
    public DateTimeOffset? Until => Files.IsEmpty ? null : new DateTimeOffset(File.GetLastWriteTimeUtc(Files[^1].Path), TimeSpan.Zero);

    /// <summary>Follows the log from the segment after the last one that lies in the backup, in the run that was going on when it was taken.</summary>
    public static WalChain From(BackupManifest backup, WalArchive archive)
    {
        if (archive.RunAt(backup.Consistency.At) is not { } run)
            return new([], null);
        var timeline = backup.Postgres.Timeline;
        var first = backup.Files.Select(file => file.Path).Where(path => path.StartsWith("base/pg_wal/", StringComparison.Ordinal)).Select(WalFile.Of).OfType<WalFile>()
            .Where(file => file.Timeline == timeline).Select(file => file.Segment + 1).DefaultIfEmpty(WalFile.SegmentOf(Lsn.Parse(backup.Postgres.StopLsn))).Max();
        var files = ImmutableArray.CreateBuilder<WalFile>();
        for (var segment = first; run.Find(timeline, segment) is { } file; segment++)
            files.Add(file);
        var next = first + (ulong)files.Count;
        return new(files.ToImmutable(), run.Files.Any(file => file.Timeline == timeline && file.Segment > next) ? WalFile.NameOf(timeline, next) : null);
    }
}
