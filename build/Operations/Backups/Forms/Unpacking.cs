using System.Runtime.Versioning;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Gets the plain backup out of a packed one.</summary>
[SupportedOSPlatform("linux")]
sealed class Unpacking(BackupSidecars sidecars, StackRoot root, IProgressSink progress, IProcessRunner runner, string? identity)
{
    /// <inheritdoc cref="PlainForm.OpenAsync"/>
    public async Task<PlainBackup> OpenAsync(BackupLayout backup, BackupManifest manifest, string image, CancellationToken ct)
    {
        var pack = manifest.Pack!;
        if (!pack.Recipients.IsEmpty)
            RequireIdentity(backup, pack);
        FormScratch.RequireRoom(root, pack.PlainBytes + (pack.PlainBytes / 50), $"Unpacking the backup '{backup.Id}'", "the same command again");
        var scratch = FormScratch.Make(root);
        try
        {
            progress.Say(backup.Id, $"unpacking {pack.Name} of {ProgressText.Size(pack.Bytes)} into {scratch.Directory}");
            await UnpackAsync(backup, manifest, new PackArchive(sidecars, scratch, image), scratch, ct);
            var plain = scratch.Of(backup.Id);
            var inner = await CheckAsync(plain, pack, ct);
            return new PlainBackup(plain, inner, scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    async Task UnpackAsync(BackupLayout backup, BackupManifest manifest, PackArchive archive, FormScratch scratch, CancellationToken ct)
    {
        var pack = manifest.Pack!;
        var parts = manifest.Files.Select(file => file.Path).Where(path => path.StartsWith(pack.Name, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var hash = "";
        async Task SendAsync(Stream to, CancellationToken token) =>
            hash = await PackFile.ReadAsync(backup.Directory, parts, to, done => progress.Advance("unpack", done, pack.Bytes, "bytes"), token);
        try
        {
            await archive.ReadAsync(
                backup.Id, pack.Name.Contains(BackupLayout.ZstdSuffix, StringComparison.Ordinal),
                (to, token) => pack.Recipients.IsEmpty
                    ? SendAsync(to, token)
                    : new AgeProgram(runner).DecryptAsync(identity!, encrypted => SendAsync(encrypted, token), (clear, inner) => NamedPipe.CopyAsync(clear, to, inner), scratch.Directory, token),
                ct);
            if (hash == pack.Sha256)
                return;
        }
        catch (Exception error) when (error is DataSpecException or AgeFailedException or IOException && !ct.IsCancellationRequested)
        {
            // Damage of the archive is the likely reason and names itself; the rest is the key, or the disk.
            await RequireWholeAsync(backup, ct);
            if (error is AgeFailedException)
                throw Refused($"The key in '{identity}' does not open the backup '{backup.Id}' ({error.Message}): it is encrypted for '{string.Join("', '", pack.Recipients)}'.");
            throw error is DataSpecException ? error : new DataSpecException(ExitCode.FailedUnchanged, $"The backup '{backup.Id}' cannot be unpacked: {error.Message}", error) { LeftAsItWas = "Nothing was changed." };
        }

        await RequireWholeAsync(backup, ct);
        throw new BackupDamagedException(BackupDamage.Content, $"{pack.Name} holds other bytes than were written");
    }

    async Task RequireWholeAsync(BackupLayout backup, CancellationToken ct)
    {
        if ((await new BackupVerification(progress).RunAsync(backup, ct)).Findings is [var first, ..])
            throw new BackupDamagedException(first.Damage, first.ToString());
    }

    /// <summary>The archive is the one that was written; what came out of it must be the backup that was packed.</summary>
    async Task<BackupManifest> CheckAsync(BackupLayout plain, PackFacts pack, CancellationToken ct)
    {
        if (!Directory.Exists(plain.Directory))
            throw new BackupDamagedException(BackupDamage.OtherBackup, $"{pack.Name} is the archive of another backup: there is no '{plain.Id}' in it");
        var (inner, findings) = await new BackupVerification(progress).RunAsync(plain, ct);
        if (inner.Checksum != pack.Manifest)
            throw new BackupDamagedException(BackupDamage.OtherBackup, $"the {BackupLayout.ManifestName} in {pack.Name} is not the one that was packed");
        return findings is [var first, ..] ? throw new BackupDamagedException(first.Damage, $"in {pack.Name}: {first}") : inner;
    }

    void RequireIdentity(BackupLayout backup, PackFacts pack)
    {
        if (identity is null)
            throw Refused($"The backup '{backup.Id}' is encrypted for '{string.Join("', '", pack.Recipients)}': without the key of one of them it cannot be read.");
        if (!File.Exists(identity))
            throw Refused($"--identity '{identity}' is no file.");
    }

    static DataSpecException Refused(string what) => new(ExitCode.WrongUsage, what)
    {
        LeftAsItWas = "Nothing was changed.",
        NextStep = "The same command with --identity FILE, the file of age-keygen or a secret ssh key",
    };
}
