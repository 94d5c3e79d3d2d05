using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Makes the plain backup of a chain: Postgres's own tool puts the blocks together, the rest is that of the last one.</summary>
[SupportedOSPlatform("linux")]
sealed class Combining(BackupSidecars sidecars, StackRoot root, IProgressSink progress)
{
    const string Out = "/combined";

    /// <inheritdoc cref="PlainForm.OpenAsync"/>
    public async Task<PlainBackup> OpenAsync(BackupLayout backup, BackupManifest manifest, string image, CancellationToken ct)
    {
        var chain = BackupChain.Read(backup, manifest);
        var others = manifest.Files.Where(file => !file.Path.StartsWith("base/", StringComparison.Ordinal)).Sum(file => file.Size);
        FormScratch.RequireRoom(root, manifest.PostgresBytes() + others, $"Combining the {chain.Length} backups up to '{backup.Id}'", "the same command again");
        foreach (var link in chain)
            await RequireWholeAsync(link, link.Backup == backup, ct);
        var scratch = FormScratch.Make(root);
        try
        {
            var plain = scratch.Of(backup.Id);
            BackupTarget.MakePrivate(plain.Directory);
            ProofScratch.Give(plain.Directory, scratch.OwnerIds);
            progress.Say(backup.Id, $"combining {string.Join(" + ", chain.Select(link => link.Backup.Id))}");
            await CombineAsync(chain, plain, scratch, image, ct);
            CopyRest(backup, manifest, plain);
            return new PlainBackup(plain, await WriteManifestAsync(plain, manifest, ct), scratch);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>What is combined has checksums of its own: damage of a link would be damage of the result, unnoticed.</summary>
    async Task RequireWholeAsync(ChainLink link, bool isLast, CancellationToken ct)
    {
        progress.Say(link.Backup.Id, "reading every file");
        if ((await new BackupVerification(progress).RunAsync(link.Backup, ct)).Findings is [var first, ..])
            throw new BackupDamagedException(first.Damage, isLast ? first.ToString() : $"in the backup '{link.Backup.Id}' that it continues: {first}");
    }

    async Task CombineAsync(ImmutableArray<ChainLink> chain, BackupLayout plain, FormScratch scratch, string image, CancellationToken ct)
    {
        var inputs = chain.Select((link, index) => (link.Backup, Path: string.Create(CultureInfo.InvariantCulture, $"/chain/{index}"))).ToArray();
        ImmutableArray<string> mounts = [.. inputs.Select(input => Sidecar.Bind(input.Backup.Base, input.Path, readOnly: true)), Sidecar.Bind(plain.Directory, Out)];
        await RunAsync(
            "combine", "pg_combinebackup", ["--copy-file-range", "--manifest-checksums=SHA256", "--output", $"{Out}/{BackupLayout.BaseName}", .. inputs.Select(input => input.Path)], mounts);
        await RunAsync("check", "pg_verifybackup", ["--quiet", "--skip-checksums", $"{Out}/{BackupLayout.BaseName}"], mounts);

        async Task RunAsync(string step, string program, ImmutableArray<string> arguments, ImmutableArray<string> bound)
        {
            var result = await sidecars.RunAsync(new Sidecar($"{plain.Id}-{step}-{scratch.Name}", image, program, arguments) { User = scratch.Owner, Mounts = bound }, onLine: null, ct);
            if (!result.Succeeded)
                throw new BackupDamagedException(BackupDamage.PostgresCheck, $"{program}: {result.LastWords()}");
        }
    }

    static void CopyRest(BackupLayout backup, BackupManifest manifest, BackupLayout plain)
    {
        static bool IsRest(string path) => path is not BackupLayout.BaseName && !path.StartsWith("base/", StringComparison.Ordinal);
        foreach (var directory in manifest.Directories.Where(directory => IsRest(directory.Path)))
            Directory.CreateDirectory(Path.Combine(plain.Directory, directory.Path), File.GetUnixFileMode(Path.Combine(backup.Directory, directory.Path)));
        foreach (var file in manifest.Files.Where(file => IsRest(file.Path)))
            File.Copy(Path.Combine(backup.Directory, file.Path), Path.Combine(plain.Directory, file.Path));
        BackupOwner.Spread(plain.Directory);
    }

    async Task<BackupManifest> WriteManifestAsync(BackupLayout plain, BackupManifest last, CancellationToken ct)
    {
        var (directories, files) = await BackupFiles.ListAsync(plain, progress, ct);
        if (BaseManifest.Differences(plain, files).ToArray() is [var first, ..])
            throw new BackupDamagedException(BackupDamage.PostgresCheck, $"'{first}' of the combined backup does not hold what was combined");
        var text = ManifestText.Of(last with { Format = BackupManifest.PlainFormat, Parent = null, KeepsModes = true, Directories = directories, Files = files });
        DurableFile.Write(plain.Manifest, text, EnvFile.PrivateMode);
        return ManifestText.Parse(text);
    }
}
