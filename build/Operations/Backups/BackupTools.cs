using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>Backups and proofs of one stack, put together for the targets.</summary>
public sealed class BackupTools(
    EngineEndpoint engine, IProcessRunner runner, ComposeProject project, StackSettings settings, PostgresClient postgres, StackRoot root, IProgressSink progress,
    TimeProvider time, MaskedSecrets secrets)
{
    BackupSidecars Sidecars => new(engine, runner, project.Name);

    BackupHistory History => new(postgres, progress);

    ProveOperation Proving(string? identity) => new(
        Sidecars, new LocalImages(runner, engine), new PlainForm(Sidecars, root, progress, new LocalImages(runner, engine), runner, identity), root, History, progress, time, secrets);

    /// <inheritdoc cref="BackupOperation.RunAsync"/>
    public async Task<BackupResult> BackupAsync(BackupOptions options, CancellationToken ct)
    {
        var source = await BackupSource.OfAsync(project, settings, ct);
        return await new BackupOperation(Sidecars, source, postgres, Proving(identity: null), new FormChoice(Sidecars, runner, new ParentChoice(postgres, progress), root, progress), History, root, progress, time, secrets).RunAsync(options, ct);
    }

    /// <summary>Tests a backup and writes the result beside its manifest; the result says what did not hold.</summary>
    /// <param name="identity">File with the key of an encrypted one.</param>
    public Task<BackupProof> ProveAsync(BackupLayout backup, string? identity, CancellationToken ct) => Proving(identity).RunAsync(backup, ct);

    /// <summary>Boots a backup as it is, on an overlay, and removes the copy after the look; the caller holds the stack's lock.</summary>
    internal async Task<T> OnCopyAsync<T>(BackupLayout backup, Func<ProofBoot, Task<T>> look, CancellationToken ct)
    {
        await new BackupLeftovers(Sidecars, root, time).RemoveAsync(ct);
        var images = new LocalImages(runner, engine);
        await using var plain = await new PlainForm(Sidecars, root, progress, images, runner).OpenAsync(backup, ct);
        ProveOperation.RequireRoom(root, plain.Manifest, "./build.sh Verify --deep");
        var image = await BackupImage.FindAsync(images, plain.Manifest, ct);
        await using var boot = await ProofBoot.StartAsync(Sidecars, root, progress, plain.Layout, plain.Manifest, image, $"{plain.Manifest.Id}-deep", stopBefore: null, ct);
        return await look(boot);
    }
}
