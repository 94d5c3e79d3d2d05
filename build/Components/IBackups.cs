using DataSpec.Operations.Backups;
using Nuke.Common;

/// <summary>What backups there are.</summary>
interface IBackups : IHazBackups, IPrunes
{
    [Parameter("Newest backups of so many days to keep; 7 by default")]
    int KeepDaily => TryGetValue<int?>(() => KeepDaily) ?? 7;

    [Parameter("Newest backups of so many weeks to keep; 4 by default")]
    int KeepWeekly => TryGetValue<int?>(() => KeepWeekly) ?? 4;

    [Parameter("Newest backups of so many months to keep; 6 by default")]
    int KeepMonthly => TryGetValue<int?>(() => KeepMonthly) ?? 6;

    Target Backups => _ => _
        .Description("Lists the backups: age, size, whether and when proved, how long kept")
        .Executes(() => Prune ? OperateAlone(List) : Operate(List));

    private Task List(CancellationToken ct)
    {
        var rule = new RetentionRule(KeepDaily, KeepWeekly, KeepMonthly);
        var result = new BackupListing(TargetOf(Stack.ReadSettings().BackupDirectory), rule).Run(Prune, ct);
        Report(result, listed => BackupTables.Of(listed, Stack.Time.GetUtcNow()));
        return Task.CompletedTask;
    }
}
