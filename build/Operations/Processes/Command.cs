using System.Collections.Immutable;

namespace DataSpec.Operations.Processes;

/// <summary>Immutable description of one program call: an argument list, never a shell string.</summary>
public sealed record Command(string Executable, ImmutableArray<string> Arguments)
{
    /// <summary>Directory the program starts in; null keeps the caller's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to the inherited environment; a null value removes one.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Text written to standard input, which is then closed; null gives an empty input.</summary>
    public string? StandardInput { get; init; }

    /// <summary>After this long the process tree is ended and <see cref="CommandTimeoutException"/> thrown; null waits for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Between asking the process tree to end (SIGTERM) and killing it, after a timeout or cancellation; 5 s unless
    /// told.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many of the last lines of both outputs the result keeps; 10,000 unless told, 0 keeps none.</summary>
    public int KeptLines { get; init; } = 10_000;

    /// <summary>Values masked wherever this command, its output or its failure is shown.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>True leaves the output as it came, because the tool reads it: whoever shows any of it masks it first.</summary>
    public bool Verbatim { get; init; }

    /// <summary>True hands the terminal's own streams to the program: nothing is captured.</summary>
    public bool Interactive { get; init; }

    public static Command Of(string executable, params ReadOnlySpan<string> arguments) => new(executable, [.. arguments]);

    public Command With(params ReadOnlySpan<string> arguments) => this with { Arguments = [.. Arguments, .. arguments] };

    public Command In(string directory) => this with { WorkingDirectory = directory };

    public Command WithVariable(string name, string? value) => this with { Environment = Environment.SetItem(name, value) };

    public Command WithInput(string text) => this with { StandardInput = text };

    public Command Within(TimeSpan timeout) => this with { Timeout = timeout };

    /// <summary>The same call, its output only passed on line by line and not kept.</summary>
    public Command WithoutCapture() => this with { KeptLines = 0 };

    /// <summary>The same call with the terminal's own streams.</summary>
    public Command OnTerminal() => this with { Interactive = true };

    public Command Hiding(params ReadOnlySpan<string> secrets) => this with { Secrets = [.. Secrets, .. secrets] };

    /// <summary>As people read it, secrets masked; standard input and environment are left out.</summary>
    public override string ToString() => CommandText.Of(this);
}
