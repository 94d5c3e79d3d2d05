using System.ComponentModel;
using DataSpec.Operations.Completion;
using Nuke.Common;

/// <summary>What the services write, of all or of some.</summary>
[Category(Group.Daily)]
interface ILogs : IHazStack
{
    [Parameter("Services to show; all by default", ValueProviderMember = nameof(Services))]
    string[] Service => TryGetValue(() => Service) ?? [];

    [Parameter("Shows what is there and ends, instead of following")]
    bool NoFollow => TryGetValue<bool?>(() => NoFollow) ?? false;

    [Parameter("Earlier lines of each service to begin with; 200 by default")]
    int? Tail => TryGetValue<int?>(() => Tail);

    private IEnumerable<string> Services => OfferedValues.Services(Stack.Root);

    Target Logs => _ => _
        .Description("""
            Follows the logs of all services or of some; Ctrl-C ends it

            Examples:
              ./build.sh Logs
              ./build.sh Logs --service postgres airflow-scheduler
              ./build.sh Logs --no-follow --tail 50                the last lines, and end

            Logs of Airflow's tasks are in data/airflow/logs and on its page; those of this tool in
            .nuke/temp/build.*.log.
            Page: docs/logs.md
            """)
        .Executes(() => Operate(async ct =>
        {
            string[] options = NoFollow ? [] : ["--follow"];
            var logs = (await Stack.Tools(ct)).Compose(["logs", "--tail", $"{Tail ?? 200}", .. options, .. Service]);
            ExitCode = (await Stack.Processes.RunAsync(logs, ct: ct)).ExitCode;
        }));
}
