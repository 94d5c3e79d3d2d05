using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Makes the packed backup of a plain one.</summary>
sealed class Packing(BackupSidecars sidecars, IProcessRunner runner, IProgressSink progress)
{
    /// <summary>Writes archive, instructions, manifest and proof into the unfinished directory of the target, and reads them back.</summary>
    /// <param name="recipients">Null for an archive that is not encrypted.</param>
    /// <exception cref="DataSpecException">It could not be written, or is not what was written.</exception>
    [SupportedOSPlatform("linux")]
    public async Task<BackupManifest> PackAsync(FormScratch scratch, BackupLayout plain, BackupLayout part, AgeRecipients? recipients, string image, CancellationToken ct)
    {
        var inner = ManifestText.Read(plain);
        BackupTarget.MakePrivate(part.Directory);
        var archive = new PackArchive(sidecars, scratch, image);
        var compress = await archive.CompressesAsync(plain.Id, ct);
        var name = $"{BackupLayout.PackName}{(compress ? BackupLayout.ZstdSuffix : "")}{(recipients is null ? "" : ".age")}";
        progress.Say("pack", $"writing {name} of {ProgressText.Size(inner.Bytes())}");
        PackContent? content = null;
        async Task WriteAsync(Stream stream, CancellationToken token) =>
            content = await PackFile.WriteAsync(stream, part.Directory, name, done => progress.Advance("pack", done, null, "bytes"), token);
        await archive.WriteAsync(
            plain, compress,
            (stream, token) => recipients is null ? WriteAsync(stream, token) : new AgeProgram(runner).EncryptAsync(recipients, stream, WriteAsync, scratch.Directory, token),
            ct);
        await File.WriteAllTextAsync(part.Instructions, PackedInstructions.Of(inner, name, recipients?.Keys ?? []), ct);
        var manifest = await ReadBackAsync(part, content!, ct) with
        {
            Pack = new(name, content!.Bytes, content.Sha256, recipients?.Keys ?? [], inner.Checksum, inner.Bytes(), inner.PostgresBytes()),
        };
        DurableFile.Write(part.Manifest, ManifestText.Of(manifest), EnvFile.PrivateMode);
        manifest = ManifestText.Parse(await File.ReadAllTextAsync(part.Manifest, ct));
        (BackupProof.Read(plain, inner) is { } proof ? proof with { Manifest = manifest.Checksum } : null)?.Write(part);
        return manifest;

        async Task<BackupManifest> ReadBackAsync(BackupLayout written, PackContent expected, CancellationToken token)
        {
            foreach (var file in expected.Parts)
                Posix.Forget(Path.Combine(written.Directory, file.Name));
            var (directories, files) = await BackupFiles.ListAsync(written, progress, token);
            var found = files.Where(file => file.Path != BackupLayout.InstructionsName).Select(file => (file.Path, file.Size, file.Sha256));
            return found.SequenceEqual(expected.Parts)
                ? inner with { Format = BackupManifest.CurrentFormat, KeepsModes = false, Canaries = [], Directories = directories, Files = files }
                : throw new DataSpecException(ExitCode.FailedUnchanged, "The copy in the target is damaged: the archive does not hold what was written.")
                {
                    LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
                    NextStep = "Look at the target's disk (dmesg), or choose another: ./build.sh Backup --target-dir DIR",
                };
        }
    }
}
