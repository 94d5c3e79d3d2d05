using System.ComponentModel;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Receiving;
using Nuke.Common;

/// <summary>What backups there are.</summary>
[Category(Group.Data)]
interface IBackups : IHazRetention, IPrunes
{

    Target Backups => _ => _
        .Description("""
            Lists the backups: age, size, proved or not, how long kept

            Examples:
              ./build.sh Backups
              ./build.sh Backups --target-dir /mnt/usb/dataspec --json
              ./build.sh Backups --prune --keep-daily 14           deletes what no rule keeps

            Page: docs/backup.md
            """)
        .Executes(() => Prune ? OperateAlone(List) : Operate(List));

    private Task List(CancellationToken ct)
    {
        var settings = Stack.ReadSettings();
        var target = TargetOf(settings.BackupDirectory);
        var archive = WalRetention.DirectoryOf(Stack.Root, settings);
        var result = new BackupListing(target, Retention).Run(Prune, ct);
        // The log that backups of the usual place need is kept too, whatever place was named.
        if (Prune)
            WalRetention.Prune(archive, [target, Path.GetFullPath(settings.BackupDirectory, Stack.Root.Directory)]);
        Report(result with { Restorable = RestorableRange.Of(target, archive) }, listed => BackupTables.Of(listed, Stack.Time.GetUtcNow()));
        return Task.CompletedTask;
    }
}
