using System.ComponentModel;
using DataSpec.Operations.Upgrades;
using Nuke.Common;

/// <summary>Goes back to the state before the last upgrade.</summary>
[Category(Group.Upgrades)]
interface IRollback : IReports, IConfirms
{
    Target Rollback => _ => _
        .Description("""
            Goes back to the versions and data before the last upgrade

            Or gives an interrupted upgrade up. It says what would be lost, and asks.

            Examples:
              ./build.sh Rollback --plan
              ./build.sh Rollback
              ./build.sh Rollback --yes                            without a question, for scripts

            Page: docs/upgrade.md
            """)
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
