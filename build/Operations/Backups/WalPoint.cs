using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Backups;

/// <summary>A place in the write-ahead log, ordered.</summary>
readonly record struct Lsn(ulong Value) : IComparable<Lsn>
{
    public static Lsn Parse(string text)
    {
        var halves = text.Split('/');
        return new((ulong.Parse(halves[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 32) | ulong.Parse(halves[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    public int CompareTo(Lsn other) => Value.CompareTo(other.Value);

    public static bool operator <(Lsn left, Lsn right) => left.Value < right.Value;

    public static bool operator >(Lsn left, Lsn right) => left.Value > right.Value;

    public static bool operator <=(Lsn left, Lsn right) => left.Value <= right.Value;

    public static bool operator >=(Lsn left, Lsn right) => left.Value >= right.Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value >> 32:X}/{Value & 0xFFFFFFFF:X}");
}

/// <summary>Which transactions a snapshot sees as committed, if they committed.</summary>
/// <param name="Xmin">All before this one had ended.</param>
/// <param name="Xmax">None from this one on had.</param>
/// <param name="Running">Those between that had not.</param>
sealed record Snapshot(ulong Xmin, ulong Xmax, ImmutableArray<ulong> Running)
{
    /// <summary>Reads the text of <c>pg_current_snapshot()</c>: <c>10:20:10,14</c>.</summary>
    public static Snapshot Parse(string text)
    {
        var parts = text.Split(':');
        return new(Number(parts[0]), Number(parts[1]), [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
        static ulong Number(string digits) => ulong.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>By the number as the log holds it, without its epoch: the transactions of a few seconds lie close together.</summary>
    public bool Sees(uint transaction) =>
        (int)(transaction - (uint)Xmin) < 0 || ((int)(transaction - (uint)Xmax) < 0 && Running.All(running => (uint)running != transaction));
}

/// <summary>The commits in a stretch of the log, as <c>pg_waldump</c> prints them.</summary>
/// <param name="End">The restore point's own record, after which nothing was read.</param>
sealed partial record WalCommits(ImmutableArray<(Lsn At, uint Transaction)> Commits, Lsn End)
{
    /// <summary>Null where the restore point is not in it, or a two-phase commit is, whose transaction is told elsewhere.</summary>
    public static WalCommits? Parse(IEnumerable<string> lines, string restorePoint)
    {
        var commits = ImmutableArray.CreateBuilder<(Lsn, uint)>();
        foreach (var line in lines)
        {
            if (Record().Match(line) is not { Success: true } record)
                continue;
            var (at, what) = (Lsn.Parse(record.Groups["lsn"].Value), record.Groups["desc"].Value);
            if (what.StartsWith("COMMIT_PREPARED", StringComparison.Ordinal))
                return null;
            if (what.StartsWith("COMMIT ", StringComparison.Ordinal))
                commits.Add((at, uint.Parse(record.Groups["tx"].Value, CultureInfo.InvariantCulture)));
            else if (what.StartsWith("RESTORE_POINT", StringComparison.Ordinal) && what.Contains(restorePoint, StringComparison.Ordinal))
                return new(commits.ToImmutable(), at);
        }

        return null;
    }

    /// <summary>Where replay must stop, before which record, so that the copy has committed what the snapshot saw and nothing else.</summary>
    /// <param name="floor">The log before it must have been replayed too.</param>
    /// <returns>Null where no such place exists: a commit that the snapshot saw stands in the log after one that it did not see.</returns>
    public PointRange? RangeOf(Snapshot snapshot, Lsn floor)
    {
        var first = Commits.Where(commit => !snapshot.Sees(commit.Transaction)).Select(commit => commit.At).DefaultIfEmpty(End).Min();
        var last = Commits.Where(commit => snapshot.Sees(commit.Transaction)).Select(commit => commit.At).DefaultIfEmpty(default).Max();
        // Everything that begins before the floor must have been replayed; the record that begins at it need not.
        var before = new Lsn(floor.Value - 1);
        var range = new PointRange(last > before ? last : before, first);
        return range.After < range.UpTo ? range : null;
    }

    [GeneratedRegex(@"tx:\s*(?<tx>\d+), lsn: (?<lsn>[0-9A-F]+/[0-9A-F]+), prev [^,]+, desc: (?<desc>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Record();
}

/// <summary>Places in the log: later than one, up to and with another.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct PointRange(Lsn After, Lsn UpTo)
{
    /// <summary>For each range a place in it, with as few different places as can be.</summary>
    public static ImmutableArray<Lsn> FewestPoints(IReadOnlyList<PointRange> ranges)
    {
        var points = new Lsn[ranges.Count];
        var chosen = default(Lsn);
        foreach (var index in Enumerable.Range(0, ranges.Count).OrderBy(index => ranges[index].UpTo))
        {
            if (chosen <= ranges[index].After)
                chosen = ranges[index].UpTo;
            points[index] = chosen;
        }

        return [.. points];
    }
}
