using System.ComponentModel;
using DataSpec.Operations.Processes;
using Nuke.Common;

/// <summary>Hands everything after <c>--</c> to a tool where it runs; the tool's exit code becomes this one's.</summary>
[Category(Group.Tools)]
interface ITools : IHazStack
{
    Target Airflow => _ => _
        .Description("""
            Runs Airflow's command line: ./build.sh Airflow -- dags list

            Everything after -- goes to airflow in the scheduler's container; its exit code is this one's.

            Examples:
              ./build.sh Airflow -- dags list
              ./build.sh Airflow -- dags trigger nyc_taxi

            Page: docs/commands.md
            """)
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Airflow(Stack.PassedOn), ct)));

    Target Psql => _ => _
        .Description("""
            Runs psql on the warehouse: ./build.sh Psql -- -c "select 1"

            As owner of the warehouse, in Postgres' container; input and output may be pipes.

            Examples:
              ./build.sh Psql                                      a prompt
              ./build.sh Psql -- -c "select count(*) from nyc_taxi.yellow_trips"
              ./build.sh Psql -- -At -f - < report.sql

            Page: docs/commands.md
            """)
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Psql(Stack.PassedOn), ct)));

    Target Compose => _ => _
        .Description("""
            Runs docker compose on this stack: ./build.sh Compose -- ps

            Examples:
              ./build.sh Compose -- ps
              ./build.sh Compose -- exec superset bash

            Page: docs/commands.md
            """)
        .Executes(() => Operate(async ct => await HandOver((await Stack.Tools(ct)).Compose(Stack.PassedOn), ct)));

    private async Task HandOver(Command tool, CancellationToken ct)
    {
        Interruption.LeaveTerminalToChild();
        ExitCode = (await Stack.Processes.RunAsync(tool, ct: ct)).ExitCode;
    }
}
