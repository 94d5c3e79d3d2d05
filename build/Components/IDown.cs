using DataSpec.Operations.Compose;
using Nuke.Common;

/// <summary>Stops the stack in the order that loses no work.</summary>
interface IDown : IDrains
{
    [Parameter("Removes the stack's named volumes too; never ./data")]
    bool Volumes => TryGetValue<bool?>(() => Volumes) ?? false;

    [Parameter("Stops this checkout's private container engine too")]
    bool Engine => TryGetValue<bool?>(() => Engine) ?? false;

    // What was interrupted goes on as well from a stack that is down.
    Target Down => _ => _
        .Description("Stops everything: lets running tasks end first, stops Postgres last; data stays in ./data")
        .Executes(() => File.Exists(Stack.Root.EnvFile) ? OperateAlone(StopStack, despite: _ => true) : Operate(StopEngine));

    private async Task StopStack(CancellationToken ct)
    {
        await (await Stack.Services(ct)).Stop.RunAsync(Options, ct);
        await StopEngine(ct);
    }

    private Task StopEngine(CancellationToken ct) => Engine ? Stack.PrivateEngine.StopAsync(Stack.Progress, ct) : Task.CompletedTask;

    private StackStopOptions Options => new()
    {
        Drain = DrainTime,
        EndTasksAtDeadline = EndTasks,
        Volumes = Volumes,
    };
}
