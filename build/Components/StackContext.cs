using DataSpec.Operations;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Images;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Testing;
using DataSpec.Operations.Upgrades.Outdated;
using DataSpec.Operations.Upgrades.Rehearsing;
using DataSpec.Operations.Upgrades;

/// <summary>The ports and records of one run, made once and handed to the operations that targets start.</summary>
sealed class StackContext(string rootDirectory) : IDisposable
{
    readonly Interruption _interruption = new();
    readonly Dictionary<string, string> _environment = Variables();
    StackLock? _lock;
    HttpClient? _http;
    ReadyEngine? _engine;
    Task<UpgradeRun?>? _upgrade;
    Watchdog? _watchdog;

    public StackRoot Root { get; } = new(rootDirectory);

    public TimeProvider Time => TimeProvider.System;

    /// <summary>Hidden in every command, output and error of this run.</summary>
    public MaskedSecrets Masked { get; } = new();

    public IProcessRunner Processes => field ??= Start();

    public ConsoleProgress Progress { get; } = new(TimeProvider.System, Screen.IsLively);

    /// <summary>One client for the few calls of a run; each operation bounds its own waiting.</summary>
    public HttpClient Http => _http ??= new HttpClient();

    /// <summary>Standard output as the program found it, masked; with <c>--json</c> everything else has moved to standard error.</summary>
    public TextWriter StandardOutput => field ??= new MaskedWriter(Console.Out, Masked);

    public CancellationToken Interrupted => _interruption.Token;

    public PrivateEngine PrivateEngine => new(Root, Processes, Time);

    public ContainerEngine Engines => new(Processes, PrivateEngine, _environment.GetValueOrDefault("DOCKER_HOST"));

    public TestRun Tests => new(Root, DotNet, Processes, Progress);

    /// <summary>The SDK that built this program, which need not be on PATH.</summary>
    public string DotNet => _environment.TryGetValue("DOTNET_ROOT", out var root) ? Path.Combine(root, "dotnet") : "dotnet";

    /// <summary>Printed after everything else, where scripts look for it; null for nothing.</summary>
    public string? LastLine { get; set; }

    /// <summary>The container engine of this run, looked for once.</summary>
    /// <exception cref="DataSpecException">None answers and none may be started.</exception>
    public async Task<ReadyEngine> Engine(bool mayStart, CancellationToken ct) =>
        _engine ??= await Engines.FindAsync(mayStart, Progress, ct);

    /// <summary>Works without settings, and without an engine.</summary>
    public DoctorOperation Doctor => new(Root, ReadSettings, ct => Engine(mayStart: false, ct), (engine, settings) => new StackServices(this, engine, settings).Doctored, Processes, Masked, Time);

    public Pipeline Pipeline => new(_environment, Masked);

    public SupportBundle SupportBundle => new(Root, _environment, Time);

    /// <summary>The project of <c>.env</c>, whatever else is wrong with it.</summary>
    public Task<ComposeProject> NamedProject(CancellationToken ct) => Project(ReadNames(), ct);

    public SetupOperation Setup => new(Root, Processes, Time, _environment);

    /// <summary>What stands after <c>--</c> on the command line.</summary>
    public IReadOnlyList<string> PassedOn { get; } = [.. Environment.GetCommandLineArgs().SkipWhile(argument => argument is not "--").Skip(1)];

    public ImagesOperation Images(EngineEndpoint engine) => new(Root, Processes, Time, engine);

    /// <summary>The stack that <c>.env</c> describes, on the engine that answers now; starts no engine.</summary>
    public async Task<StackServices> Services(CancellationToken ct)
    {
        var settings = ReadSettings();
        return new StackServices(this, await Endpoint(ct), settings);
    }

    /// <summary>Needs the stack with the settings before and after: it puts both together itself.</summary>
    public async Task<RotateSecretsOperation> RotateSecrets(CancellationToken ct)
    {
        var engine = await Endpoint(ct);
        return RotateSecretsOperation.Of(Root, settings => PartsWith(engine, settings), _environment, Processes, Http, Masked, Progress, Time);
    }

    /// <summary>Needs the stack with the settings before and after, and works without any before.</summary>
    public async Task<RestoreTools> Restores(string? identity, CancellationToken ct)
    {
        var engine = await Endpoint(ct);
        return RestoreTools.Of(engine, Processes, settings => PartsWith(engine, settings), Root, _environment, Progress, Time, Masked, identity);
    }

    /// <summary>Second stacks for a moment, from backups.</summary>
    public async Task<RehearseOperation> Rehearsals(string? identity, CancellationToken ct) =>
        new(new Rehearsal(await Endpoint(ct), Processes, Root, _environment, Progress, Time, Masked, identity), Root, Time, Masked);

    public ScheduleOperation Schedules(string project) => new(Root, project, ScheduleMachine.Current, Processes, _environment);

    /// <summary>Asks with the person's own token where there is one, which is hidden from here on.</summary>
    public OutdatedOperation Outdated
    {
        get
        {
            var token = _environment.GetValueOrDefault("GITHUB_TOKEN") is { Length: > 0 } own ? own : null;
            Masked.Add(token is null ? [] : [token]);
            return OutdatedOperation.Of(Root, Http, token, Time);
        }
    }

    /// <summary>What a timer starts.</summary>
    public ScheduledBackup ScheduledBackup(StackSettings settings) => new(
        Root, new FailureNotice(settings.ComposeProject, settings.BackupWebhook?.Reveal(), Http, Processes, Masked, Progress), Processes, Progress, Time, Console.Out.WriteLine);

    /// <summary>Second stacks from backups, each in a root of its own.</summary>
    public async Task<CloneOperation> Clones(string? identity, CancellationToken ct)
    {
        var engine = await Endpoint(ct);
        return new CloneOperation(engine, Processes, (root, settings) => PartsWith(engine, settings, root), Root, _environment, Progress, Time, Masked, identity);
    }

    /// <summary>Needs the stack with the settings before and after.</summary>
    public async Task<UpgradeTools> Upgrades(CancellationToken ct)
    {
        var engine = await Endpoint(ct);
        return UpgradeTools.Of(
            engine, Processes, settings => PartsWith(engine, settings), settings => new StackServices(this, engine, settings).Backups, Root, _environment, Http, Progress, Time, Masked);
    }

    /// <summary>The upgrade of this run, begun or resumed by its first step; null where there is nothing to do.</summary>
    public async Task<UpgradeRun?> UpgradeRun(bool resume, UpgradeOptions options, CancellationToken ct)
    {
        _upgrade ??= resume ? (await Upgrades(ct)).ResumeAsync(options, ct) : (await Upgrades(ct)).BeginAsync(options, ct);
        return StartedUpgrade = await _upgrade;
    }

    /// <summary>Null before its first step, and where there was nothing to do.</summary>
    public UpgradeRun? StartedUpgrade { get; private set; }

    /// <summary>Takes down what runs: <c>Up</c> stays on these versions, and an upgrade goes back to them.</summary>
    public Task RecordDeployed(StackServices services, CancellationToken ct) => DeployedRecord.WriteAsync(Root, services.Project, Time, ct);

    /// <summary>The settings in force; their secrets are hidden from here on.</summary>
    /// <exception cref="DataSpecException"><c>.env</c> lacks something or holds nonsense (exit code 2).</exception>
    public StackSettings ReadSettings()
    {
        var settings = new StackSettingsReader(Root, _environment).Read();
        Masked.Add(settings.Secrets.Select(secret => secret.Reveal()));
        return settings;
    }

    /// <summary><c>BACKUP_DIR</c>, also where <c>.env</c> is missing or lacks other things.</summary>
    public string BackupDirectory => new StackSettingsReader(Root, _environment).ReadNames().BackupDirectory;

    /// <summary>The tools inside the stack; what they print goes to the person's terminal as it is.</summary>
    public async Task<StackTools> Tools(CancellationToken ct)
    {
        var names = ReadNames();
        return new StackTools(await Project(names, ct), names.PostgresUser, names.Database, hasTerminal: !Console.IsInputRedirected);
    }

    /// <summary>Deletes the stack; works on an <c>.env</c> that lacks something or holds nonsense too.</summary>
    public async Task<StackReset> Reset(StackNames names, CancellationToken ct) =>
        new(await Project(names, ct), Root, Progress);

    /// <exception cref="DataSpecException"><c>.env</c> cannot be read.</exception>
    public StackNames ReadNames() => new StackSettingsReader(Root, _environment).ReadNames();

    StackParts PartsWith(EngineEndpoint engine, StackSettings settings, StackRoot? root = null)
    {
        Masked.Add(settings.Secrets.Select(secret => secret.Reveal()));
        return new StackServices(this, engine, settings, root).Parts;
    }

    async Task<ComposeProject> Project(StackNames names, CancellationToken ct) =>
        new(await Endpoint(ct), Root, names.Project, Processes, secrets: []);

    async Task<EngineEndpoint> Endpoint(CancellationToken ct) =>
        _engine?.Endpoint ?? EngineSockets.FindLive(PrivateEngine, _environment) ?? (await Engine(mayStart: false, ct)).Endpoint;

    /// <summary>Takes the stack's lock for the rest of this run.</summary>
    /// <exception cref="StackLockedException">Another run holds it (exit code 6).</exception>
    public void HoldLock(string target) => _lock ??= StackLock.Take(Root, target, Time);

    public void Dispose()
    {
        StartedUpgrade?.Dispose();
        _lock?.Dispose();
        _http?.Dispose();
        _watchdog?.Dispose();
        _interruption.Dispose();
    }

    LoggedProcesses Start()
    {
        _watchdog = Watchdog.Start();
        return new LoggedProcesses(new ProcessRunner(Time, Masked));
    }

    static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
