using DataSpec.Operations;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

/// <summary>The ports and records of one run, made once and handed to the operations that targets start.</summary>
sealed class StackContext(string rootDirectory) : IDisposable
{
    readonly Interruption _interruption = new();
    readonly IReadOnlyDictionary<string, string> _environment = Variables();
    StackLock? _lock;
    ReadyEngine? _engine;

    public StackRoot Root { get; } = new(rootDirectory);

    public TimeProvider Time => TimeProvider.System;

    public IProcessRunner Processes { get; } = new ProcessRunner(TimeProvider.System);

    public ConsoleProgress Progress { get; } = new(TimeProvider.System, isTerminal: !Console.IsOutputRedirected);

    /// <summary>Standard output as the program found it; with <c>--json</c> everything else has moved to standard error.</summary>
    public TextWriter StandardOutput { get; } = Console.Out;

    public CancellationToken Interrupted => _interruption.Token;

    public PrivateEngine PrivateEngine => new(Root, Processes, Time);

    /// <summary>The container engine of this run, looked for once.</summary>
    /// <exception cref="DataSpecException">None answers and none may be started.</exception>
    public async Task<ReadyEngine> Engine(bool mayStart, CancellationToken ct) =>
        _engine ??= await new ContainerEngine(Processes, PrivateEngine).FindAsync(mayStart, Progress, ct);

    public ImagesOperation Images(EngineEndpoint engine) => new(Root, Processes, Time, engine);

    /// <summary>The stack that <c>.env</c> describes, on the engine that answers now; starts no engine.</summary>
    public async Task<StackServices> Services(CancellationToken ct) =>
        new(this, (await Engine(mayStart: false, ct)).Endpoint, ReadSettings());

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
