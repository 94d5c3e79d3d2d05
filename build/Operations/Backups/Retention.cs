using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Backups;

/// <summary>How many backups to keep: the newest of each of so many days, weeks and months.</summary>
public sealed record RetentionRule(int Daily = 7, int Weekly = 4, int Monthly = 6);

/// <summary>A backup as the rule sees it.</summary>
/// <param name="Order">Which is newer where clocks cannot be trusted: later ones have a higher number; where equal, <paramref name="At"/> decides.</param>
/// <param name="Parent">Id of the backup that it continues.</param>
public sealed record RetainedBackup(string Id, DateTimeOffset At, bool IsProved, int Order = 0, string? Parent = null);

/// <summary>What is to become of one backup.</summary>
/// <param name="Reason">Why it is kept; null where it may go.</param>
/// <param name="Until">When at the latest the rule lets it go, if proved backups go on; null where that is not foreseeable.</param>
public sealed record RetentionVerdict(string Id, string? Reason, DateTimeOffset? Until)
{
    public bool IsKept => Reason is not null;
}

/// <summary>Decides which backups to keep; proved ones alone count, days and weeks are those of UTC.</summary>
public static class Retention
{
    /// <summary>A verdict for each, in the order given.</summary>
    /// <remarks>The newest proved one always stays. One that is not proved stays while no later one is proved: it may be all there is.</remarks>
    public static ImmutableArray<RetentionVerdict> Decide(IReadOnlyList<RetainedBackup> backups, RetentionRule rule)
    {
        var proved = backups.Where(backup => backup.IsProved).OrderByDescending(backup => backup.Order).ThenByDescending(backup => backup.At).ThenByDescending(backup => backup.Id, StringComparer.Ordinal).ToArray();
        var kept = new Dictionary<string, (string Reason, DateTimeOffset? Until)>(StringComparer.Ordinal);
        Keep("monthly", rule.Monthly, at => at.ToString("yyyy-MM", CultureInfo.InvariantCulture), at => at.AddMonths(rule.Monthly));
        Keep("weekly", rule.Weekly, Week, at => at.AddDays(7 * rule.Weekly));
        Keep("daily", rule.Daily, at => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), at => at.AddDays(rule.Daily));
        if (proved is [var newest, ..])
            kept[newest.Id] = ("newest proved", null);
        foreach (var waiting in backups.Where(backup => !backup.IsProved && proved.All(one => (one.Order, one.At).CompareTo((backup.Order, backup.At)) <= 0)))
            kept[waiting.Id] = ("not proved yet", null);
        KeepParents();
        return [.. backups.Select(backup => kept.TryGetValue(backup.Id, out var why) ? new RetentionVerdict(backup.Id, why.Reason, why.Until) : new(backup.Id, null, null))];

        // Without it what continues it is worth nothing.
        void KeepParents()
        {
            var parents = backups.Where(backup => backup.Parent is not null).ToDictionary(backup => backup.Id, backup => backup.Parent!, StringComparer.Ordinal);
            foreach (var (id, why) in kept.ToArray())
            {
                for (var child = id; parents.TryGetValue(child, out var parent) && kept.TryAdd(parent, ($"continued by {id}", why.Until)); child = parent)
                {
                }
            }
        }

        void Keep(string reason, int count, Func<DateTime, string> period, Func<DateTimeOffset, DateTimeOffset> until)
        {
            foreach (var newestOfPeriod in proved.GroupBy(backup => period(backup.At.UtcDateTime), StringComparer.Ordinal).Take(count).Select(group => group.First()))
            {
                var end = until(newestOfPeriod.At);
                if (!kept.TryGetValue(newestOfPeriod.Id, out var other) || other.Until < end)
                    kept[newestOfPeriod.Id] = (reason, end);
            }
        }
    }

    static string Week(DateTime at) => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(at)}-{ISOWeek.GetWeekOfYear(at):00}");
}
