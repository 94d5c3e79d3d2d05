using Nuke.Common;

/// <summary>Targets that read something that is not part of the stack.</summary>
interface IReadsFrom : IReports
{
    [Parameter("Seed: folder or address of the taxi files; Restore, Rehearse: id of a backup, its directory, or 'latest'")]
    string? From => TryGetValue(() => From);
}
