using DataSpec.Operations.Processes;
using Serilog;

/// <summary>Brings every program that is run into the log file: its command line, what it says on standard error, its end. What it answers on standard output is data.</summary>
sealed class LoggedProcesses(IProcessRunner inner) : IProcessRunner
{
    public async Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        Log.Verbose("> {Command:l}", command);
        try
        {
            var result = await inner.RunAsync(command, Listen, ct);
            Log.Verbose("< {Program:l} ended with {Code} after {Seconds:0.00} s", command.Executable, result.ExitCode, result.Duration.TotalSeconds);
            return result;
        }
        catch (Exception error)
        {
            Log.Verbose("< {Program:l} failed: {Message:l}", command.Executable, error.Message);
            throw;
        }

        void Listen(OutputLine line)
        {
            if (line.Stream is OutputSource.Error)
                Log.Verbose("| {Text:l}", line.Text);
            onLine?.Invoke(line);
        }
    }
}
