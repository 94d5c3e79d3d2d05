using DataSpec.Operations.Processes;
using Nuke.Common;

/// <summary>Hands everything after <c>--</c> to a tool where it runs; the tool's exit code becomes this one's.</summary>
interface ITools : IHazStack
{
    Target Airflow => _ => _
        .Description("Runs Airflow's command line in the stack: ./build.sh Airflow -- dags list")
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Airflow(Stack.PassedOn), ct)));

    Target Psql => _ => _
        .Description("Runs psql on the warehouse: ./build.sh Psql -- -c \"select 1\"")
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Psql(Stack.PassedOn), ct)));

    Target Compose => _ => _
        .Description("Runs docker compose on the stack: ./build.sh Compose -- ps")
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Compose(Stack.PassedOn), ct)));

    private async Task HandOver(Command tool, CancellationToken ct)
    {
        Interruption.LeaveTerminalToChild();
        ExitCode = (await Stack.Processes.RunAsync(tool, ct: ct)).ExitCode;
    }
}
