using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>Chooses the backup for a moment and shows, from the segments themselves, that the log leads from it to that moment; changes nothing of the stack.</summary>
sealed class PointInTime(BackupSidecars sidecars, LocalImages images, StackRoot root, string archive, IProgressSink progress)
{
    /// <summary>Segments that are unpacked and read at once: 256 MB.</summary>
    const int Batch = 16;

    /// <param name="target">Directory that holds backups.</param>
    /// <param name="from">The backup to use; null for the newest proved one before the moment.</param>
    /// <exception cref="DataSpecException">The moment cannot be restored; says which ones can.</exception>
    public async Task<PreparedLog> PrepareAsync(string target, string? from, RecoveryMoment moment, CancellationToken ct)
    {
        var chosen = from is null
            ? BackupCatalogue.Read(target).LastOrDefault(backup => backup.IsProved && IsBefore(backup.Manifest!, moment)) ?? throw TooEarly(target, moment)
            : BackupCatalogue.Find(target, from) is var found && IsBefore(found.Manifest!, moment) ? found : throw TooEarly(target, moment);
        var manifest = chosen.Manifest!;
        var chain = WalChain.From(manifest, WalArchive.Read(archive, manifest.Postgres.SystemIdentifier));
        if (chain.Files.IsEmpty)
            throw NotCovered(manifest, moment, chain, last: null);
        RequireRoom(chain);
        PreparedLog.RemoveAll(root);
        var owner = OperatingSystem.IsLinux() && Posix.EffectiveUser != 0 && Posix.OwnerOf(root.State) is { } own ? (own.User, own.Group) : RestoreFiles.PostgresOwner;
        var prepared = new PreparedLog(chosen.Backup.Directory, new(moment.Time ?? manifest.Consistency.At, PreparedLog.Make(root, owner)) { Place = moment.Place });
        try
        {
            var last = await UnpackAsync(manifest, chain, moment, prepared.Target.LogDirectory, owner, ct);
            return moment.Time is null && last is { } time ? prepared with { Target = prepared.Target with { Time = time } } : prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    static bool IsBefore(BackupManifest backup, RecoveryMoment moment) =>
        moment.Time is { } time ? backup.Consistency.At <= time : Lsn.Parse(backup.Consistency.RestorePointLsn) <= moment.Lsn;

    /// <summary>Unpacks segment after segment until a commit is found that the restore leaves out: only then it is certain where it will stop.</summary>
    /// <returns>Time of the last commit that was read.</returns>
    async Task<DateTimeOffset?> UnpackAsync(BackupManifest manifest, WalChain chain, RecoveryMoment moment, string directory, (uint User, uint Group) owner, CancellationToken ct)
    {
        var sidecar = new Sidecar($"pitr-{Path.GetFileName(directory)}", await BackupImage.FindAsync(images, manifest, ct), "", []) { User = $"{owner.User}:{owner.Group}" };
        DateTimeOffset? last = null;
        var (files, damage) = (chain.Files, (string?)null);
        var unpacked = 0;
        for (var first = 0; first < files.Length && damage is null; first += Batch)
        {
            // One more: a record may go on in the next segment. What lies before a damaged one is good.
            for (; damage is null && unpacked < files.Length && unpacked <= first + Batch; unpacked++)
                damage = await UnpackAsync(files[unpacked], manifest, directory, owner, ct);
            if (damage is not null)
                files = files[..(unpacked - 1)];
            if (first >= files.Length)
                break;
            progress.Advance("log", (long)unpacked * WalFile.Bytes, (long)chain.Files.Length * WalFile.Bytes, "bytes");
            var to = first + Batch < files.Length ? files[first + Batch] : null;
            var commits = await WalCommitTimes.ReadAsync(sidecars, sidecar, directory, files[first], to, moment.Time ?? DateTimeOffset.MaxValue, ct);
            last = commits.Last ?? last;
            if (commits.After || (moment.Lsn is { } place && commits.End > place))
                return last;
            damage ??= commits.Damage;
        }

        throw NotCovered(manifest, moment, chain, last, damage);
    }

    /// <returns>What is wrong with the segment, or null.</returns>
    static async Task<string?> UnpackAsync(WalFile file, BackupManifest manifest, string directory, (uint User, uint Group) owner, CancellationToken ct)
    {
        var plain = Path.Combine(directory, file.Name);
        try
        {
            await file.ExtractAsync(directory, manifest.Postgres.SystemIdentifier, ct);
            ProofScratch.Give(plain, owner);
            return null;
        }
        catch (SegmentDamagedException error)
        {
            File.Delete(plain);
            return error.Message;
        }
    }

    void RequireRoom(WalChain chain)
    {
        Directory.CreateDirectory(root.State);
        var needed = (long)chain.Files.Length * WalFile.Bytes;
        if (OperatingSystem.IsLinux() && Posix.RoomAt(root.State) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The log is unpacked to '{root.State}', which may take {ProgressText.Size(needed)}; {ProgressText.Size(room.FreeBytes)} are free.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Free room on that disk, then the same command",
            };
        }
    }

    DataSpecException TooEarly(string target, RecoveryMoment moment)
    {
        var ranges = RestorableRange.Of(target, archive);
        return new(ExitCode.WrongUsage, $"No proved backup is older than {moment}. {RestorableRange.Tell(ranges)}")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "./build.sh Backups",
        };
    }

    static DataSpecException NotCovered(BackupManifest manifest, RecoveryMoment moment, WalChain chain, DateTimeOffset? last, string? damage = null)
    {
        var from = RecoveryMoment.Text(manifest.Consistency.At);
        var until = last is { } end ? $"From backup {manifest.Id} on, any time from {from} to before {RecoveryMoment.Text(end)}, the last commit in the archive, can be restored." : $"The archive holds no log after backup {manifest.Id} of {from}; the backup itself can be restored.";
        var why = damage ?? (chain.Missing is { } missing ? $"the segment '{missing}' is missing in the log archive" : "the log that was received does not reach that far");
        return new(ExitCode.WrongUsage, $"{moment} cannot be restored: {why}. {until}")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = last is null ? $"./build.sh Restore --from {manifest.Id}" : "./build.sh Restore --to-time with a time in that range",
        };
    }
}
