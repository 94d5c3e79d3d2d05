using DataSpec.Operations.Backups;
using Nuke.Common;

/// <summary>How long backups are kept.</summary>
interface IHazRetention : IHazBackups
{
    [Parameter("Newest backups of so many days to keep; 7 by default")]
    int KeepDaily => TryGetValue<int?>(() => KeepDaily) ?? 7;

    [Parameter("Newest backups of so many weeks to keep; 4 by default")]
    int KeepWeekly => TryGetValue<int?>(() => KeepWeekly) ?? 4;

    [Parameter("Newest backups of so many months to keep; 6 by default")]
    int KeepMonthly => TryGetValue<int?>(() => KeepMonthly) ?? 6;

    RetentionRule Retention => new(KeepDaily, KeepWeekly, KeepMonthly);
}
