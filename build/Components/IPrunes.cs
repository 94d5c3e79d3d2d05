using Nuke.Common;

/// <summary>Targets that delete what is kept, when told to.</summary>
interface IPrunes : IReports
{
    [Parameter("Backups: deletes those that no rule keeps, never the newest proved one; Restore: deletes the kept states before restores")]
    bool Prune => TryGetValue<bool?>(() => Prune) ?? false;
}
