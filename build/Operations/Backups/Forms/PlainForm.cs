using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Opens a backup of any form as the directory of a plain one.</summary>
/// <param name="identity">File with the key of an encrypted backup; null where none is known.</param>
sealed class PlainForm(
    BackupSidecars sidecars, StackRoot root, IProgressSink progress, LocalImages images, IProcessRunner runner, string? identity = null)
{
    /// <summary>A plain backup is opened as it is and not read; another form is materialised below <c>data/.dataspec</c>, and whole by its manifest.</summary>
    /// <exception cref="BackupDamagedException">It, or one that it builds on, cannot be used.</exception>
    /// <exception cref="DataSpecException">No room, no key, or not the right one; nothing was changed.</exception>
    public async Task<PlainBackup> OpenAsync(BackupLayout backup, CancellationToken ct)
    {
        var manifest = ManifestText.Read(backup);
        if (manifest.Form is BackupForm.Plain)
            return new PlainBackup(backup, manifest);
        if (!OperatingSystem.IsLinux())
            throw new DataSpecException(ExitCode.RequirementMissing, $"A backup of the form '{manifest.Form.ToString().ToLowerInvariant()}' is opened on Linux.") { NextStep = "The backup's RESTORE.md" };
        var image = await BackupImage.FindAsync(images, manifest, ct);
        return manifest.Form is BackupForm.Incremental
            ? await new Combining(sidecars, root, progress).OpenAsync(backup, manifest, image, ct)
            : await new Unpacking(sidecars, root, progress, runner, identity).OpenAsync(backup, manifest, image, ct);
    }
}
