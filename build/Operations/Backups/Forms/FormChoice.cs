using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Decides in which form a backup is written.</summary>
sealed class FormChoice(BackupSidecars sidecars, IProcessRunner runner, ParentChoice parents, StackRoot root, IProgressSink progress)
{
    /// <summary>Encrypted where that is asked for, packed where the target cannot hold it plain, else plain.</summary>
    /// <exception cref="DataSpecException">It cannot be encrypted here, or not for this recipient.</exception>
    public async Task<ChosenForm> ChooseAsync(string target, BackupOptions options, LiveCluster cluster, CancellationToken ct)
    {
        if (options.Encrypt is { } encrypt)
        {
            if (options.Incremental)
                throw NotIncremental("an encrypted backup is one archive");
            if (!OperatingSystem.IsLinux())
                throw new DataSpecException(ExitCode.RequirementMissing, "Encrypted backups are made on Linux.") { LeftAsItWas = "Nothing was changed." };
            var recipients = AgeRecipients.Parse(encrypt, root.Directory);
            await new AgeProgram(runner).RequireAsync(recipients, ct);
            progress.Say("form", $"one archive, encrypted for {string.Join(", ", recipients.Keys)}; made and proved on the disk of data first");
            return new(new Packing(sidecars, runner, progress), root, target, IsPacked: true, recipients, Parent: null);
        }

        var why = WhyNotPlain(target);
        if (why is not null && options.Incremental)
            throw NotIncremental($"in '{target}' a backup is one archive, because {why}");
        if (why is not null)
            progress.Say("form", $"one archive, because of the target: {why}; made and proved on the disk of data first");
        var parent = options.Incremental ? await parents.FindAsync(target, cluster, ct) : null;
        return new(new Packing(sidecars, runner, progress), root, target, IsPacked: why is not null, Recipients: null, parent);
    }

    /// <summary>Tries whether a target can hold a plain backup; nothing stays.</summary>
    /// <returns>Why not, as the end of a sentence; null where it can.</returns>
    internal string? WhyNotPlain(string target)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var probe = Path.Combine(target, $".dataspec-probe-{Environment.ProcessId}-d{BackupLayout.PartSuffix}");
        try
        {
            BackupTarget.MakePrivate(probe);
            var owner = BackupOwner.Claim(probe, root);
            return !BackupOwner.KeepsModes(probe) ? "its file system keeps no owners and permissions"
                : owner.StartsWith("0:", StringComparison.Ordinal) ? "its file system gives all files to root, as whom Postgres does not run"
                : null;
        }
        finally
        {
            if (Directory.Exists(probe))
                Directory.Delete(probe);
        }
    }

    static DataSpecException NotIncremental(string why) =>
        new(ExitCode.WrongUsage, $"--incremental continues the files of another backup, and {why}.") { LeftAsItWas = "Nothing was changed.", NextStep = "./build.sh Backup without --incremental" };
}

/// <summary>The form of one backup, and where it is made.</summary>
/// <param name="Recipients">Null where it is not encrypted.</param>
/// <param name="Parent">The backup that it continues; null where it stands alone.</param>
sealed record ChosenForm(Packing Packing, StackRoot Root, string Target, bool IsPacked, AgeRecipients? Recipients, ChainLink? Parent) : IDisposable
{
    FormScratch? _scratch;

    public BackupForm Kind => Recipients is not null ? BackupForm.Encrypted : IsPacked ? BackupForm.Packed : Parent is not null ? BackupForm.Incremental : BackupForm.Plain;

    /// <exception cref="DataSpecException">Too little, in the target or on the disk of <c>data</c>.</exception>
    public void RequireRoom(LiveCluster cluster, long archivedBytes, bool proves)
    {
        var plain = cluster.NeededBytes + archivedBytes;
        // zstd makes 0.15 to 0.3 of a data directory; what does not shrink so far is told when the disk is full.
        BackupTarget.RequireRoom(Target, IsPacked ? plain / 2 : Parent is not null ? Math.Min(plain, cluster.BytesSince(Parent.Manifest) + archivedBytes) : plain);
        if (IsPacked)
            FormScratch.RequireRoom(Root, plain + (proves ? cluster.Bytes : 0), "A backup that is one archive is made before it is packed: it", "./build.sh Backup");
        else if (Parent is not null && proves)
            FormScratch.RequireRoom(Root, plain + cluster.Bytes, "The proof of an incremental backup combines its chain: it", "./build.sh Backup");
    }

    /// <summary>Where the plain backup is made: in the target, or in scratch space.</summary>
    public BackupLayout PlaceOf(BackupLayout part) => IsPacked ? (_scratch ??= FormScratch.Make(Root)).Of(part.Id) : part;

    public Task<BackupManifest> PackAsync(BackupLayout plain, BackupLayout part, string image, CancellationToken ct) =>
        OperatingSystem.IsLinux() ? Packing.PackAsync(_scratch!, plain, part, Recipients, image, ct) : throw new PlatformNotSupportedException();

    public void Dispose() => _scratch?.Dispose();
}
