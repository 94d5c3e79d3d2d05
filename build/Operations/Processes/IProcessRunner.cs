using System.Collections.Immutable;

namespace DataSpec.Operations.Processes;

/// <summary>Runs commands; the one place of the tool where a process starts.</summary>
public interface IProcessRunner
{
    /// <summary>Runs to the end and returns the result whatever the exit code; cancellation ends the whole process tree first.</summary>
    /// <remarks><c>onLine</c> is called for one line at a time; what it throws ends the process tree and is thrown here.</remarks>
    /// <exception cref="CommandNotFoundException">The executable cannot be started.</exception>
    /// <exception cref="CommandTimeoutException">The command's own timeout passed.</exception>
    Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default);
}

public enum OutputSource
{
    Out,
    Error,
}

/// <summary>One line that a running command printed, secrets masked.</summary>
public readonly record struct OutputLine(OutputSource Stream, string Text);

/// <summary>What a finished command left: its exit code, duration and both streams.</summary>
public sealed record CommandResult(Command Command, int ExitCode, TimeSpan Duration, ImmutableArray<OutputLine> Lines)
{
    /// <summary>128 and the number of SIGKILL.</summary>
    const int Killed = 137;

    public bool Succeeded => ExitCode == 0;

    /// <summary>How many lines before <see cref="Lines"/> were not kept (<see cref="Command.KeptLines"/>).</summary>
    public long DroppedLines { get; init; }

    /// <summary>True where a process that outlives the command held its outputs open, so that what it prints later is missing.</summary>
    public bool OutputWasCut { get; init; }

    /// <summary>All of standard output.</summary>
    /// <exception cref="InvalidOperationException">Some lines were not kept: half an answer must not be taken for a whole one.</exception>
    public string StandardOutput => Text(OutputSource.Out);

    /// <summary>All of standard error.</summary>
    /// <exception cref="InvalidOperationException">Some lines were not kept.</exception>
    public string StandardError => Text(OutputSource.Error);

    /// <summary>This result, if the command ended with 0.</summary>
    /// <exception cref="CommandFailedException">It did not.</exception>
    public CommandResult EnsureSuccess() => Succeeded ? this : throw new CommandFailedException(this);

    /// <summary>The last lines with something in them, of both streams, in one; where it said nothing, how it ended.</summary>
    public string LastWords(int lines = 3)
    {
        var said = string.Join("; ", Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(lines));
        var end = ExitCode is Killed ? "was killed" : $"ended with exit code {ExitCode}";
        return said.Length == 0 ? $"it said nothing and {end}" : ExitCode is Killed ? $"{said}; then it {end}" : said;
    }

    string Text(OutputSource stream) => DroppedLines > 0
        ? throw new InvalidOperationException(
            $"'{Command}' printed {DroppedLines} lines more than were kept; raise KeptLines or read by onLine.")
        : string.Join('\n', Lines.Where(line => line.Stream == stream).Select(line => line.Text));
}
