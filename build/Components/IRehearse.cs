using DataSpec.Operations.Backups;
using DataSpec.Operations.Upgrades;
using Nuke.Common;

/// <summary>Boots the whole application on a copy of a backup, beside the running stack.</summary>
interface IRehearse : IOpensBackups, IReadsFrom
{
    Target Rehearse => _ => _
        .Description("Boots every service on a clone of a backup without network, migrates it, parses the DAGs, and predicts the stop of an upgrade")
        .After<IUpgrade>(upgrade => upgrade.SecureBackup)
        .Executes(() => ExecutionPlan.Contains(((IUpgrade)this).Quiesce) ? ((IUpgrade)this).UpgradeStep(UpgradeSteps.Rehearse) : RehearseAlone());

    private Task RehearseAlone() =>
        OperateAlone(async ct =>
        {
            var backup = BackupCatalogue.Find(TargetOf(Stack.BackupDirectory), From ?? "latest").Backup;
            // Without --to what .env names now: whether the backup and this application fit together.
            var to = ((IUpgrade)this).To;
            var target = to.Length == 0 ? new UpgradeTarget([], null, null, null) : (await Stack.Upgrades(ct)).TargetOf(new() { To = [.. to], BackupDirectory = "" });
            var result = await (await Stack.Rehearsals(IdentityFile, ct)).RunAsync(backup, target, ct);
            Report(result, RehearsalTable.Of);
            ReportSummary(summary => summary.AddResult(result));
            if (!result.Report.Holds)
                throw RehearsalTable.Failed(result);
        });
}
