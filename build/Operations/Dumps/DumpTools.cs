using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Dumps;

/// <summary>Dumps of one stack, put together for the target.</summary>
public sealed class DumpTools(
    EngineEndpoint engine, IProcessRunner runner, ComposeProject project, StackSettings settings, PostgresClient postgres, StackRoot root, IProgressSink progress,
    TimeProvider time, MaskedSecrets secrets)
{
    /// <inheritdoc cref="DumpOperation.RunAsync"/>
    public async Task<DumpResult> DumpAsync(DumpOptions options, CancellationToken ct) =>
        await new DumpOperation(new(engine, runner, project.Name), await BackupSource.OfAsync(project, settings, ct), postgres, root, progress, time, secrets).RunAsync(options, ct);
}
