using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification;

/// <summary>The stack as checks look at it: what several of them need is read once.</summary>
/// <param name="run">Ends with the whole run.</param>
sealed class StackView(
    StackRoot root, StackSettings settings, ComposeProject project, PostgresClient postgres, IProcessRunner processes, HttpClient http, TimeProvider time, VerifyOptions options, CancellationToken run)
{
    readonly Shared<StackSnapshot> _snapshot = new(ct => StackSnapshot.TakeAsync(project, ct), run);
    readonly Shared<EngineMachine?> _engine = new(ct => EngineMachine.AskAsync(arguments => project.Docker(arguments), processes, ct), run);

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

    /// <summary>What the engine says about itself; null where it does not answer.</summary>
    public Task<EngineMachine?> EngineAsync(CancellationToken ct) => _engine.GetAsync(ct);
}
