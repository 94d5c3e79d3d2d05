using System.ComponentModel;
using System.Diagnostics;

namespace DataSpec.Operations.Processes;

/// <inheritdoc cref="IProcessRunner"/>
public sealed class ProcessRunner(TimeProvider time) : IProcessRunner
{
    public async Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        var started = time.GetTimestamp();
        using var process = Start(command);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (command.Timeout is { } timeout)
            deadline.CancelAfter(timeout);

        var lines = new List<OutputLine>();
        try
        {
            var streams = command.Interactive ? Task.CompletedTask : Pump(process, command, lines, onLine);
            await process.WaitForExitAsync(deadline.Token);
            await streams.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            throw new CommandTimeoutException(command, command.Timeout!.Value);
        }

        lock (lines)
            return new CommandResult(command, process.ExitCode, time.GetElapsedTime(started), [.. lines]);
    }

    static Process Start(Command command)
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
        try
        {
            return Process.Start(info) ?? throw new CommandNotFoundException(command);
        }
        catch (Win32Exception error)
        {
            throw new CommandNotFoundException(command, error);
        }
    }

    static Task Pump(Process process, Command command, List<OutputLine> lines, Action<OutputLine>? onLine)
    {
        return Task.WhenAll(
            Feed(process, command.StandardInput),
            Read(process.StandardOutput, OutputSource.Out),
            Read(process.StandardError, OutputSource.Error));

        async Task Read(StreamReader reader, OutputSource stream)
        {
            while (await reader.ReadLineAsync() is { } text)
            {
                var line = new OutputLine(stream, CommandText.Masked(text, command.Secrets));
                lock (lines)
                {
                    lines.Add(line);
                    onLine?.Invoke(line);
                }
            }
        }
    }

    static async Task Feed(Process process, string? input)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended or closed its input before reading all of it: its exit code tells whether that matters.
        }
    }
}
