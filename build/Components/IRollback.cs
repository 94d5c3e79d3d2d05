using DataSpec.Operations.Upgrades;
using Nuke.Common;

/// <summary>Goes back to the state before the last upgrade.</summary>
interface IRollback : IReports, IConfirms
{
    Target Rollback => _ => _
        .Description("Goes back to the versions, files and metadata before the last upgrade, or gives an interrupted one up")
        .Executes(() => OperateAlone(
            async ct =>
            {
                var tools = await Stack.Upgrades(ct);
                var plan = await tools.LookBackAsync(ct);
                if (plan.Since is not null && !plan.IsUnfinished)
                    Confirmation.Require(Yes, UpgradeTables.QuestionOf(plan), "./build.sh Rollback --yes");
                await tools.RollbackAsync(plan, ct);
                Report(plan, UpgradeTables.Of);
            },
            despite: unfinished => unfinished.Kind is UpgradeRun.Kind or UpgradeTools.Rollback));
}
