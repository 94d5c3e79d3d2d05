using System.ComponentModel;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Upgrades;
using Nuke.Common;

/// <summary>Boots the whole application on a copy of a backup, beside the running stack.</summary>
[Category(Group.Upgrades)]
interface IRehearse : IOpensBackups, IReadsFrom, IChoosesVersions
{
    Target Rehearse => _ => _
        .Description("""
            Tries an upgrade on a clone of a backup; predicts the stop

            Boots every service on the clone without network, migrates it, parses the DAGs, tries the keys.
            The running stack is not touched.

            Examples:
              ./build.sh Rehearse                                  the newest proved backup with what runs now
              ./build.sh Rehearse --to airflow=3.3.3               would this version come up on my data?
              ./build.sh Rehearse --from 20261122T171501Z          a certain backup

            Codes of its own: 4 something does not migrate, boot, parse or decrypt.
            Page: docs/rehearse.md
            """)
        .After<IUpgrade>(upgrade => upgrade.SecureBackup)
        .Executes(() => ExecutionPlan.Contains(((IUpgrade)this).Quiesce) ? ((IUpgrade)this).UpgradeStep(UpgradeSteps.Rehearse) : RehearseAlone());

    private Task RehearseAlone() =>
        OperateAlone(async ct =>
        {
            var backup = BackupCatalogue.Find(TargetOf(Stack.BackupDirectory), From ?? "latest").Backup;
            // Without --to what .env names now: whether the backup and this application fit together.
            var target = To.Length == 0 ? new UpgradeTarget([], null, null, null) : (await Stack.Upgrades(ct)).TargetOf(new() { To = [.. To], BackupDirectory = "" });
            var result = await (await Stack.Rehearsals(IdentityFile, ct)).RunAsync(backup, target, ct);
            Report(result, RehearsalTable.Of);
            ReportSummary(summary => summary.AddResult(result));
            if (!result.Report.Holds)
                throw RehearsalTable.Failed(result);
        });
}
