using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Backups;

/// <summary>The backups of this stack where they usually go; those of other stacks left out.</summary>
/// <param name="Complete">Oldest first.</param>
/// <param name="Damaged">Directories whose manifest cannot be trusted.</param>
sealed record BackupShelf(string Target, ImmutableArray<CataloguedBackup> Complete, ImmutableArray<CataloguedBackup> Damaged)
{
    public CataloguedBackup? Newest => Complete.LastOrDefault();

    public CataloguedBackup? NewestProved => Complete.LastOrDefault(backup => backup.IsProved);

    public static BackupShelf Read(StackRoot root, StackSettings settings)
    {
        var target = new ScheduleFiles(root).Read()?.Target ?? Path.GetFullPath(settings.BackupDirectory, root.Directory);
        var all = BackupCatalogue.Read(target);
        return new(target, [.. all.Where(backup => backup.Manifest?.Project == settings.ComposeProject)], [.. all.Where(backup => backup.State is BackupState.Damaged)]);
    }
}
