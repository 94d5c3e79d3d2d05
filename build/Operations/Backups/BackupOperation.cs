using System.Diagnostics;
using System.Text.RegularExpressions;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>Takes a backup of the running stack, writers going on, and proves it.</summary>
sealed partial class BackupOperation(
    BackupSidecars sidecars, BackupSource source, PostgresClient postgres, ProveOperation prove, FormChoice forms, BackupHistory history, StackRoot root,
    IProgressSink progress, TimeProvider time, MaskedSecrets? secrets = null)
{
    public const string Kind = "backup";

    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <exception cref="DataSpecException">Nothing was kept, unless the proof failed (<see cref="ExitCode.VerificationFailed"/>): then the backup stays, not proved.</exception>
    public async Task<BackupResult> RunAsync(BackupOptions options, CancellationToken ct)
    {
        RequireRate(options.MaxRate);
        var target = BackupTarget.Open(options.Target, root);
        foreach (var removed in await new BackupLeftovers(sidecars, root, time).RemoveAsync(ct, target))
            progress.Say("clean-up", $"removed {removed}");
        var cluster = await LiveCluster.ReadAsync(postgres, ct);
        var form = await forms.ChooseAsync(target, options, cluster, ct);
        var state = new StateArchives(sidecars, root, source.ImageId);
        var (archives, archivedBytes) = state.Plan(options.WithLogs);
        form.RequireRoom(cluster, archivedBytes, options.Prove);

        using var journal = OperationJournal.Begin(
            root,
            new OperationIntent(Kind, "./build.sh Backup") { Blocks = false, Options = OperationIntent.OptionsOf(("target", target), ("label", options.Label)) },
            time,
            secrets);
        journal.Written = Written;
        var started = Stopwatch.GetTimestamp();
        var part = BackupLayout.PartOf(target, journal.Id);
        journal.Note(BackupLeftovers.PartFact, part.Directory);
        await history.BeginAsync(journal.Id, target, ct);
        await history.AbandonOthersAsync(journal.Id, ct);
        Made made;
        try
        {
            var copy = new BackupCopy(sidecars, source, postgres, root, progress, time, journal, form.PlaceOf(part), cluster, form.Parent) { State = state, Archives = archives };
            made = await MakeAsync(journal, part, form, copy, options, ct);
        }
        catch (Exception error)
        {
            var told = error is IOException or UnauthorizedAccessException ? Unwritten(part, error) : error;
            await GiveUpAsync(journal, part, told);
            if (told != error)
                throw told;
            throw;
        }
        finally
        {
            form.Dispose();
        }

        var backup = BackupLayout.Of(target, journal.Id);
        await history.EndAsync(journal.Id, made.Bytes, ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (form.IsPacked)
            await history.ProvedAsync(ManifestText.Read(backup), backup, made.Proof, ct);
        var proof = options.Prove && !form.IsPacked ? await ProveKeptAsync(journal, backup, ct) : made.Proof;
        journal.End(OperationOutcome.Succeeded, proof?.Holds() is false ? $"not proved: {proof.Failures[0]}" : null);
        var databases = made.Copy.Fingerprint!.Databases;
        return new BackupResult(
            journal.Id, backup.Directory, form.Kind, made.Bytes, proof, Math.Round(made.Copy.CopySeconds, 2), Math.Round(seconds, 2), databases.Sum(database => database.Tables.Length),
            databases.Sum(database => database.NotCompared.Length), databases.DistinctBy(database => database.Lsn, StringComparer.Ordinal).Count());
    }

    /// <param name="Proof">Of an archive: that of what was packed; null where it was not asked for, and of other forms, which are proved in their place.</param>
    sealed record Made(BackupCopy Copy, long Bytes, BackupProof? Proof);

    async Task<Made> MakeAsync(OperationJournal journal, BackupLayout part, ChosenForm form, BackupCopy copy, BackupOptions options, CancellationToken ct)
    {
        await copy.MakeAsync(options, ct);
        var made = new Made(copy, copy.Bytes, Proof: null);
        if (form.IsPacked)
        {
            made = made with { Proof = options.Prove ? await ProveAsync(journal, copy.Place, ct) : null };
            await journal.StepAsync("pack", async token => made = made with { Bytes = (await form.PackAsync(copy.Place, part, source.ImageId, token)).Bytes() }, ct);
        }

        await journal.StepAsync("publish", _ => Publish(part), ct);
        return made;
    }

    static Task Publish(BackupLayout part)
    {
        Directory.Move(part.Directory, part.Directory[..^BackupLayout.PartSuffix.Length]);
        if (OperatingSystem.IsLinux())
            Posix.FlushDirectory(Path.GetDirectoryName(part.Directory)!);
        return Task.CompletedTask;
    }

    async Task<BackupProof> ProveAsync(OperationJournal journal, BackupLayout backup, CancellationToken ct)
    {
        BackupProof? proof = null;
        await journal.StepAsync("prove", async token => proof = await prove.ProveAsync(backup, filesAreKnown: true, token), ct);
        return proof!;
    }

    async Task<BackupProof> ProveKeptAsync(OperationJournal journal, BackupLayout backup, CancellationToken ct)
    {
        try
        {
            return await ProveAsync(journal, backup, ct);
        }
        catch
        {
            journal.End(OperationOutcome.Succeeded, "the backup is whole, its proof was not finished");
            throw;
        }
    }

    /// <summary>Nothing of a failed backup stays; not cancelled, because that is what brings most here.</summary>
    async Task GiveUpAsync(OperationJournal journal, BackupLayout part, Exception error)
    {
        await sidecars.RemoveLeftoversAsync(CancellationToken.None);
        try
        {
            if (Directory.Exists(part.Directory))
                Directory.Delete(part.Directory, recursive: true);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            progress.Warn("clean-up", $"'{part.Directory}' could not be deleted: {left.Message}");
        }

        var reason = error is OperationCanceledException ? "interrupted" : error.Message;
        await history.FailAsync(journal.Id, secrets?.Mask(reason) ?? reason, CancellationToken.None);
        journal.End(OperationOutcome.FailedUnchanged, reason);
    }

    /// <summary>A disk that is full, was taken away or became read-only while this program itself wrote to it.</summary>
    static DataSpecException Unwritten(BackupLayout part, Exception error)
    {
        var target = Path.GetDirectoryName(part.Directory)!;
        var free = OperatingSystem.IsLinux() && Posix.RoomAt(target) is { } room ? $"; '{target}' has {ProgressText.Size(room.FreeBytes)} free" : "";
        return new DataSpecException(ExitCode.FailedUnchanged, $"The backup cannot be written: {error.Message}{free}.", error)
        {
            LeftAsItWas = "The stack runs as before; what was written of this backup is deleted as far as the target can be reached.",
            NextStep = $"df -h '{target}', then ./build.sh Backup",
        };
    }

    static void RequireRate(string? rate)
    {
        if (rate is not null && !Rate().IsMatch(rate))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"--max-rate '{rate}' is no rate: a number of kB a second, or with k or M.") { NextStep = "./build.sh Backup --max-rate 50M" };
        }
    }

    [GeneratedRegex("^[1-9][0-9]*[kM]?$", RegexOptions.None, 1000)]
    private static partial Regex Rate();
}
