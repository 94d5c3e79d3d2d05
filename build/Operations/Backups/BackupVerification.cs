using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>Compares the files of a backup with its manifest, every byte of them; changes nothing.</summary>
public sealed class BackupVerification(IProgressSink progress)
{
    /// <summary>Everything that is wrong, by path; empty for a backup as it was written.</summary>
    /// <param name="hashedLater">Files whose bytes are compared elsewhere, because they are read there anyway; null for none.</param>
    /// <exception cref="BackupDamagedException">The manifest itself cannot be trusted.</exception>
    public async Task<(BackupManifest Manifest, ImmutableArray<BackupFinding> Findings)> RunAsync(
        BackupLayout backup, CancellationToken ct, Func<string, bool>? hashedLater = null)
    {
        if (backup.IsPart)
            throw new BackupDamagedException(BackupDamage.NoManifest, $"'{Path.GetFileName(backup.Directory)}' was never finished");
        var manifest = ManifestText.Read(backup);
        ImmutableArray<FoundEntry> found;
        try
        {
            found = [.. BackupFiles.Walk(backup.Directory).Where(entry => !BackupLayout.IsUnlisted(entry.Path))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (manifest, [new(BackupDamage.Unreadable, ".", error.Message)]);
        }

        var findings = ImmutableArray.CreateBuilder<BackupFinding>();
        findings.AddRange(OfNames(manifest, found));
        if (manifest.KeepsModes && OperatingSystem.IsLinux())
            findings.AddRange(OfRights(backup, manifest, found));
        findings.AddRange(await OfContentAsync(backup, manifest, found, hashedLater, ct));
        return (manifest, [.. findings.OrderBy(finding => finding.Path, StringComparer.Ordinal)]);
    }

    static IEnumerable<BackupFinding> OfNames(BackupManifest manifest, ImmutableArray<FoundEntry> found)
    {
        var listed = manifest.Files.Select(file => KeyValuePair.Create(file.Path, FoundKind.File))
            .Concat(manifest.Directories.Select(directory => KeyValuePair.Create(directory.Path, FoundKind.Directory)))
            .ToDictionary(StringComparer.Ordinal);
        foreach (var entry in found)
        {
            if (!listed.Remove(entry.Path, out var kind))
                yield return new(BackupDamage.Extra, entry.Path, "is not part of the backup");
            else if (entry.Kind != kind)
                yield return new(BackupDamage.Kind, entry.Path, $"is no {kind.ToString().ToLowerInvariant()} any more");
        }

        foreach (var path in listed.Keys)
            yield return new(BackupDamage.Missing, path, "is missing");
    }

    /// <summary>One owner for all: whose the backup is; a copy made by somebody else belongs to them, but the whole of it.</summary>
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    static IEnumerable<BackupFinding> OfRights(BackupLayout backup, BackupManifest manifest, ImmutableArray<FoundEntry> found)
    {
        var modes = manifest.Files.Select(file => KeyValuePair.Create(file.Path, file.Mode))
            .Concat(manifest.Directories.Select(directory => KeyValuePair.Create(directory.Path, directory.Mode)))
            .ToDictionary(StringComparer.Ordinal);
        var whose = Posix.OwnerOf(backup.Directory);
        foreach (var entry in found.Where(entry => entry.Kind is not FoundKind.Other && modes.ContainsKey(entry.Path)))
        {
            if (Posix.OwnerOf(Path.Combine(backup.Directory, entry.Path)) is not { } owner)
                continue;
            if (whose is not null && (owner.User, owner.Group) != (whose.User, whose.Group))
                yield return new(BackupDamage.Owner, entry.Path, $"belongs to {owner.User}:{owner.Group}, the backup to {whose.User}:{whose.Group}");
            var mode = BackupFiles.ModeText(Path.Combine(backup.Directory, entry.Path));
            if (mode != modes[entry.Path])
                yield return new(BackupDamage.Mode, entry.Path, $"has mode {mode} instead of {modes[entry.Path]}");
        }
    }

    async Task<IEnumerable<BackupFinding>> OfContentAsync(
        BackupLayout backup, BackupManifest manifest, ImmutableArray<FoundEntry> found, Func<string, bool>? hashedLater, CancellationToken ct)
    {
        var listed = manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var files = found.Where(entry => entry.Kind is FoundKind.File && listed.ContainsKey(entry.Path)).ToLookup(entry => entry.Size == listed[entry.Path].Size);
        var hashed = await BackupFiles.HashAsync(backup.Directory, [.. files[true].Where(file => hashedLater?.Invoke(file.Path) is not true)], progress, ct);
        return
        [
            .. files[false].Select(entry => new BackupFinding(BackupDamage.Size, entry.Path, $"has {entry.Size} bytes instead of {listed[entry.Path].Size}")),
            .. hashed.Where(file => file.Error is not null).Select(file => new BackupFinding(BackupDamage.Unreadable, file.Entry.Path, $"cannot be read: {file.Error}")),
            .. hashed.Where(file => file.Sha256 is { } hash && hash != listed[file.Entry.Path].Sha256)
                .Select(file => new BackupFinding(BackupDamage.Content, file.Entry.Path, "holds other bytes than were written")),
        ];
    }
}
