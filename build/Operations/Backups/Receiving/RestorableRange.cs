using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>Any moment between two can be restored, as far as names and times of files tell; the restore itself reads the log.</summary>
/// <param name="From">The moment that a backup holds.</param>
/// <param name="Until">When the last of the log after it was written.</param>
public sealed record RestorableRange(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Of all proved backups of a target, oldest first; ranges that touch are one.</summary>
    public static ImmutableArray<RestorableRange> Of(string target, string archive)
    {
        List<RestorableRange> ranges = [];
        foreach (var manifest in BackupCatalogue.Read(target).Where(backup => backup.IsProved).Select(backup => backup.Manifest!))
        {
            if (WalChain.From(manifest, WalArchive.Read(archive, manifest.Postgres.SystemIdentifier)).Until is not { } until || until <= manifest.Consistency.At)
                continue;
            if (ranges is [.., var last] && manifest.Consistency.At <= last.Until)
                ranges[^1] = last with { Until = until > last.Until ? until : last.Until };
            else
                ranges.Add(new(manifest.Consistency.At, until));
        }

        return [.. ranges];
    }

    /// <summary>As a sentence.</summary>
    public static string Tell(ImmutableArray<RestorableRange> ranges) => ranges.IsEmpty
        ? "No log was received after a proved backup: no other times than those of backups can be restored."
        : $"Any time can be restored from {string.Join("; and from ", ranges.Select(range => $"{RecoveryMoment.Text(range.From)[..19]} to about {RecoveryMoment.Text(range.Until)[..19]} UTC"))} (./build.sh Restore --to-time).";
}
