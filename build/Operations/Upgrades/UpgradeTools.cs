using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Upgrades.Files;
using DataSpec.Operations.Upgrades.Rehearsing;

namespace DataSpec.Operations.Upgrades;

/// <summary>Upgrades and rollbacks of one stack, put together for the targets.</summary>
public sealed class UpgradeTools
{
    readonly StackRoot _root;
    readonly IUpgradeStack _stack;
    readonly UpgradeLook _look;
    readonly Renames _renames;
    readonly StackSettings _settings;
    readonly IProgressSink _progress;
    readonly TimeProvider _time;
    readonly MaskedSecrets? _secrets;

    internal UpgradeTools(
        StackRoot root, IUpgradeStack stack, UpgradeLook look, Renames renames, StackSettings settings, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets) =>
        (_root, _stack, _look, _renames, _settings, _progress, _time, _secrets) = (root, stack, look, renames, settings, progress, time, secrets);

    /// <param name="partsWith">The stack with these settings.</param>
    /// <param name="backups">Backups of the stack with these settings.</param>
    /// <param name="environment">Of this process.</param>
    public static UpgradeTools Of(
        EngineEndpoint engine, IProcessRunner runner, Func<StackSettings, StackParts> partsWith, Func<StackSettings, BackupTools> backups, StackRoot root,
        IReadOnlyDictionary<string, string> environment, HttpClient http, IProgressSink progress, TimeProvider time, MaskedSecrets secrets)
    {
        var reader = new StackSettingsReader(root, environment);
        var settings = reader.Read();
        var parts = partsWith(settings);
        var postgres = new PostgresClient(parts.Superuser);
        var renames = new Renames(new BackupSidecars(engine, runner, settings.ComposeProject), root, settings.Postgres.Image, settings.Airflow.Uid);
        var stack = new UpgradeStack(engine, runner, partsWith, reader, backups, new ImagesOperation(root, runner, time, engine), renames, http, root, progress, time)
        {
            Rehearsal = new Rehearsal(engine, runner, root, environment, progress, time, secrets),
        };
        var look = new UpgradeLook(root, parts.Project, postgres, new LocalImages(runner, engine), new BackupChoice(postgres, backups(settings), progress, time));
        return new(root, stack, look, renames, settings, progress, time, secrets) { Merge = new(root, runner) };
    }

    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <summary>Merges the files of a release.</summary>
    internal ReleaseMerge? Merge { get; init; }

    /// <summary>What an upgrade would do; changes nothing.</summary>
    /// <exception cref="DataSpecException">An older version (exit code 2).</exception>
    public Task<UpgradePlan> PlanAsync(UpgradeOptions options, CancellationToken ct) => LookAsync(Choose(options), options, ct);

    /// <summary>Where these options lead to; nothing is fetched for it.</summary>
    /// <exception cref="DataSpecException">An older version (exit code 2).</exception>
    public UpgradeTarget TargetOf(UpgradeOptions options)
    {
        var choice = Choose(options);
        return new(choice.Images, choice.Majors.From, choice.Majors.To, FilesDirectory: null);
    }

    /// <summary>Begins one; null where images and files are those that run.</summary>
    /// <exception cref="DataSpecException">Something keeps it from beginning: nothing was changed.</exception>
    public async Task<UpgradeRun?> BeginAsync(UpgradeOptions options, CancellationToken ct)
    {
        var choice = Choose(options);
        await UpgradeLeftovers.AbandonAsync(_root, _stack, _time);
        var plan = await LookAsync(choice, options, ct);
        if (!plan.IsNeeded)
            return null;
        if (plan.Checks.FirstOrDefault(check => !check.Holds) is { } no)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The upgrade cannot begin: {no.What}: {no.Evidence}")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Upgrade --plan shows the whole list",
            };
        }

        var intent = new OperationIntent(UpgradeRun.Kind, UpgradeRun.Next)
        {
            Blocks = false,
            Options = OperationIntent.OptionsOf(
                ("to", Listed(options.To)), ("keep-mine", Listed(options.Choices.Mine)), ("take-theirs", Listed(options.Choices.Theirs)), ("target-dir", options.BackupDirectory), ("max-backup-age", options.MaxBackupAge.ToString("c", CultureInfo.InvariantCulture)),
                ("drain", options.Drain.ToString("c", CultureInfo.InvariantCulture)), ("end-tasks", options.EndTasks ? "yes" : null), ("accept-unproved", options.AcceptUnproved ? "yes" : null)),
        };
        var journal = OperationJournal.Begin(_root, intent, _time, _secrets);
        journal.Written = Written;
        return Run(journal, options, choice, ConfigChanges.FoldersOf(ConfigChanges.Of(_root)), plan.Files);
    }

    /// <summary>Goes on with the one that was interrupted; before it touched the stack that is to begin anew.</summary>
    /// <exception cref="DataSpecException">Nothing is unfinished (exit code 2).</exception>
    public async Task<UpgradeRun?> ResumeAsync(UpgradeOptions options, CancellationToken ct)
    {
        var open = Unfinished(UpgradeRun.Kind) ?? throw Nothing("No upgrade is unfinished: there is nothing to resume.", "./build.sh Upgrade");
        var asked = JournalReader.Read(_root, open.Id)!.Header.Options;
        options = options with
        {
            To = Values("to"),
            Choices = new(Values("keep-mine"), Values("take-theirs")),
            BackupDirectory = asked["target-dir"],
            MaxBackupAge = TimeSpan.Parse(asked["max-backup-age"], CultureInfo.InvariantCulture),
            Drain = TimeSpan.Parse(asked["drain"], CultureInfo.InvariantCulture),
            EndTasks = asked.ContainsKey("end-tasks"),
            AcceptUnproved = asked.ContainsKey("accept-unproved"),
        };
        return open.Blocks ? Run(Reopened(open), options, choice: null, [], files: null) : await BeginAsync(options, ct);

        ImmutableArray<string> Values(string option) => asked.GetValueOrDefault(option) is { } values ? [.. values.Split(',')] : [];
    }

    /// <summary>The upgrade that a rollback would go back from, and what that loses.</summary>
    /// <exception cref="DataSpecException">There is none (exit code 2).</exception>
    public async Task<RollbackPlan> LookBackAsync(CancellationToken ct)
    {
        if (Unfinished(UpgradeRun.Kind) is { } open)
        {
            var content = JournalReader.Read(_root, open.Id)!;
            var since = content.Records.OfType<FactNoted>().FirstOrDefault(fact => fact.Name == UpgradeRun.OpenedFact)?.At;
            return new(open.Id, UpgradeRun.ReadTarget(content)?.ToString() ?? "", IsUnfinished: true, since, since is { } at ? await _stack.ReadLossAsync(at, ct) : []);
        }

        var kept = KeptUpgrade.All(_root).LastOrDefault() ?? throw Nothing("No state before an upgrade is kept: there is nothing to go back to.", "./build.sh Backups lists what can be restored");
        var resumed = Unfinished(Rollback) is not null;
        return new(kept.Id, kept.Target.ToString(), IsUnfinished: resumed, kept.At, resumed ? [] : await _stack.ReadLossAsync(kept.At, ct));
    }

    /// <summary>Goes back to the state before an upgrade: files, images, metadata.</summary>
    /// <exception cref="DataSpecException">It stopped on the way (exit code 7): the same command goes on.</exception>
    public async Task RollbackAsync(RollbackPlan plan, CancellationToken ct)
    {
        var upgrade = JournalReader.Read(_root, plan.Upgrade)!;
        if (Unfinished(UpgradeRun.Kind) is { } open)
        {
            using var journal = Reopened(open);
            if (!open.Blocks)
            {
                await _stack.AbandonAsync(open.Id);
                UpgradeLeftovers.Remove(_root, open.Id);
                journal.End(OperationOutcome.FailedUnchanged, "given up before it changed anything");
                return;
            }

            if (journal.Content.Fact(UpgradeReturn.Reason) is null or not UpgradeReturn.Asked)
                journal.Note(UpgradeReturn.Reason, UpgradeReturn.Asked);
            await Back.RunAsync(journal, journal.Content, keep: plan.Since is not null, ct);
            return;
        }

        using var rollback = Unfinished(Rollback) is { } begun
            ? Reopened(begun)
            : OperationJournal.Begin(_root, new OperationIntent(Rollback, "./build.sh Rollback") { Options = OperationIntent.OptionsOf(("of", plan.Upgrade)) }, _time, _secrets);
        rollback.Written = Written;
        await rollback.OnceAsync("tasks ended", token => _stack.QuiesceAsync(new UpgradeOptions { BackupDirectory = "" }, token), ct);
        await Back.RunAsync(rollback, upgrade, keep: true, ct);
    }

    /// <summary>Deletes the state before the last upgrade.</summary>
    /// <returns>What was deleted.</returns>
    public async Task<ImmutableArray<string>> PruneAsync(CancellationToken ct)
    {
        if (JournalReader.Unfinished(_root).FirstOrDefault(operation => operation is { Kind: UpgradeRun.Kind or Rollback, Blocks: true }) is { } open)
            throw new UnfinishedOperationException(open);
        await UpgradeLeftovers.AbandonAsync(_root, _stack, _time);
        var deleted = ImmutableArray.CreateBuilder<string>();
        foreach (var kept in KeptUpgrade.All(_root))
            deleted.AddRange(await kept.ForgetAsync(_root, _stack, ct));
        deleted.AddRange(await _stack.PruneAsync(ct));
        return deleted.ToImmutable();
    }

    /// <summary>Kind of the journal of a rollback that comes after the upgrade.</summary>
    public const string Rollback = "rollback";

    UpgradeReturn Back => new(_root, _stack, _renames, _progress, _secrets);

    UpgradeRun Run(OperationJournal journal, UpgradeOptions options, TargetChoice? choice, ImmutableArray<string> changed, FilePlan? files) =>
        new(_root, _stack, Back, options, journal, _progress, _time, _secrets) { Choice = choice, ChangedFolders = changed, Files = files is null ? null : new ReleaseChange(_root, Merge!, files) };

    async Task<UpgradePlan> LookAsync(TargetChoice choice, UpgradeOptions options, CancellationToken ct)
    {
        // The files first: what conflicts is told before anything else is asked.
        var files = choice.Release is { } release ? await Merge!.PlanAsync(release, options.Choices, ct) : null;
        return (await _look.RunAsync(choice, options, ct)).With(files);
    }

    /// <summary>As on the command line.</summary>
    static string? Listed(ImmutableArray<string> values) => values.IsEmpty ? null : string.Join(',', values);

    TargetChoice Choose(UpgradeOptions options)
    {
        var env = new EnvFile(_root.EnvFile).Read();
        string[] services = [.. StackProfiles.ImagesOf(StackProfiles.Core, _settings.LogShipper), .. StackProfiles.Images(_settings)];
        return TargetChoice.Of(_root, options.To, [.. services.Distinct(StringComparer.Ordinal)], variable => env[variable] is { Length: > 0 } own ? own : EnvKeys.All.First(key => key.Name == variable).Default);
    }

    UnfinishedOperation? Unfinished(string kind) => JournalReader.Unfinished(_root).FirstOrDefault(operation => operation.Kind == kind);

    OperationJournal Reopened(UnfinishedOperation open)
    {
        var journal = OperationJournal.Resume(_root, open, _time, _secrets);
        journal.Written = Written;
        return journal;
    }

    static DataSpecException Nothing(string what, string next) => new(ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };
}

/// <summary>What a rollback would do.</summary>
/// <param name="Upgrade">Id of the upgrade that it goes back from.</param>
/// <param name="IsUnfinished">True where that, or the rollback, was interrupted.</param>
/// <param name="Since">When people began to work with the new version; null where they have not.</param>
/// <param name="Lost">What will not be there any more, one sentence each.</param>
public sealed record RollbackPlan(string Upgrade, string Versions, bool IsUnfinished, DateTimeOffset? Since, ImmutableArray<string> Lost);
