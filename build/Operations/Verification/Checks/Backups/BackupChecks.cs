using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification.Checks.Backups;

/// <summary>Whether there would be something to go back to.</summary>
static class BackupChecks
{
    /// <summary>One missed night is noise, two are not; as <c>Status</c> warns.</summary>
    static readonly TimeSpan Old = TimeSpan.FromDays(2);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("backups.proved", 3, "The newest backup that was shown to be restorable is younger than two days, and the last test of the newest one did not fail", "./build.sh Backup; ./build.sh Schedule --daily 03:00 takes one each night")
            {
                Patience = Patience,
            },
            ProvedAsync),
        new Check(
            new("backups.intact", 3, "The newest backup has all its files, of the right sizes, and no backup a damaged manifest", "./build.sh Backup (a new one), then delete the damaged one: it cannot be restored")
            {
                Patience = Patience,
            },
            IntactAsync),
        new Check(
            new("backups.hashes", CheckDescription.Deep, "Every byte of the newest backup is the one that was written", "./build.sh Backup (a new one), and look at the disk that the damaged one is on")
            {
                Needs = ["backups.intact"], Patience = TimeSpan.FromHours(1),
            },
            (view, ct) => CompareAsync(view, whole: true, ct)),
        new Check(
            new("wal.receiver", 3, "The log is received as it is written, so that any time can be restored", "./build.sh Logs --service wal-receiver, then ./build.sh Up")
            {
                Services = ["wal-receiver", CoreServices.Postgres], Profile = StackProfiles.Pitr,
            },
            ReceiverAsync),
    ];

    static async Task<CheckOutcome> ProvedAsync(StackView view, CancellationToken ct)
    {
        var shelf = await view.BackupsAsync(ct);
        if (shelf.Newest is { Proof: { } last } newest && !last.Holds())
            return CheckOutcome.Failed($"{newest.Backup.Id} cannot be restored: {last.Failures[0]}");
        var now = view.Time.GetUtcNow();
        if (shelf.NewestProved is { } proved)
        {
            var age = now - proved.Manifest!.Consistency.At;
            var evidence = $"{proved.Backup.Id}, {ProgressText.Duration(age)} old, proved {proved.Proof!.At:yyyy-MM-dd HH:mm} UTC";
            return age <= Old ? CheckOutcome.Passed(evidence) : CheckOutcome.Warning(evidence);
        }

        if (shelf.Newest is { } unproved)
            return CheckOutcome.Warning($"{unproved.Backup.Id} was never tested, and no other backup either") with { Remedy = $"./build.sh Prove {unproved.Backup.Id}" };
        // Whoever has just begun, and every pipeline, has none yet.
        var exists = now - new DateTimeOffset(Directory.GetCreationTimeUtc(view.Root.State), TimeSpan.Zero);
        return exists <= Old
            ? CheckOutcome.Passed($"none in '{shelf.Target}' yet: the stack is {ProgressText.Duration(exists)} old, the first is missed after {Old.TotalDays:0} days")
            : CheckOutcome.Warning($"there is none in '{shelf.Target}'");
    }

    static async Task<CheckOutcome> IntactAsync(StackView view, CancellationToken ct)
    {
        var shelf = await view.BackupsAsync(ct);
        return shelf.Damaged.IsEmpty
            ? await CompareAsync(view, whole: false, ct)
            : CheckOutcome.Failed(string.Join("; ", shelf.Damaged.Select(backup => $"'{backup.Backup.Directory}': {backup.Reason}")));
    }

    static async Task<CheckOutcome> CompareAsync(StackView view, bool whole, CancellationToken ct)
    {
        if ((await view.BackupsAsync(ct)).Newest is not { } newest)
            return CheckOutcome.Skipped("there is no backup yet");
        var (manifest, findings) = await new BackupVerification(new SilentSink()).RunAsync(newest.Backup, ct, _ => !whole);
        return findings.IsEmpty
            ? CheckOutcome.Passed($"{newest.Backup.Id}: {manifest.Files.Length} files, {ProgressText.Size(manifest.Bytes())}{(whole ? ", each byte compared" : "")}")
            : CheckOutcome.Failed($"{newest.Backup.Id}: {Listing.Sentences([.. findings.Select(finding => finding.ToString())], shown: 3)}");
    }

    static async Task<CheckOutcome> ReceiverAsync(StackView view, CancellationToken ct)
    {
        var receiver = new WalReceiver(view.Postgres, WalRetention.DirectoryOf(view.Root, view.Settings), view.Settings.WalArchiveMaxBytes, isWanted: true);
        var status = (await receiver.ReadAsync(ct))!;
        var proved = (await view.BackupsAsync(ct)).NewestProved?.Manifest!.Consistency.At;
        var measured = $"{ProgressText.Size(status.LagBytes ?? 0)} behind, {ProgressText.Size(status.ArchiveBytes)} in '{status.Archive}'";
        return !status.IsReceiving ? CheckOutcome.Failed(string.Join("; ", status.Warnings.Append(measured)), "wal-receiver")
            : status.After(proved).Warnings is { IsEmpty: false } warnings ? CheckOutcome.Warning(string.Join("; ", warnings.Append(measured)))
            : CheckOutcome.Passed(measured);
    }
}
