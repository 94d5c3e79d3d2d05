using DataSpec.Operations.Backups;
using Nuke.Common;

/// <summary>What backups there are.</summary>
interface IBackups : IHazRetention
{
    [Parameter("Deletes those that no rule keeps; never the newest proved one")]
    bool Prune => TryGetValue<bool?>(() => Prune) ?? false;

    Target Backups => _ => _
        .Description("Lists the backups: age, size, whether and when proved, how long kept")
        .Executes(() => Prune ? OperateAlone(List) : Operate(List));

    private Task List(CancellationToken ct)
    {
        var result = new BackupListing(TargetOf(Stack.ReadSettings().BackupDirectory), Retention).Run(Prune, ct);
        Report(result, listed => BackupTables.Of(listed, Stack.Time.GetUtcNow()));
        return Task.CompletedTask;
    }
}
