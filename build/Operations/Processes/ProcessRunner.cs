using System.ComponentModel;
using System.Diagnostics;

namespace DataSpec.Operations.Processes;

/// <inheritdoc cref="IProcessRunner"/>
/// <param name="time">The clock for durations and timeouts.</param>
/// <param name="secrets">Hidden in every command beside its own secrets.</param>
public sealed class ProcessRunner(TimeProvider time, MaskedSecrets? secrets = null) : IProcessRunner
{
    public async Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        command = command.Verbatim ? command with { Secrets = [] } : command.Hiding([.. secrets?.Values ?? []]);
        var started = time.GetTimestamp();
        var mark = Guid.NewGuid().ToString("N");
        using var process = Start(command, mark);
        var tree = new ProcessTree(process, mark, time);
        using var timeout = new CancellationTokenSource(command.Timeout ?? Timeout.InfiniteTimeSpan, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var pump = new OutputPump(process, command, onLine, time);
        try
        {
            var pumping = pump.Start();
            var exit = process.WaitForExitAsync(deadline.Token);
            if (await Task.WhenAny(exit, pumping) == pumping)
                await pumping;
            await exit;
            await pump.DrainAsync(deadline.Token);
            return pump.Result(time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            await tree.StopAsync(command.StopGrace);
            await pump.DrainAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            throw pump.TimedOut(command.Timeout!.Value);
        }
        catch
        {
            await tree.StopAsync(command.StopGrace);
            throw;
        }
    }

    static Process Start(Command command, string mark)
    {
        var info = new ProcessStartInfo(command.Executable, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory ?? "",
            RedirectStandardInput = !command.Interactive,
            RedirectStandardOutput = !command.Interactive,
            RedirectStandardError = !command.Interactive,
        };
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;
        info.Environment[ProcessTree.Variable] = info.Environment.TryGetValue(ProcessTree.Variable, out var above) ? $"{above}/{mark}" : mark;
        try
        {
            return Process.Start(info) ?? throw new CommandNotFoundException(command);
        }
        catch (Win32Exception error) when (command.WorkingDirectory is { } directory && !Directory.Exists(directory))
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{command}' cannot start in '{directory}': there is no such directory.",
                error);
        }
        catch (Win32Exception error)
        {
            throw new CommandNotFoundException(command, error);
        }
    }
}
