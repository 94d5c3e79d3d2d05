using System.Collections.Immutable;
using DataSpec.Operations.Backups.Forms;

namespace DataSpec.Operations.Backups;

/// <summary>What a directory in a target is.</summary>
public enum BackupState
{
    /// <summary>Whole by its manifest; its files are not read for a list.</summary>
    Complete,

    /// <summary>Being written, or left by a run that died.</summary>
    Part,

    /// <summary>Has a manifest that cannot be trusted.</summary>
    Damaged,

    NewerFormat,

    /// <summary>No backup.</summary>
    Foreign,
}

/// <summary>A directory in a target.</summary>
/// <param name="Manifest">Null unless <see cref="BackupState.Complete"/>.</param>
/// <param name="Proof">The last test of it; null where there was none.</param>
/// <param name="Reason">What is wrong with it; null for a complete one.</param>
public sealed record CataloguedBackup(BackupLayout Backup, BackupState State, BackupManifest? Manifest, BackupProof? Proof, string? Reason)
{
    /// <summary>True where the last test of it showed that it can be restored.</summary>
    public bool IsProved => Proof?.Holds() is true;

    /// <summary>True where only its key opens it.</summary>
    public bool IsEncrypted => Manifest?.Form is BackupForm.Encrypted;
}

/// <summary>The backups of one target directory.</summary>
public static class BackupCatalogue
{
    /// <summary>Everything that is there, oldest backup first, then what is none; empty where the target is not there.</summary>
    /// <exception cref="DataSpecException">The target cannot be read.</exception>
    public static ImmutableArray<CataloguedBackup> Read(string target)
    {
        try
        {
            return Directory.Exists(target)
                ? InOrder(Directory.EnumerateDirectories(target).Select(path => Look(new BackupLayout(path))))
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The backups in '{target}' cannot be read: {error.Message}", error)
            {
                NextStep = $"ls -ld '{target}'",
            };
        }
    }

    /// <summary>The backup named by its id, a directory, or <c>latest</c> (the newest proved one).</summary>
    /// <exception cref="DataSpecException">There is none such; a damaged one is refused with its reason.</exception>
    public static CataloguedBackup Find(string target, string name)
    {
        var found = name is "latest"
            ? Read(target).LastOrDefault(backup => backup.IsProved)
            : new[] { Path.Combine(target, name), Path.GetFullPath(name) }.Where(Directory.Exists).Select(path => Look(new BackupLayout(Path.TrimEndingDirectorySeparator(path)))).FirstOrDefault();
        return found switch
        {
            null => throw new DataSpecException(
                ExitCode.WrongUsage, name is "latest" ? $"'{target}' holds no proved backup." : $"There is no backup '{name}' in '{target}'.")
            { NextStep = "./build.sh Backups" },
            { State: BackupState.Complete } => found,
            _ => throw new BackupDamagedException(
                found.State is BackupState.NewerFormat ? BackupDamage.NewerFormat : found.State is BackupState.Damaged ? BackupDamage.Manifest : BackupDamage.NoManifest,
                found.Reason!),
        };
    }

    /// <summary>Those of one cluster by their place in its log, whatever the clock said; clusters by the last moment that was backed up of them.</summary>
    static ImmutableArray<CataloguedBackup> InOrder(IEnumerable<CataloguedBackup> found) =>
    [
        .. found.GroupBy(backup => backup.Manifest?.Postgres.SystemIdentifier, StringComparer.Ordinal)
            .OrderBy(cluster => cluster.Max(backup => backup.Manifest?.Consistency.At) ?? DateTimeOffset.MaxValue)
            .SelectMany(cluster => cluster
                .OrderBy(backup => backup.Manifest?.Postgres.Timeline)
                .ThenBy(backup => backup.Manifest is { } manifest ? Lsn.Parse(manifest.Consistency.RestorePointLsn).Value : 0)
                .ThenBy(backup => backup.Manifest?.Consistency.At)
                .ThenBy(backup => backup.Backup.Id, StringComparer.Ordinal)),
    ];

    internal static CataloguedBackup Look(BackupLayout backup)
    {
        if (backup.IsPart)
            return new(backup, BackupState.Part, null, null, "it was never finished");
        try
        {
            var manifest = ManifestText.Read(backup);
            BackupChain.Read(backup, manifest);
            return new(backup, BackupState.Complete, manifest, BackupProof.Read(backup, manifest), null);
        }
        catch (BackupDamagedException damage)
        {
            var state = damage.Damage switch
            {
                BackupDamage.NoManifest => BackupState.Foreign,
                BackupDamage.NewerFormat => BackupState.NewerFormat,
                _ => BackupState.Damaged,
            };
            return new(backup, state, null, null, damage.Reason);
        }
    }
}
