using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>Shows that a backup can be restored: reads every byte, boots it in a throw-away Postgres, compares what it holds, tries its keys.</summary>
sealed class ProveOperation(
    BackupSidecars sidecars, LocalImages images, PlainForm form, StackRoot root, BackupHistory? history, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets = null)
{
    public const string Kind = "prove";

    /// <summary>Proves one backup in a journal of its own; what did not hold is in the result.</summary>
    public async Task<BackupProof> RunAsync(BackupLayout backup, CancellationToken ct)
    {
        await new BackupLeftovers(sidecars, root, time).RemoveAsync(ct);
        using var journal = OperationJournal.Begin(
            root, new OperationIntent(Kind, $"./build.sh Prove {backup.Id}") { Blocks = false, Options = OperationIntent.OptionsOf(("backup", backup.Id)) }, time, secrets);
        BackupProof? proof = null;
        try
        {
            await journal.StepAsync("prove", async token => proof = await ProveAsync(backup, filesAreKnown: false, token), ct);
        }
        catch
        {
            journal.End(OperationOutcome.FailedUnchanged);
            throw;
        }

        journal.End(OperationOutcome.Succeeded, proof!.Holds() ? $"{backup.Id} proved" : $"{backup.Id}: {proof.Failures[0]}");
        return proof;
    }

    /// <summary>The proof itself; its result is written beside the manifest.</summary>
    /// <param name="filesAreKnown">True right after the backup has read its own files.</param>
    public async Task<BackupProof> ProveAsync(BackupLayout backup, bool filesAreKnown, CancellationToken ct)
    {
        var proof = await TestAsync(backup, filesAreKnown, ct);
        proof.Write(backup);
        if (history is not null)
            await history.ProvedAsync(ManifestText.Read(backup), backup, proof, ct);
        return proof;
    }

    /// <summary>The same without writing anything into the backup.</summary>
    public async Task<BackupProof> TestAsync(BackupLayout backup, bool filesAreKnown, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var manifest = ManifestText.Read(backup);
        var run = new ProofRun();
        var image = await BackupImage.FindAsync(images, manifest, ct);
        RequireRoom(root, manifest, $"./build.sh Prove {manifest.Id}");
        try
        {
            await CheckFilesAsync(backup, filesAreKnown, run, ct);
            if (run.Failures.Count == 0)
            {
                await using var plain = await form.OpenAsync(backup, ct);
                if (plain.IsScratch)
                    run.Checks.Add($"the plain backup that it holds has each of its {plain.Manifest.Files.Length} files");
                await BootAsync(plain.Layout, plain.Manifest, image, run, ct);
            }
        }
        catch (ProofFailedException failure)
        {
            run.Failures.Add(failure.Message);
        }
        catch (BackupDamagedException damage)
        {
            run.Failures.Add(damage.Reason);
        }

        return new BackupProof(
            manifest.Checksum, time.GetUtcNow(), manifest.Tool, image, run.Boots, run.Tables, run.Rows, Math.Round(run.Slowest.TotalSeconds, 2),
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2), [.. run.Checks], [.. run.Failures]);
    }

    sealed class ProofRun
    {
        public List<string> Checks { get; } = [];

        public List<string> Failures { get; } = [];

        public int Boots { get; set; }

        public int Tables { get; set; }

        public long Rows { get; set; }

        public TimeSpan Slowest { get; set; }
    }

    async Task CheckFilesAsync(BackupLayout backup, bool filesAreKnown, ProofRun run, CancellationToken ct)
    {
        if (filesAreKnown)
            return;
        progress.Say(backup.Id, "reading every file");
        var (manifest, findings) = await new BackupVerification(progress).RunAsync(backup, ct);
        run.Failures.AddRange(findings.Select(finding => finding.ToString()));
        run.Checks.Add($"{manifest.Files.Length} files have the size and SHA-256 of the manifest");
    }

    async Task BootAsync(BackupLayout backup, BackupManifest manifest, string image, ProofRun run, CancellationToken ct)
    {
        var live = JsonSerializer.Deserialize<ClusterFingerprint>(await File.ReadAllTextAsync(backup.Fingerprint, ct), ManifestText.Shape)!;
        foreach (var point in live.Databases.GroupBy(database => database.Lsn, StringComparer.Ordinal).OrderBy(group => Lsn.Parse(group.Key)))
        {
            await using var boot = await StartAsync(backup, manifest, image, Lsn.Parse(point.Key), run, ct);
            foreach (var database in point)
                await CompareAsync(boot, database, run, ct);
        }

        await using var whole = await StartAsync(backup, manifest, image, stopBefore: null, run, ct);
        run.Checks.Add("a plain start replays all of the log and takes writes");
        await CheckKeysAsync(whole, backup, manifest, run, ct);
    }

    async Task<ProofBoot> StartAsync(BackupLayout backup, BackupManifest manifest, string image, Lsn? stopBefore, ProofRun run, CancellationToken ct)
    {
        progress.Say(backup.Id, stopBefore is { } lsn ? $"booting a copy up to {lsn}" : "booting a copy up to its end");
        var boot = await ProofBoot.StartAsync(sidecars, root, progress, backup, manifest, image, string.Create(CultureInfo.InvariantCulture, $"{manifest.Id}-proof-{run.Boots}"), stopBefore, ct);
        run.Boots++;
        run.Slowest = boot.Ready > run.Slowest ? boot.Ready : run.Slowest;
        return boot;
    }

    async Task CompareAsync(ProofBoot boot, DatabaseFingerprint live, ProofRun run, CancellationToken ct)
    {
        await using var connection = await boot.OpenAsync(live.Database, ct);
        if (connection is null)
        {
            run.Failures.Add($"database '{live.Database}' is missing");
            return;
        }

        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        var sampled = live.Tables.ToDictionary(table => table.Table, table => table.SampledPercent, StringComparer.Ordinal);
        var done = 0L;
        var (tables, skipped) = await FingerprintReader.ReadTablesAsync(
            connection, sampled, bytes => progress.Advance($"comparing {live.Database}", done += bytes, null, "bytes"), ct);
        var sequences = await FingerprintReader.ReadSequencesAsync(connection, ct);
        var copy = new DatabaseFingerprint(live.Database, live.Lsn, tables, [.. sequences.Select(now => new SequenceFingerprint(now.Name, now.Value, now.Value))], skipped);
        run.Failures.AddRange(FingerprintComparison.Differences(live, copy));
        run.Tables += live.Tables.Length;
        run.Rows += live.Tables.Sum(table => table.Rows);
        var left = live.NotCompared.IsEmpty ? "" : $"; {live.NotCompared.Length} were not compared: {string.Join(", ", live.NotCompared.Select(table => table.Table))}";
        run.Checks.Add($"'{live.Database}' holds the {live.Tables.Length} tables and {live.Sequences.Length} sequences that it held at {live.Lsn}{left}");
    }

    static async Task CheckKeysAsync(ProofBoot boot, BackupLayout backup, BackupManifest manifest, ProofRun run, CancellationToken ct)
    {
        var env = new EnvFile(backup.EnvFile).Read();
        run.Failures.AddRange(StackKeys.Problems(manifest, env));
        run.Checks.Add("the keys in the backup's .env read what the stack's keys wrote");
        if (StackKeyring.Of(env) is not { } keys)
            return;
        var (read, unreadable) = await StoredSecrets.CheckAsync(boot.OpenAsync, keys, ct);
        run.Failures.AddRange(unreadable);
        run.Checks.Add($"{read} stored connections, variables and passwords of the services can be read with them");
    }

    /// <summary>Tables that are read are copied into the overlay: Postgres opens them for writing.</summary>
    internal static void RequireRoom(StackRoot root, BackupManifest manifest, string then)
    {
        Directory.CreateDirectory(root.State);
        var needed = manifest.PostgresBytes();
        if (OperatingSystem.IsLinux() && Posix.RoomAt(root.State) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"A copy that is read may take up to {ProgressText.Size(needed)} in '{root.State}' for a moment, which has {ProgressText.Size(room.FreeBytes)} free.")
            {
                LeftAsItWas = "The backup is untouched and not proved.",
                NextStep = $"Free room on that disk, then {then}",
            };
        }
    }
}
