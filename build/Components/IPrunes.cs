using Nuke.Common;

/// <summary>Targets that delete what is kept, when told to.</summary>
interface IPrunes : IReports
{
    [Parameter("Backups: Deletes those that no rule keeps, never the newest proved one; Restore: Deletes the kept states before restores; Upgrade: Deletes the kept state before the last upgrade, no Rollback after that")]
    bool Prune => TryGetValue<bool?>(() => Prune) ?? false;
}
