using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>The log from a backup on, without a hole, as far as it goes.</summary>
/// <param name="Timeline">The one that it ends on.</param>
/// <param name="Files">What follows the backup's own segments; each segment once, in order.</param>
/// <param name="Missing">The first segment that is not there though later ones are; null where the chain ends because nothing more was received.</param>
sealed record WalChain(int Timeline, ImmutableArray<WalFile> Files, string? Missing)
{
    /// <summary>Follows the log from the segment after the last one that the backup holds, along the newest timeline that the backup is an ancestor of.</summary>
    public static WalChain From(BackupManifest backup, WalArchive archive)
    {
        var own = OwnSegments(backup);
        var start = own.IsEmpty ? WalFile.SegmentOf(Lsn.Parse(backup.Postgres.StopLsn)) : own.Max() + 1;
        var line = LineOf(backup.Postgres.Timeline, Lsn.Parse(backup.Consistency.RestorePointLsn), archive);
        var files = ImmutableArray.CreateBuilder<WalFile>();
        for (var segment = start; ; segment++)
        {
            // In the segment of a fork the new timeline has what the old one had up to there.
            var end = new Lsn((segment + 1) * WalFile.Bytes);
            var timeline = line.Last(one => one.Begin < end).Timeline;
            if (archive.Find(timeline, segment) is not { } file)
            {
                var later = archive.Files.Any(other => other.Segment > segment && line.Any(one => one.Timeline == other.Timeline && one.Begin.Value < (other.Segment + 1) * WalFile.Bytes));
                return new(line[^1].Timeline, files.ToImmutable(), later ? WalFile.NameOf(timeline, segment) : null);
            }

            files.Add(file);
            if (file.Kind is WalFileKind.Partial && archive.Find(timeline, segment + 1) is null)
                return new(line[^1].Timeline, files.ToImmutable(), null);
        }
    }

    /// <summary>Segments of the log that lie in the backup itself.</summary>
    static ImmutableArray<ulong> OwnSegments(BackupManifest backup) =>
    [
        .. backup.Files.Where(file => file.Path.StartsWith("base/pg_wal/", StringComparison.Ordinal)).Select(file => WalFile.Of(file.Path)).OfType<WalFile>()
            .Where(file => file.Timeline == backup.Postgres.Timeline).Select(file => file.Segment),
    ];

    /// <summary>The timelines that lead on from the backup, oldest first, each with the place where it begins.</summary>
    static ImmutableArray<(int Timeline, Lsn Begin)> LineOf(int timeline, Lsn place, WalArchive archive)
    {
        var newest = archive.Histories
            .Where(history => history.Key > timeline && history.Value.Any(fork => fork.Parent == timeline && fork.At >= place))
            .OrderByDescending(history => history.Key)
            .Select(history => (history.Key, history.Value))
            .FirstOrDefault();
        if (newest.Key == 0)
            return [(timeline, default)];
        // Each fork's place is where the next one begins.
        var forks = newest.Value.SkipWhile(fork => fork.Parent != timeline).ToArray();
        return [(timeline, default), .. forks.Select((fork, index) => (index + 1 < forks.Length ? forks[index + 1].Parent : newest.Key, fork.At))];
    }
}
