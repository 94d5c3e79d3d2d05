using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification.Checks.Backups;
using DataSpec.Operations.Verification.Checks.Deep;
using DataSpec.Operations.Verification.Checks.Postgres;

namespace DataSpec.Operations.Verification;

/// <summary>The stack as checks look at it: what several of them need is read once.</summary>
/// <param name="run">Ends with the whole run.</param>
sealed class StackView(
    StackRoot root, StackSettings settings, ComposeProject project, PostgresClient postgres, IProcessRunner processes, HttpClient http, TimeProvider time, VerifyOptions options, CancellationToken run)
{
    readonly Shared<StackSnapshot> _snapshot = new(ct => StackSnapshot.TakeAsync(project, ct), run);
    readonly Shared<EngineMachine?> _engine = new(ct => EngineMachine.AskAsync(arguments => project.Docker(arguments), processes, TimeSpan.FromSeconds(20), ct), run);

    readonly Shared<ILookup<string, SqlFinding>> _sql = new(ct => SqlLook.RunAsync(postgres, [.. options.Choose(CheckCatalogue.Descriptions).Join(SqlCheck.Rules, about => about.Id, rule => rule.Id, (_, rule) => rule, StringComparer.Ordinal)], ct), run);

    Shared<DeepFindings>? _deep;
    readonly Shared<BackupShelf> _backups = new(_ => Task.FromResult(BackupShelf.Read(root, settings)), run);

    public StackRoot Root => root;

    /// <summary>The services as their users reach them.</summary>
    public ServiceAccess Services { get; } = new(settings, http, time, run);

    public StackSettings Settings => settings;

    public ComposeProject Project => project;

    /// <summary>The whole cluster as its superuser.</summary>
    public PostgresClient Postgres => postgres;

    public IProcessRunner Processes => processes;

    public HttpClient Http => http;

    public TimeProvider Time => time;

    public VerifyOptions Options => options;

    /// <summary>Containers, images and the resolved stack file.</summary>
    public Task<StackSnapshot> SnapshotAsync(CancellationToken ct) => _snapshot.GetAsync(ct);

    /// <summary>What the statements of the chosen checks found in the cluster, by the id of the check.</summary>
    public Task<ILookup<string, SqlFinding>> SqlAsync(CancellationToken ct) => _sql.GetAsync(ct);

    /// <summary>The backups of this stack.</summary>
    public Task<BackupShelf> BackupsAsync(CancellationToken ct) => _backups.GetAsync(ct);

    /// <summary>Starts copies of backups.</summary>
    public BackupTools? Copies { get; init; }

    /// <summary>Waits until nothing is left of a copy that was started, also where nobody waits for what it tells.</summary>
    public async Task EndAsync()
    {
        if (_deep is { } deep)
            await deep.GetAsync(CancellationToken.None).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>What reading all of a copy of the newest backup found.</summary>
    public Task<DeepFindings> DeepAsync(CancellationToken ct) => LazyInitializer.EnsureInitialized(ref _deep, () => new(token => DeepLook.RunAsync(this, token), run)).GetAsync(ct);

    /// <summary>What the engine says about itself; null where it does not answer.</summary>
    public Task<EngineMachine?> EngineAsync(CancellationToken ct) => _engine.GetAsync(ct);
}
