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

    /// <summary>Values masked wherever this command, its output or its failure is shown.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>True hands the terminal's own streams to the program: nothing is captured.</summary>
    public bool Interactive { get; init; }

    public static Command Of(string executable, params ReadOnlySpan<string> arguments) => new(executable, [.. arguments]);

    public Command With(params ReadOnlySpan<string> arguments) => this with { Arguments = [.. Arguments, .. arguments] };

    public Command In(string directory) => this with { WorkingDirectory = directory };

    public Command WithVariable(string name, string? value) => this with { Environment = Environment.SetItem(name, value) };

    public Command WithInput(string text) => this with { StandardInput = text };

    public Command Within(TimeSpan timeout) => this with { Timeout = timeout };

    public Command Hiding(params ReadOnlySpan<string> secrets) => this with { Secrets = [.. Secrets, .. secrets] };
}
