using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>Makes the directory of one backup from the running stack, step by step of its journal.</summary>
/// <param name="parent">The backup that it continues; null for a full one.</param>
/// <param name="place">The directory: new, the caller publishes or deletes it.</param>
sealed class BackupCopy(
    BackupSidecars sidecars, BackupSource source, PostgresClient postgres, StackRoot root, IProgressSink progress, TimeProvider time, OperationJournal journal,
    BackupLayout place, LiveCluster cluster, ChainLink? parent)
{
    /// <summary>A commit that a snapshot saw may stand in the log after one that it did not see; another snapshot some milliseconds later decides.</summary>
    const int MostSnapshots = 8;

    readonly DateTimeOffset _begun = time.GetUtcNow();
    readonly ServerPriority _priority = new(sidecars, source, postgres);
    ConsistencyPoint? _point;
    string _owner = "";

    public BackupLayout Place => place;

    /// <summary>The other state, and what of it is taken.</summary>
    public required StateArchives State { get; init; }

    /// <inheritdoc cref="State"/>
    public required ImmutableArray<ArchivedDirectory> Archives { get; init; }

    public double CopySeconds { get; private set; }

    public ClusterFingerprint? Fingerprint { get; private set; }

    public long Bytes { get; private set; }

    /// <exception cref="DataSpecException">It failed; what was written is the caller's to delete.</exception>
    public async Task MakeAsync(BackupOptions options, CancellationToken ct)
    {
        BackupTarget.MakePrivate(place.Directory);
        _owner = BackupOwner.Claim(place.Directory, root);
        BackupTarget.MakePrivate(place.Files);
        var copy = new BaseBackup(sidecars, source, _priority, place, _owner, progress);
        await journal.StepAsync("copy", async token =>
        {
            progress.Say("database", $"copying {ProgressText.Size(cluster.Bytes)}");
            await postgres.ExecuteAsync("checkpoint", token);
            var begun = Stopwatch.GetTimestamp();
            await copy.CopyAsync(options.MaxRate, parent?.Backup, token);
            CopySeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }, ct);
        await using var hashes = new EarlyHashes(place, progress, ct);
        await journal.StepAsync("fingerprint", token => FingerprintAsync(copy, token), ct);
        await journal.StepAsync("files", async token =>
        {
            await State.WriteAsync(place, Archives, _owner, token);
            ConfigCopy.Write(root, place);
        }, ct);
        await journal.StepAsync("manifest", async token => await FinishAsync(copy, options.Label, await hashes.ReadAsync(), token), ct);
    }

    /// <summary>Snapshots are tried until each has its place in the log, then read; the log up to them becomes part of the backup.</summary>
    async Task FingerprintAsync(BaseBackup copy, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var snapshots = await LiveSnapshots.TakeAsync(postgres, cluster.Databases, $"dataspec-{place.Id}-{attempt}", ct);
            await copy.AddLogAsync(snapshots.Point.RestorePointLsn, ct);
            if (await copy.ReadCommitsAsync(snapshots.Point, ct) is { } commits && snapshots.PointsIn(commits) is { } points)
            {
                _point = snapshots.Point;
                await _priority.LowerAsync(snapshots.Processes, ct);
                Fingerprint = await snapshots.ReadAsync(points, cluster.Bytes, progress, ct);
                return;
            }

            if (attempt == MostSnapshots)
            {
                throw new DataSpecException(ExitCode.FailedUnchanged, $"In {MostSnapshots} attempts no moment was found at which the order of commits is certain.")
                {
                    LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
                    NextStep = "./build.sh Backup, when less is written",
                };
            }
        }
    }

    async Task FinishAsync(BaseBackup copy, string? label, IReadOnlyDictionary<string, string> hashes, CancellationToken ct)
    {
        if (await copy.CheckAsync(ct) is { } problem)
            throw Damaged($"pg_verifybackup: {problem}");
        await File.WriteAllTextAsync(place.Fingerprint, JsonSerializer.Serialize(Fingerprint, ManifestText.Shape) + "\n", ct);
        var manifest = Manifest(copy, label);
        await File.WriteAllTextAsync(place.Instructions, RestoreInstructions.Of(manifest), ct);
        BackupOwner.Spread(place.Directory);
        FlushOwnFiles(place);
        var (directories, files) = await BackupFiles.ListAsync(place, progress, ct, hashes);
        // The bytes were read back from the target: what Postgres sent must be what is there.
        if (BaseManifest.Differences(place, files).ToArray() is [var first, ..] all)
            throw Damaged($"{all.Length} files of the database, '{first}' first, do not hold what Postgres sent");
        manifest = manifest with { FinishedAt = time.GetUtcNow(), Directories = directories, Files = files };
        Bytes = manifest.Bytes();
        DurableFile.Write(place.Manifest, ManifestText.Of(manifest), EnvFile.PrivateMode);
        BackupOwner.Spread(place.Directory);
    }

    BackupManifest Manifest(BaseBackup copy, string? label)
    {
        var (timeline, start, stop) = copy.ReadRange();
        return new BackupManifest
        {
            Format = parent is null ? BackupManifest.PlainFormat : BackupManifest.CurrentFormat,
            Id = place.Id,
            Label = label,
            Tool = journal.Content.Header.Tool,
            StartedAt = _begun,
            FinishedAt = _begun,
            Project = source.Project,
            Postgres = new(
                source.Image, source.ImageId, cluster.VersionNumber, cluster.SystemIdentifier, timeline, start, stop, cluster.DataChecksums, source.User, source.Database,
                cluster.DataDirectory, cluster.CollationVersion, cluster.Bytes),
            Consistency = _point!,
            Images = source.Images,
            Archives = Archives,
            Canaries = StackKeys.Canaries(source.Keys, place.Id, _begun),
            KeepsModes = BackupOwner.KeepsModes(place.Directory),
            Parent = parent is null ? null : new(
                parent.Backup.Id, parent.Manifest.Checksum, [.. parent.Manifest.Parent?.Chain ?? [], parent.Backup.Id], cluster.NeededBytes),
            Directories = [],
            Files = [],
            Checksum = "",
        };
    }

    /// <summary>Postgres's tools flush what they write; this is the rest.</summary>
    static void FlushOwnFiles(BackupLayout backup)
    {
        foreach (var entry in BackupFiles.Walk(backup.Directory).Where(entry => entry.Kind is FoundKind.File && !entry.Path.StartsWith("base/", StringComparison.Ordinal)))
        {
            using var file = new FileStream(Path.Combine(backup.Directory, entry.Path), FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
    }

    static DataSpecException Damaged(string why) => new(ExitCode.FailedUnchanged, $"The copy in the target is damaged: {why}.")
    {
        LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
        NextStep = "Look at the target's disk (dmesg), or choose another: ./build.sh Backup --target-dir DIR",
    };
}
