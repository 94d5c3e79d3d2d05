using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Superset;
using Nuke.Common;

/// <summary>Dashboards of Superset as files under <c>scripts-config/superset/assets</c>, in both directions.</summary>
[Category(Group.Tools)]
interface IDashboards : IConfirms, IReports
{
    [Parameter("Dashboards to take into the files too: their slugs, titles or numbers", Separator = ",")]
    string[] Add => TryGetValue(() => Add) ?? [];

    Target DashboardsExport => _ => _
        .Description("""
            Writes the dashboards of Superset into files, for git

            Shows the difference and asks before it writes.

            Examples:
              ./build.sh DashboardsExport
              ./build.sh DashboardsExport --add sales              one that the files do not have yet

            Page: docs/dashboards.md
            """)
        .Executes(() => OperateAlone(async ct =>
        {
            var services = await Stack.Services(ct);
            using var api = new SupersetApi(services.SupersetLogin);
            var dashboards = new DashboardFiles(Stack.Root, api);
            var plan = await dashboards.PlanExportAsync(Add, ct);
            if (!MayApply(plan, "Write this into the files?"))
                return;
            dashboards.Export(plan);
            await services.Dashboards.RenewAsync(ct);
        }));

    Target DashboardsImport => _ => _
        .Description("""
            Gives the dashboards of the files to Superset

            Over changes made there: it shows the difference and asks before.

            Examples:
              ./build.sh DashboardsImport
              ./build.sh DashboardsImport --yes                    where nobody can be asked

            Codes of its own: 3 the profile bi is off, 4 Superset took them and still differs.
            Page: docs/dashboards.md
            """)
        .Executes(() => OperateAlone(async ct =>
        {
            var services = await Stack.Services(ct);
            using var api = new SupersetApi(services.SupersetLogin);
            var dashboards = new DashboardFiles(Stack.Root, api);
            var plan = await dashboards.PlanImportAsync(ct);
            if (!MayApply(plan, "Change this in Superset?"))
                return;
            await dashboards.ImportAsync(ct);
            await services.Dashboards.RenewAsync(ct);
        }));

    /// <summary>Shows the difference; true when there is one and the person wants it.</summary>
    private bool MayApply(AssetPlan plan, string question)
    {
        Report(plan, DashboardDiff.Of);
        ReportSummary(summary => summary.AddDifference(plan));
        if (plan.IsEmpty || Yes)
            return !plan.IsEmpty;
        return Confirmation.IsAgreed(question) ?? throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Nobody can answer here whether to do this.")
        {
            LeftAsItWas = "The files and the dashboards in Superset stay as they were.",
            NextStep = "the same command with --yes",
        };
    }
}
