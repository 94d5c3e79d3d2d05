using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>Counts the containers that an operation runs, and kills one of them as soon as it is there.</summary>
/// <param name="victim">Which one to kill, from 1; 0 for none.</param>
sealed class KilledContainers(IProcessRunner inner, EngineEndpoint engine, int victim) : IProcessRunner
{
    int _count;

    /// <summary>Names without the operation's id, in the order of their start.</summary>
    public List<string> Started { get; } = [];

    public bool HasKilled { get; private set; }

    public async Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        if (command.Arguments.IndexOf("run") is not (>= 0 and var run) || command.Arguments.IndexOf("--name", run) is not (> 0 and var name))
            return await inner.RunAsync(command, onLine, ct);
        var container = command.Arguments[name + 1];
        Started.Add(container[(container.LastIndexOf('-') + 1)..]);
        var isVictim = ++_count == victim;
        using var ended = new CancellationTokenSource();
        var killing = isVictim ? KillAsync(container, ended.Token) : Task.CompletedTask;
        try
        {
            var result = await inner.RunAsync(command, onLine, ct);
            // One in the background is killed when its start has been told.
            if (isVictim && command.Arguments.Contains("--detach"))
                await killing;
            return result;
        }
        finally
        {
            await ended.CancelAsync();
            await killing;
        }
    }

    async Task KillAsync(string container, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested && !HasKilled)
            HasKilled = (await inner.RunAsync(engine.Docker("kill", container), ct: CancellationToken.None)).Succeeded;
    }
}
