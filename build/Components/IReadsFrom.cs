using Nuke.Common;

/// <summary>Targets that read something that is not part of the stack.</summary>
interface IReadsFrom : IReports
{
    [Parameter("Seed: Folder or address of the taxi files; Restore, Rehearse: Id of a backup, its directory, or 'latest'", ValueProviderMember = nameof(BackupIds))]
    string? From => TryGetValue(() => From);

    private IEnumerable<string> BackupIds =>
        ExecutionPlan.Any(target => target.Name is nameof(ISeed.Seed)) ? [] : ((IHazBackups)this).BackupIds;
}
