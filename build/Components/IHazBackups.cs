using DataSpec.Operations.Completion;
using Nuke.Common;

/// <summary>Where this stack's backups are.</summary>
interface IHazBackups : IReports
{
    [Parameter("Directory that holds the backups; BACKUP_DIR of .env by default")]
    string? TargetDir => TryGetValue(() => TargetDir);

    /// <summary>What a shell offers where a backup is named.</summary>
    IEnumerable<string> BackupIds => OfferedValues.Backups(TargetOf(Stack.BackupDirectory));

    /// <summary>Absolute; a relative one of the command line counts from where it was typed, one of .env from the root.</summary>
    string TargetOf(string configured) => TargetDir is { } typed ? Path.GetFullPath(typed) : Path.GetFullPath(configured, Stack.Root.Directory);
}
