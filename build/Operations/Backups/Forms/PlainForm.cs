using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>The directory of a plain backup.</summary>
internal sealed class PlainBackup(BackupLayout layout, BackupManifest manifest) : IAsyncDisposable
{
    public BackupLayout Layout => layout;

    public BackupManifest Manifest => manifest;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Gives a backup as the directory that a plain one is.</summary>
internal sealed class PlainForm(BackupSidecars sidecars, StackRoot root, IProgressSink progress)
{
    readonly (BackupSidecars Sidecars, StackRoot Root, IProgressSink Progress) _ports = (sidecars, root, progress);

    /// <summary>A plain backup is that directory itself: nothing is copied.</summary>
    /// <exception cref="BackupDamagedException">The manifest cannot be trusted.</exception>
    public Task<PlainBackup> OpenAsync(BackupLayout backup, CancellationToken ct)
    {
        _ = _ports;
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(new PlainBackup(backup, ManifestText.Read(backup)));
    }
}
