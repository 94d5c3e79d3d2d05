using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Restores beside the live data, boots what it restored, and then exchanges it with the live data in one short stop.</summary>
sealed class RestoreOperation(
    BackupSidecars sidecars, ProveOperation prove, IRestoreStack stack, StackRoot root, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets = null)
{
    public const string Kind = "restore";
    public const string Resume = "./build.sh Restore --resume";

    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <exception cref="DataSpecException">Nothing changed (1, 4), rolled back (5) or unfinished (7).</exception>
    public async Task<RestoreResult> RunAsync(RestorePlan plan, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        using var journal = OperationJournal.Begin(root, new OperationIntent(Kind, Resume) { Blocks = false, Options = OptionsOf(plan) }, time, secrets);
        journal.Written = Written;
        var renames = new Renames(sidecars, root, plan.Image.Id, plan.Settings.Airflow.Uid);
        var staged = KeptState.StagedOf(root, journal.Id);
        double copied = 0;
        BootedCopy booted = new(0, [], plan.Notes);
        double? down;
        try
        {
            Directory.CreateDirectory(staged);
            if (plan.Has(RestorePart.Postgres))
            {
                await journal.StepAsync("copy", async token => copied = await CopyAsync(plan, staged, token), ct);
                await journal.StepAsync("boot", async token => booted = await BootAsync(journal.Id, plan, staged, token), ct);
            }

            await journal.StepAsync("files", token => FilesAsync(journal.Id, plan, staged, token), ct);
            down = await new Switchover(stack, root, progress, time, secrets).RunAsync(journal, SwapOf(journal.Id, plan), renames, ct);
        }
        catch (Exception error) when (!journal.Content.Blocks)
        {
            await GiveUpAsync(journal, renames, error);
            if (error is not (IOException or UnauthorizedAccessException))
                throw;
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The backup cannot be restored beside the live data: {error.Message}", error)
            {
                LeftAsItWas = "The stack and its data are as before; what was restored is deleted.",
                NextStep = $"df -h '{root.Data}'; ls -ld '{KeptState.Folder(root)}'; then the same command",
            };
        }

        var kept = KeptState.Read(root).FirstOrDefault(state => state.Id == journal.Id);
        return new RestoreResult(
            journal.Id, plan.Manifest.Id, plan.Options.Target?.Time ?? plan.Manifest.Consistency.At, [.. plan.Entries.Select(entry => entry.Path), .. plan.Env is null ? [] : (string[])[".env"]],
            booted.Checks, [.. plan.Notes.Union(booted.Notes, StringComparer.Ordinal)], plan.Runs, kept?.Directory(root),
            Math.Round(copied, 2), booted.Seconds, down, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
    }

    async Task<double> CopyAsync(RestorePlan plan, string staged, CancellationToken ct)
    {
        progress.Say("database", $"restoring {ProgressText.Size(plan.Manifest.PostgresBytes())} beside the live data");
        var begun = Stopwatch.GetTimestamp();
        await RestoreCopy.BaseAsync(plan.Backup, MakeDataDirectory(plan, staged), progress, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>A backup that was never proved is proved first: the live rows are compared at a place before the end of its log.</summary>
    async Task<BootedCopy> BootAsync(string id, RestorePlan plan, string staged, CancellationToken ct)
    {
        var isKnown = plan.Proof is not null;
        var proof = plan.Proof ?? await prove.TestAsync(plan.Backup.Layout, filesAreKnown: true, ct);
        if (!proof.Holds())
            throw new BackupDamagedException(BackupDamage.PostgresCheck, proof.Failures[0]);
        progress.Say("database", "booting the restored copy");
        var data = DataDirectoryOf(plan, staged);
        var owner = OwnerOf(data);
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0)
            Give(Path.Combine(staged, "data", "postgres"), owner);
        var booted = await new RestoreBoot(sidecars, root).RunAsync(id, data, owner, plan.Backup, plan.Image.Id, plan.Options.Target, plan.Options.PauseDags, ct);
        var proved = string.Create(CultureInfo.InvariantCulture, $"{proof.Tables} tables held the rows of the live cluster, by the proof of {(isKnown ? $"{proof.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC of exactly these bytes" : "just now")}");
        return booted with { Checks = [proved, .. booted.Checks] };
    }

    async Task FilesAsync(string id, RestorePlan plan, string staged, CancellationToken ct)
    {
        var files = new RestoreFiles(sidecars, root);
        await files.RunAsync(id, plan, staged, ct);
        files.CopyConfig(plan, staged);
        if (plan.Env is { } env)
            DurableFile.Write(Path.Combine(staged, ".env"), env.Document.Text, EnvFile.PrivateMode);
        if (OperatingSystem.IsLinux())
            Posix.FlushFileSystem(staged);
    }

    SwapPlan SwapOf(string id, RestorePlan plan) => new(
        Path.GetRelativePath(root.Directory, KeptState.StagedOf(root, id)), Path.GetRelativePath(root.Directory, KeptState.PreviousOf(root, id)),
        plan.Entries, plan.Env is not null, plan.HadEnv, plan.Runs, $"restore of {plan.Manifest.Id}")
    {
        SystemIdentifier = plan.Has(RestorePart.Postgres) ? plan.Manifest.Postgres.SystemIdentifier : null,
    };

    /// <summary>Nothing of it stays; not cancelled, because that is what brings most here.</summary>
    async Task GiveUpAsync(OperationJournal journal, Renames renames, Exception error)
    {
        await sidecars.RemoveLeftoversAsync(CancellationToken.None);
        try
        {
            await renames.DeleteAsync(KeptState.DirectoryOf(root, journal.Id), CancellationToken.None);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException or DataSpecException)
        {
            progress.Warn("clean-up", $"'{KeptState.DirectoryOf(root, journal.Id)}' could not be deleted: {left.Message}");
        }

        journal.End(OperationOutcome.FailedUnchanged, error is OperationCanceledException ? "interrupted" : error.Message);
    }

    static ImmutableSortedDictionary<string, string> OptionsOf(RestorePlan plan) => OperationIntent.OptionsOf(
        ("from", plan.Options.From), ("target", plan.Options.TargetDirectory), ("only", string.Join(',', plan.Options.Only)),
        ("time", plan.Options.Target?.Time.ToString("O", CultureInfo.InvariantCulture)), ("log", plan.Options.Target?.LogDirectory), ("place", plan.Options.Target?.Place));

    static string DataDirectoryOf(RestorePlan plan, string staged) => Path.Combine(staged, "data", "postgres", plan.Manifest.Postgres.DataDirectory);

    /// <summary>The directories above it stay open to all, as the image has them.</summary>
    static string MakeDataDirectory(RestorePlan plan, string staged)
    {
        var data = DataDirectoryOf(plan, staged);
        for (var above = Path.GetDirectoryName(data)!; above.Length > staged.Length; above = Path.GetDirectoryName(above)!)
        {
            Directory.CreateDirectory(above);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(above, (UnixFileMode)0x1ED); // 0755
        }

        return data;
    }

    /// <summary>Postgres refuses to run as root; another user boots the copy as theirs, and it is given away afterwards.</summary>
    static (uint User, uint Group) OwnerOf(string data) =>
        OperatingSystem.IsLinux() && Posix.EffectiveUser != 0 && Posix.OwnerOf(data) is { } own ? (own.User, own.Group) : RestoreFiles.PostgresOwner;

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    static void Give(string directory, (uint User, uint Group) owner)
    {
        Posix.Own(directory, owner.User, owner.Group);
        foreach (var entry in BackupFiles.Walk(directory))
            Posix.Own(Path.Combine(directory, entry.Path), owner.User, owner.Group);
    }
}
