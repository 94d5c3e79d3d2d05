using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>Takes a backup of the running stack, writers going on, and proves it.</summary>
sealed partial class BackupOperation(
    BackupSidecars sidecars, BackupSource source, PostgresClient postgres, ProveOperation prove, BackupHistory history, StackRoot root, IProgressSink progress,
    TimeProvider time, MaskedSecrets? secrets = null)
{
    public const string Kind = "backup";

    /// <summary>A commit that a snapshot saw may stand in the log after one that it did not see; another snapshot some milliseconds later decides.</summary>
    const int MostSnapshots = 8;

    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <exception cref="DataSpecException">Nothing was kept, unless the proof failed (<see cref="ExitCode.VerificationFailed"/>): then the backup stays, not proved.</exception>
    public async Task<BackupResult> RunAsync(BackupOptions options, CancellationToken ct)
    {
        RequireRate(options.MaxRate);
        var target = BackupTarget.Open(options.Target, root);
        foreach (var removed in await new BackupLeftovers(sidecars, root, time).RemoveAsync(ct))
            progress.Say("clean-up", $"removed {removed}");
        var cluster = await LiveCluster.ReadAsync(postgres, ct);
        var state = new StateArchives(sidecars, root, source.ImageId);
        var (archives, archivedBytes) = state.Plan(options.WithLogs);
        BackupTarget.RequireRoom(target, cluster.NeededBytes + archivedBytes);

        using var journal = OperationJournal.Begin(
            root,
            new OperationIntent(Kind, "./build.sh Backup") { Blocks = false, Options = OperationIntent.OptionsOf(("target", target), ("label", options.Label)) },
            time,
            secrets);
        journal.Written = Written;
        var made = new Making(journal, BackupLayout.PartOf(target, journal.Id), cluster, archives, state, time.GetUtcNow(), Stopwatch.GetTimestamp());
        await history.BeginAsync(journal.Id, target, ct);
        await history.AbandonOthersAsync(journal.Id, ct);
        try
        {
            await MakeAsync(made, options, ct);
        }
        catch (Exception error)
        {
            await GiveUpAsync(made, error);
            throw;
        }

        var backup = BackupLayout.Of(target, journal.Id);
        await history.EndAsync(journal.Id, made.Bytes, ct);
        var seconds = Stopwatch.GetElapsedTime(made.Started).TotalSeconds;
        var proof = options.Prove ? await ProveAsync(journal, backup, ct) : null;
        journal.End(OperationOutcome.Succeeded, proof?.Holds() is false ? $"not proved: {proof.Failures[0]}" : null);
        return new BackupResult(
            journal.Id, backup.Directory, made.Bytes, proof, Math.Round(made.CopySeconds, 2), Math.Round(seconds, 2),
            made.Fingerprint!.Databases.Sum(database => database.Tables.Length), made.Fingerprint.Databases.Sum(database => database.NotCompared.Length),
            made.Fingerprint.Databases.DistinctBy(database => database.Lsn, StringComparer.Ordinal).Count());
    }

    /// <summary>What a backup gathers while it is made.</summary>
    sealed record Making(
        OperationJournal Journal, BackupLayout Part, LiveCluster Cluster, ImmutableArray<ArchivedDirectory> Archives, StateArchives State, DateTimeOffset Begun, long Started)
    {
        public string Owner { get; set; } = "";

        public double CopySeconds { get; set; }

        public ConsistencyPoint? Point { get; set; }

        public ClusterFingerprint? Fingerprint { get; set; }

        public long Bytes { get; set; }
    }

    async Task MakeAsync(Making made, BackupOptions options, CancellationToken ct)
    {
        var (journal, part) = (made.Journal, made.Part);
        journal.Note(BackupLeftovers.PartFact, part.Directory);
        BackupTarget.MakePrivate(part.Directory);
        made.Owner = BackupOwner.Claim(part.Directory, root);
        BackupTarget.MakePrivate(part.Files);
        var copy = new BaseBackup(sidecars, source, part, made.Owner, progress);
        await journal.StepAsync("copy", async token =>
        {
            progress.Say("database", $"copying {ProgressText.Size(made.Cluster.Bytes)}");
            await postgres.ExecuteAsync("checkpoint", token);
            var begun = Stopwatch.GetTimestamp();
            await copy.CopyAsync(options.MaxRate, token);
            made.CopySeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }, ct);
        await journal.StepAsync("fingerprint", token => FingerprintAsync(made, copy, token), ct);
        await journal.StepAsync("files", async token =>
        {
            await made.State.WriteAsync(part, made.Archives, made.Owner, token);
            ConfigCopy.Write(root, part);
        }, ct);
        await journal.StepAsync("manifest", token => FinishAsync(made, copy, options.Label, token), ct);
        await journal.StepAsync("publish", _ =>
        {
            Directory.Move(part.Directory, part.Directory[..^BackupLayout.PartSuffix.Length]);
            if (OperatingSystem.IsLinux())
                Posix.FlushDirectory(Path.GetDirectoryName(part.Directory)!);
            return Task.CompletedTask;
        }, ct);
    }

    /// <summary>Snapshots are tried until each has its place in the log, then read; the log up to them becomes part of the backup.</summary>
    async Task FingerprintAsync(Making made, BaseBackup copy, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var snapshots = await LiveSnapshots.TakeAsync(postgres, made.Cluster.Databases, $"dataspec-{made.Part.Id}-{attempt}", ct);
            await copy.AddLogAsync(snapshots.Point.RestorePointLsn, ct);
            if (await copy.ReadCommitsAsync(snapshots.Point, ct) is { } commits && snapshots.PointsIn(commits) is { } points)
            {
                made.Point = snapshots.Point;
                made.Fingerprint = await snapshots.ReadAsync(points, made.Cluster.Bytes, progress, ct);
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

    async Task FinishAsync(Making made, BaseBackup copy, string? label, CancellationToken ct)
    {
        var part = made.Part;
        if (await copy.CheckAsync(ct) is { } problem)
            throw Damaged($"pg_verifybackup: {problem}");
        await File.WriteAllTextAsync(part.Fingerprint, JsonSerializer.Serialize(made.Fingerprint, ManifestText.Shape) + "\n", ct);
        var manifest = Manifest(made, copy, label);
        await File.WriteAllTextAsync(part.Instructions, RestoreInstructions.Of(manifest), ct);
        BackupOwner.Spread(part.Directory);
        FlushOwnFiles(part);
        var (directories, files) = await BackupFiles.ListAsync(part, progress, ct);
        // The bytes were read back from the target: what Postgres sent must be what is there.
        if (copy.Differences(files).ToArray() is [var first, ..] all)
            throw Damaged($"{all.Length} files of the database, '{first}' first, do not hold what Postgres sent");
        manifest = manifest with { FinishedAt = time.GetUtcNow(), Directories = directories, Files = files };
        made.Bytes = manifest.Bytes();
        DurableFile.Write(part.Manifest, ManifestText.Of(manifest), EnvFile.PrivateMode);
        BackupOwner.Spread(part.Directory);
    }

    BackupManifest Manifest(Making made, BaseBackup copy, string? label)
    {
        var (timeline, start, stop) = copy.ReadRange();
        var cluster = made.Cluster;
        return new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Id = made.Part.Id,
            Label = label,
            Tool = made.Journal.Content.Header.Tool,
            StartedAt = made.Begun,
            FinishedAt = made.Begun,
            Project = source.Project,
            Postgres = new(
                source.Image, source.ImageId, cluster.VersionNumber, cluster.SystemIdentifier, timeline, start, stop, cluster.DataChecksums, source.User, source.Database,
                cluster.DataDirectory, cluster.CollationVersion, cluster.Bytes),
            Consistency = made.Point!,
            Images = source.Images,
            Archives = made.Archives,
            Canaries = StackKeys.Canaries(source.Keys, made.Part.Id, made.Begun),
            KeepsModes = BackupOwner.KeepsModes(made.Part.Directory),
            Directories = [],
            Files = [],
            Checksum = "",
        };
    }

    async Task<BackupProof> ProveAsync(OperationJournal journal, BackupLayout backup, CancellationToken ct)
    {
        BackupProof? proof = null;
        try
        {
            await journal.StepAsync("prove", async token => proof = await prove.ProveAsync(backup, filesAreKnown: true, token), ct);
            return proof!;
        }
        catch
        {
            journal.End(OperationOutcome.Succeeded, "the backup is whole, its proof was not finished");
            throw;
        }
    }

    /// <summary>Nothing of a failed backup stays; not cancelled, because that is what brings most here.</summary>
    async Task GiveUpAsync(Making made, Exception error)
    {
        await sidecars.RemoveLeftoversAsync(CancellationToken.None);
        try
        {
            if (Directory.Exists(made.Part.Directory))
                Directory.Delete(made.Part.Directory, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            progress.Warn("clean-up", $"'{made.Part.Directory}' could not be deleted: {left.Message}");
        }

        var reason = error is OperationCanceledException ? "interrupted" : error.Message;
        await history.FailAsync(made.Journal.Id, secrets?.Mask(reason) ?? reason, CancellationToken.None);
        made.Journal.End(OperationOutcome.FailedUnchanged, reason);
    }

    /// <summary>Postgres's tools flush what they write; this is the rest.</summary>
    static void FlushOwnFiles(BackupLayout part)
    {
        foreach (var entry in BackupFiles.Walk(part.Directory).Where(entry => entry.Kind is FoundKind.File && !entry.Path.StartsWith("base/", StringComparison.Ordinal)))
        {
            using var file = new FileStream(Path.Combine(part.Directory, entry.Path), FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
    }

    static void RequireRate(string? rate)
    {
        if (rate is not null && !Rate().IsMatch(rate))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"--max-rate '{rate}' is no rate: a number of kB a second, or with k or M.") { NextStep = "./build.sh Backup --max-rate 50M" };
        }
    }

    static DataSpecException Damaged(string why) => new(ExitCode.FailedUnchanged, $"The copy in the target is damaged: {why}.")
    {
        LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
        NextStep = "Look at the target's disk (dmesg), or choose another: ./build.sh Backup --target-dir DIR",
    };

    [GeneratedRegex("^[1-9][0-9]*[kM]?$", RegexOptions.None, 1000)]
    private static partial Regex Rate();
}
