using System.ComponentModel;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>From nothing to a running stack with data: Setup, images, start, first load.</summary>
[Category(Group.Daily)]
interface IUp : IImages, IReports
{
    Target StartServices => _ => _
        .Description("Starts what does not run, in the order of the stack file; runs the one-shots that are due")
        .Unlisted()
        .DependsOn<IImages>(images => images.ProvideImages)
        .OnlyWhenDynamic(() => !DryRun)
        .Executes(() => OperateAlone(async ct =>
        {
            var services = await Stack.Services(ct);
            var result = await services.Start.RunAsync(new StackStartOptions { FingerprintKey = services.FingerprintKey }, ct);
            await Stack.RecordDeployed(services, ct);
            ReportSummary(summary => summary.AddResult(result));
        }));

    Target LoadFirst => _ => _
        .Description("Waits for the load that a new stack starts by itself")
        .Unlisted()
        .DependsOn<IUp>(up => up.StartServices)
        .OnlyWhenDynamic(() => !DryRun)
        .ProceedAfterFailure()
        .Executes(() => OperateAlone(async ct =>
            await (await Stack.Services(ct)).FirstLoad.RunAsync(ct)));

    Target Up => _ => _
        .Description("""
            Starts everything and loads the first data; safe to repeat

            Checks the machine, writes .env, gets or builds the images, starts what does not run, waits for
            the first load and prints where to log in. On a healthy stack it changes nothing; after an
            interruption it continues.

            Examples:
              ./build.sh Up                                        the first start, and every other one
              ./build.sh Up --profiles core,bi                     Postgres, Airflow, Superset; or all
              ./build.sh Up --images packages --wheels wheels.tar.xz    where no registry can be reached
              ./build.sh Up --dry-run                              what it would write into .env

            Codes of its own: 4 the services run but the first load failed, 3 something is missing, with its remedy.
            Page: docs/first-start.md
            """)
        .DependsOn<IUp>(up => up.LoadFirst)
        .OnlyWhenDynamic(() => !DryRun)
        .Executes(() => Operate(async ct =>
        {
            var services = await Stack.Services(ct);
            await services.Operations.WriteAsync(HistoryLine.All(Stack.Root), ct);
            DiskHistory.Note(Stack.Root, Stack.Time);
            Report(services.Links, LinksTable.Of);
        }));
}
