using Nuke.Common;

/// <summary>What the services write, of all or of some.</summary>
interface ILogs : IHazStack
{
    [Parameter("Services to show; all by default")]
    string[] Service => TryGetValue(() => Service) ?? [];

    [Parameter("Shows what is there and ends, instead of following")]
    bool NoFollow => TryGetValue<bool?>(() => NoFollow) ?? false;

    [Parameter("Earlier lines of each service to begin with; 200 by default")]
    int? Tail => TryGetValue<int?>(() => Tail);

    Target Logs => _ => _
        .Description("Follows the logs of all services, or of those named by --service")
        .Executes(() => Operate(async ct =>
        {
            string[] options = NoFollow ? [] : ["--follow"];
            var logs = (await Stack.Tools(ct)).Compose(["logs", "--tail", $"{Tail ?? 200}", .. options, .. Service]);
            ExitCode = (await Stack.Processes.RunAsync(logs, ct: ct)).ExitCode;
        }));
}
