using DataSpec.Operations;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

/// <summary>The ports and records of one run, made once and handed to the operations that targets start.</summary>
sealed class StackContext(string rootDirectory) : IDisposable
{
    readonly Interruption _interruption = new();
    readonly IReadOnlyDictionary<string, string> _environment = Variables();
    StackLock? _lock;

    public StackRoot Root { get; } = new(rootDirectory);

    public TimeProvider Time => TimeProvider.System;

    public IProcessRunner Processes { get; } = new ProcessRunner(TimeProvider.System);

    public ConsoleProgress Progress { get; } = new(TimeProvider.System, isTerminal: !Console.IsOutputRedirected);

    /// <summary>Standard output as the program found it; with <c>--json</c> everything else has moved to standard error.</summary>
    public TextWriter StandardOutput { get; } = Console.Out;

    public CancellationToken Interrupted => _interruption.Token;

    /// <summary>The effective settings, read anew each time: Setup and the choice of images write them.</summary>
    public StackSettings ReadSettings() => new StackSettingsReader(Root, _environment).Read();

    /// <summary>Takes the stack's lock for the rest of this run.</summary>
    /// <exception cref="StackLockedException">Another run holds it (exit code 6).</exception>
    public void HoldLock(string target) => _lock ??= StackLock.Take(Root, target, Time);

    public void Dispose()
    {
        _lock?.Dispose();
        _interruption.Dispose();
    }

    static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
