namespace DataSpec.Operations.Backups.Forms;

/// <summary>A backup as a directory that Postgres can be started from: <c>base/</c>, <c>files/</c>, <c>config/</c>, <c>fingerprint.json</c>.</summary>
/// <param name="Layout">Where it is: the backup itself, or scratch space on the disk of <c>data</c>.</param>
/// <param name="Manifest">Of what is in <paramref name="Layout"/>, each file of it.</param>
/// <param name="Scratch">Removed at the end; null where the directory is the backup itself.</param>
sealed record PlainBackup(BackupLayout Layout, BackupManifest Manifest, FormScratch? Scratch = null) : IAsyncDisposable
{
    /// <summary>True where the files may be taken (moved) out of it; else they are the backup, and are only read.</summary>
    public bool IsScratch => Scratch is not null;

    public ValueTask DisposeAsync()
    {
        Scratch?.Dispose();
        return ValueTask.CompletedTask;
    }
}
