using System.Collections.Immutable;

namespace DataSpec.Operations.Backups;

/// <summary>What every database held at the backup's consistency point; kept as <c>fingerprint.json</c>.</summary>
public sealed record ClusterFingerprint(ImmutableArray<DatabaseFingerprint> Databases);

/// <summary>One database as one snapshot of the live cluster saw it.</summary>
/// <param name="Lsn">A copy that replayed the log up to this record, which it leaves out, has committed what the snapshot saw and nothing
/// else.</param>
/// <param name="NotCompared">Tables that could not be read in that snapshot, and why.</param>
public sealed record DatabaseFingerprint(
    string Database,
    string Lsn,
    ImmutableArray<TableFingerprint> Tables,
    ImmutableArray<SequenceFingerprint> Sequences,
    ImmutableArray<SkippedTable> NotCompared);

/// <summary>The rows of a table, whatever their order; the system catalogs are tables too.</summary>
/// <param name="Rows">All of them, counted.</param>
/// <param name="Hash">Sum of a 64-bit hash of each row's text.</param>
/// <param name="SampledPercent">Of a large table only this share of its pages is hashed, the same ones in every copy; null for all.</param>
public sealed record TableFingerprint(string Table, long Rows, string Hash, double? SampledPercent);

/// <summary>A sequence stands outside transactions, so it is held between two bounds.</summary>
/// <param name="AtLeast">Its value before the snapshot.</param>
/// <param name="AtMost">Its value after, and what Postgres logs ahead.</param>
public sealed record SequenceFingerprint(string Sequence, long AtLeast, long AtMost);

/// <summary>A table that was left out.</summary>
public sealed record SkippedTable(string Table, string Reason);

/// <summary>Compares a copy with what the live cluster held.</summary>
static class FingerprintComparison
{
    /// <summary>Each difference as a sentence; empty where there is none.</summary>
    public static IEnumerable<string> Differences(DatabaseFingerprint live, DatabaseFingerprint copy)
    {
        var skipped = live.NotCompared.Concat(copy.NotCompared.Where(table => live.NotCompared.All(known => known.Table != table.Table))).ToArray();
        foreach (var table in copy.NotCompared.Where(table => live.NotCompared.All(known => known.Table != table.Table)))
            yield return $"'{live.Database}': {table.Table} cannot be read: {table.Reason}";
        var left = copy.Tables.Where(table => skipped.All(skip => skip.Table != table.Table)).ToDictionary(table => table.Table, StringComparer.Ordinal);
        foreach (var table in live.Tables)
        {
            if (skipped.Any(skip => skip.Table == table.Table))
                continue;
            if (!left.Remove(table.Table, out var found))
                yield return $"'{live.Database}': table {table.Table} is missing";
            else if (found.Rows != table.Rows)
                yield return $"'{live.Database}': {table.Table} has {found.Rows} rows instead of {table.Rows}";
            else if (found.Hash != table.Hash)
                yield return $"'{live.Database}': {table.Table} has as many rows, but others";
        }

        foreach (var extra in left.Keys)
            yield return $"'{live.Database}': table {extra} was not there";
        var sequences = copy.Sequences.ToDictionary(sequence => sequence.Sequence, StringComparer.Ordinal);
        foreach (var sequence in live.Sequences)
        {
            if (!sequences.TryGetValue(sequence.Sequence, out var found))
                yield return $"'{live.Database}': sequence {sequence.Sequence} is missing";
            else if (found.AtLeast < sequence.AtLeast || found.AtLeast > sequence.AtMost)
                yield return $"'{live.Database}': sequence {sequence.Sequence} is at {found.AtLeast}, not between {sequence.AtLeast} and {sequence.AtMost}";
        }
    }
}
