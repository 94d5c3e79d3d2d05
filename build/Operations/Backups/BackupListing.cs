using System.Collections.Immutable;
using DataSpec.Operations.Backups.Receiving;

namespace DataSpec.Operations.Backups;

/// <summary>A backup as <c>Backups</c> shows it.</summary>
/// <param name="State">What it is; only a complete one can be restored.</param>
/// <param name="Form">Null unless complete.</param>
/// <param name="Parent">Id of the backup that it continues.</param>
/// <param name="At">The moment it holds.</param>
/// <param name="Proved">When it was last shown to be restorable; null where it never was, or the last test failed.</param>
/// <param name="Kept">Which rule keeps it; null where none does.</param>
/// <param name="Problem">What is wrong with it, or why its last test failed.</param>
public sealed record ListedBackup(
    string Id,
    BackupState State,
    BackupForm? Form,
    string? Parent,
    string? Label,
    DateTimeOffset? At,
    long? Bytes,
    DateTimeOffset? Proved,
    string? Kept,
    DateTimeOffset? KeptUntil,
    string? Postgres,
    string? Tool,
    ImmutableArray<string> Contains,
    string? Problem);

/// <summary>The backups of a target.</summary>
/// <param name="Pruned">Ids of those that were deleted.</param>
public sealed record BackupListingResult(string Target, ImmutableArray<ListedBackup> Backups, ImmutableArray<string> Pruned)
{
    /// <summary>Times between backups that can be restored too, because the log was received.</summary>
    public ImmutableArray<RestorableRange> Restorable { get; init; } = [];
}

/// <summary>Lists the backups of a target, and deletes those that no rule keeps when asked to.</summary>
public sealed class BackupListing(string target, RetentionRule rule)
{
    /// <summary>Directories that are no backups are not shown, and never touched.</summary>
    public BackupListingResult Run(bool prune, CancellationToken ct)
    {
        var found = BackupCatalogue.Read(target).Where(backup => backup.State is not BackupState.Foreign).ToImmutableArray();
        var complete = found.Where(backup => backup.State is BackupState.Complete).ToArray();
        var verdicts = Retention.Decide([.. complete.Select((backup, index) => new RetainedBackup(backup.Backup.Id, backup.Manifest!.Consistency.At, backup.IsProved, index, backup.Manifest.Parent?.Id))], rule)
            .ToDictionary(verdict => verdict.Id, StringComparer.Ordinal);
        var pruned = ImmutableArray.CreateBuilder<string>();
        if (prune)
        {
            // The newest first: what continues another goes before it.
            foreach (var backup in complete.Reverse().Where(backup => !verdicts[backup.Backup.Id].IsKept))
            {
                ct.ThrowIfCancellationRequested();
                Delete(backup.Backup);
                pruned.Add(backup.Backup.Id);
            }
        }

        return new(
            target,
            [.. found.Where(backup => !pruned.Contains(backup.Backup.Id)).Select(backup => Listed(backup, verdicts.GetValueOrDefault(backup.Backup.Id)))],
            pruned.ToImmutable());
    }

    /// <summary>First the name goes, so that half a backup is never offered.</summary>
    static void Delete(BackupLayout backup)
    {
        var part = backup.Directory + BackupLayout.PartSuffix;
        try
        {
            Directory.Move(backup.Directory, part);
            Directory.Delete(part, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The backup '{backup.Id}' cannot be deleted: {error.Message}", error) { NextStep = $"ls -ld '{backup.Directory}'" };
        }
    }

    static ListedBackup Listed(CataloguedBackup backup, RetentionVerdict? verdict) => new(
        backup.Backup.Id,
        backup.State,
        backup.Manifest?.Form,
        backup.Manifest?.Parent?.Id,
        backup.Manifest?.Label,
        backup.Manifest?.Consistency.At,
        backup.Manifest?.Bytes(),
        backup.IsProved ? backup.Proof!.At : null,
        verdict?.Reason,
        verdict?.Until,
        backup.Manifest is { Postgres: var postgres } ? $"{postgres.Major}.{postgres.VersionNumber % 10000}" : null,
        backup.Manifest?.Tool,
        backup.Manifest is { } manifest ? ["postgres", "config", .. manifest.Archives.Select(archive => archive.Directory)] : [],
        backup.Reason ?? backup.Proof?.Failures.FirstOrDefault());
}
