using System.ComponentModel;
using DataSpec.Operations.Compose;
using Nuke.Common;

/// <summary>Stops the stack in the order that loses no work.</summary>
[Category(Group.Daily)]
interface IDown : IDrains
{
    [Parameter("Removes the stack's named volumes too; never ./data")]
    bool Volumes => TryGetValue<bool?>(() => Volumes) ?? false;

    [Parameter("Stops this checkout's private container engine too")]
    bool Engine => TryGetValue<bool?>(() => Engine) ?? false;

    // What was interrupted goes on as well from a stack that is down.
    Target Down => _ => _
        .Description("""
            Stops everything in the right order; the data stays in ./data

            The scheduler takes no new work and running tasks may end (30 minutes), then the services stop,
            Postgres last.

            Examples:
              ./build.sh Down
              ./build.sh Down --drain 0 --end-tasks                now; Airflow runs those tasks again
              ./build.sh Down --engine                             and this checkout's private container engine

            Codes of its own: 7 tasks still run at the deadline; none was ended. Type Down again to wait longer.
            Page: docs/commands.md
            """)
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
