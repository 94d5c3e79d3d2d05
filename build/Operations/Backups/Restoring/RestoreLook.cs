using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The first step of a restore: refuses what could not succeed, before anything is touched.</summary>
sealed class RestoreLook(
    StackRoot root, PlainForm forms, RestoreImages images, IRestoreStack stack, IReadOnlyDictionary<string, string> environment, IProgressSink progress, TimeProvider time)
{
    /// <summary>The log that is replayed, and what Postgres writes while it starts and stops.</summary>
    const long BootBytes = 64L << 20;

    /// <exception cref="DataSpecException">Damaged, incomplete, foreign or newer backup (4); wrong usage (2); missing room, image or version (3).</exception>
    public async Task<RestorePlan> RunAsync(RestoreOptions options, CancellationToken ct)
    {
        var found = BackupCatalogue.Find(options.TargetDirectory, options.From);
        var backup = await forms.OpenAsync(found.Backup, ct);
        try
        {
            // An interrupted restore is resumed from wherever that is typed.
            return await PlanAsync(backup, found.IsProved ? found.Proof : null, options with { From = found.Backup.Directory }, ct);
        }
        catch
        {
            await backup.DisposeAsync();
            throw;
        }
    }

    async Task<RestorePlan> PlanAsync(PlainBackup backup, BackupProof? proof, RestoreOptions options, CancellationToken ct)
    {
        await VerifyAsync(backup, options, ct);
        var file = new EnvFile(root.EnvFile);
        var (theirs, here) = (new EnvFile(backup.Layout.EnvFile).Read(), file.Read());
        ImmutableArray<SwapEntry> entries = [.. Entries(backup.Manifest, options.Only).Where(entry => entry.In || entry.Out)];
        KeyAgreement.Require(root, options.Only, entries.Select(entry => entry.Path), theirs, here);
        var env = options.Only.Contains(RestorePart.Secrets) ? RestoredEnv.Of(theirs, here, environment, time.GetLocalNow()) : null;
        var settings = new StackSettingsReader(root, environment).Read(env?.Document ?? here);
        var image = await images.ChooseAsync(settings.Postgres.Image, backup.Manifest.Postgres, ct);
        foreach (var entry in entries)
            RequireOneMount(entry.Path);
        RequireRoom(backup.Manifest, options.Only);
        string?[] notes =
        [
            image.Note,
            env is { Changed: [_, ..] changed } && file.Exists ? $".env: {string.Join(", ", changed)} {(changed.Length == 1 ? "is" : "are")} now as in the backup." : null,
            options.Only.Contains(RestorePart.Config) ? null : await ConfigDifference.TellAsync(root, backup, ct),
        ];
        var otherUid = int.TryParse(theirs[EnvKeys.AirflowUid.Name], CultureInfo.InvariantCulture, out var uid) && uid != settings.Airflow.Uid ? uid : (int?)null;
        return new RestorePlan(
            backup, proof, options,
            new RestoreFindings(image, env, settings, entries, file.Exists, await stack.RunsAsync(settings.ComposeProject, ct), [.. notes.OfType<string>()], otherUid));
    }

    /// <summary>Every name, size, mode and owner, and the bytes of all but the database, which are hashed while they are copied.</summary>
    async Task VerifyAsync(PlainBackup backup, RestoreOptions options, CancellationToken ct)
    {
        progress.Say(backup.Manifest.Id, "comparing it with its manifest");
        Func<string, bool>? later = options.Only.Contains(RestorePart.Postgres) ? RestoreCopy.Covers : null;
        var (_, findings) = await new BackupVerification(progress).RunAsync(backup.Layout, ct, later);
        if (findings is [var first, ..])
            throw new BackupDamagedException(first.Damage, findings.Length == 1 ? first.ToString() : $"{first}; and {findings.Length - 1} more");
    }

    IEnumerable<SwapEntry> Entries(BackupManifest manifest, ImmutableArray<RestorePart> only)
    {
        if (only.Contains(RestorePart.Postgres))
            yield return Entry("data/postgres", isIn: true);
        if (only.Contains(RestorePart.Files))
        {
            // A directory that the stack had not when it was backed up goes out: it belongs to a later state.
            var held = manifest.Archives.Select(archive => archive.Directory).ToArray();
            foreach (var directory in StateArchives.Always.Select(name => $"data/{name}").Union(held, StringComparer.Ordinal))
                yield return Entry(directory, held.Contains(directory, StringComparer.Ordinal));
        }

        if (only.Contains(RestorePart.Config))
        {
            foreach (var folder in ConfigCopy.Folders.Where(folder => manifest.Directories.Any(directory => directory.Path == $"{BackupLayout.ConfigName}/{folder}")))
                yield return Entry(folder, isIn: true);
        }

        SwapEntry Entry(string path, bool isIn) => new(path, isIn, Directory.Exists(Path.Combine(root.Directory, path)));
    }

    /// <summary>What is exchanged by a rename must be on the mount that the new state is prepared on.</summary>
    void RequireOneMount(string path)
    {
        var live = DiskCheck.Existing(Path.Combine(root.Directory, path));
        var beside = DiskCheck.Existing(KeptState.Folder(root));
        if (OperatingSystem.IsLinux() && Posix.MountOf(live) != Posix.MountOf(beside))
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"'{live}' is another mount than '{beside}': directories are exchanged by renames, which need one.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Mount all of ./data as one file system (docs/restore.md), then the same command",
            };
        }
    }

    void RequireRoom(BackupManifest manifest, ImmutableArray<RestorePart> only)
    {
        var database = only.Contains(RestorePart.Postgres) ? manifest.PostgresBytes() + BootBytes : 0;
        var files = only.Contains(RestorePart.Files) ? manifest.Files.Where(file => manifest.Archives.Any(archive => archive.Archive == file.Path)).Sum(file => file.Size) : 0;
        var needed = database + files + ((database + files) / 50);
        if (OperatingSystem.IsLinux() && Posix.RoomAt(DiskCheck.Existing(root.Data)) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{root.Data}' has {ProgressText.Size(room.FreeBytes)} free and the restore needs {ProgressText.Size(needed)}, because what is there now is kept: {ProgressText.Size(needed - room.FreeBytes)} are missing.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Free room on that disk; ./build.sh Restore --prune deletes what earlier restores kept",
            };
        }
    }
}
