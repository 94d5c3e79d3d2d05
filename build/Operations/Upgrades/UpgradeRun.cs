using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Npgsql;

namespace DataSpec.Operations.Upgrades;

/// <summary>One upgrade, step by step in a journal. A failure goes all the way back until the new pages have opened; whatever interrupts it, the next run finishes it
/// or goes back.</summary>
public sealed class UpgradeRun : IDisposable
{
    /// <summary>Kind of its journals.</summary>
    public const string Kind = "upgrade";

    internal const string Next = "./build.sh Upgrade --resume, or ./build.sh Rollback";
    internal const string TargetFact = "target";
    internal const string BackupFact = "backup";

    /// <summary>Set once people can work with the new version: from here on going back loses what they do.</summary>
    internal const string OpenedFact = "opened";

    const string FactsFact = "facts";

    /// <summary>Seconds without pages.</summary>
    internal const string StopFact = "stop-seconds";

    /// <summary>The same as the rehearsal predicted it.</summary>
    internal const string PredictedFact = "predicted-stop";

    readonly StackRoot _root;
    readonly IUpgradeStack _stack;
    readonly UpgradeReturn _return;
    readonly UpgradeOptions _options;
    readonly OperationJournal _journal;
    readonly IProgressSink _progress;
    readonly TimeProvider _time;
    readonly MaskedSecrets? _secrets;
    readonly List<string> _checks = [];
    readonly List<string> _notes = [];

    internal UpgradeRun(
        StackRoot root, IUpgradeStack stack, UpgradeReturn back, UpgradeOptions options, OperationJournal journal, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets)
    {
        (_root, _stack, _return, _options, _journal, _progress, _time, _secrets) = (root, stack, back, options, journal, progress, time, secrets);
    }

    /// <summary>Where the images come from; null for a run that is resumed after they were fetched.</summary>
    internal TargetChoice? Choice { get; init; }

    /// <summary>The folders of the checkout that were changed since the stack last ran.</summary>
    internal ImmutableArray<string> ChangedFolders { get; init; } = [];

    /// <summary>The files of the release that was named; null for none.</summary>
    internal ReleaseChange? Files { get; init; }

    JournalContent Content => _journal.Content;

    UpgradeTarget Target => ReadTarget(Content)!;

    internal static UpgradeTarget? ReadTarget(JournalContent content) =>
        content.Fact(TargetFact) is { } text ? JsonSerializer.Deserialize<UpgradeTarget>(text) : null;

    /// <summary>Does one step, unless this run or one before it did.</summary>
    /// <exception cref="DataSpecException">Nothing changed (the step's own code), rolled back (5) or unfinished (7).</exception>
    public async Task StepAsync(string step, CancellationToken ct)
    {
        if (Content.Fact(UpgradeReturn.Reason) is not null)
            await _return.RunAsync(_journal, Content, keep: Content.Fact(OpenedFact) is not null, ct);
        // What was left out while the stack ran is not made up for while it is down.
        if ((Content.IsDone(step) && step is not UpgradeSteps.Reopen) || (UpgradeSteps.IsBefore(step) && Content.Blocks))
            return;
        try
        {
            if (UpgradeSteps.NeededBy(step).FirstOrDefault(needed => !Content.IsDone(needed)) is { } skipped)
                throw new DataSpecException(ExitCode.WrongUsage, $"'{step}' cannot be done without '{skipped}', which was skipped.") { NextStep = "./build.sh Upgrade" };
            if (step is UpgradeSteps.Quiesce && !Content.Blocks)
            {
                await _stack.AskAsync(Target, _options, ct);
                _journal.Block();
            }

            await _journal.OnceAsync(step, token => DoAsync(step, token), ct);
            if (step is UpgradeSteps.Reopen)
                await FinishAsync(ct);
        }
        catch (Exception error) when (!Content.Blocks && (IsFailure(error) || error is OperationCanceledException))
        {
            await GiveUpAsync(error);
            throw;
        }
        catch (Exception error) when (IsFailure(error) && Content.End is null)
        {
            var reason = _secrets?.Mask(error.Message) ?? error.Message;
            if (Content.Fact(OpenedFact) is not null)
                throw Unfinished(step, reason, error);
            _progress.Warn("upgrade", $"goes back: {reason}");
            _journal.Note(UpgradeReturn.Reason, reason);
            await _return.RunAsync(_journal, Content, keep: false, ct);
        }
    }

    /// <summary>What was done; after the last step.</summary>
    public UpgradeResult Result()
    {
        var steps = Steps(Content).ToImmutableArray();
        return new(
            _journal.Id, Target.ToString(), Content.Fact(BackupFact) is { } backup ? Path.GetFileName(backup) : null, Number(Content.Fact(StopFact)) ?? 0, Number(Content.Fact(PredictedFact)), Math.Round(steps.Sum(step => step.Seconds), 1), steps,
            [.. _checks], [.. _notes]);
    }

    public void Dispose() => _journal.Dispose();

    /// <summary>What an operation of this part of the tool fails with; anything else is an interruption or a mistake in the program.</summary>
    internal static bool IsFailure(Exception error) =>
        error is DataSpecException or IOException or UnauthorizedAccessException or NpgsqlException or HttpRequestException or JsonException or TimeoutException;

    async Task DoAsync(string step, CancellationToken ct)
    {
        switch (step)
        {
            case UpgradeSteps.Prefetch:
                // Images are built from the files that come with them.
                var merged = Files?.Stage(_journal.Id);
                var images = await _stack.PrefetchAsync(_journal.Id, Choice! with { Files = merged }, ct);
                var target = new UpgradeTarget(images, Choice.Majors.From, Choice.Majors.To, merged);
                var swap = UpgradeFiles.Stage(_root, _journal.Id, target, Choice.LockFile, ChangedFolders);
                target = Files is null ? target : target with { FilesDirectory = Path.Combine(_root.Directory, swap.Staged) };
                _journal.Note(TargetFact, JsonSerializer.Serialize(target));
                _journal.Note(OperationFacts.Versions, target.ToString());
                if (Files is not null)
                    _journal.Note(ReleaseChange.Fact, Files.Release);
                _journal.Note(SwapPlan.Fact, swap.ToText());
                break;
            case UpgradeSteps.SecureBackup:
                _journal.Note(BackupFact, await _stack.SecureBackupAsync(_journal.Id, Target, _options, ct));
                break;
            case UpgradeSteps.Rehearse:
                var rehearsed = await _stack.RehearseAsync(_journal.Id, Content.Fact(BackupFact)!, Target, ct);
                if (rehearsed is not null)
                    _journal.Note(PredictedFact, Text(rehearsed.Stop));
                Check(rehearsed?.ToString() ?? "not rehearsed: nothing here can");
                break;
            case UpgradeSteps.Quiesce:
                await _stack.QuiesceAsync(_options, ct);
                (await _stack.ReadFactsAsync(before: null, ct)).Write(_root, _journal.Id);
                break;
            case UpgradeSteps.StopStack:
                await _stack.StopAsync(ct);
                break;
            case UpgradeSteps.SealBackup:
                if (Content.Fact(FactsFact) is null)
                {
                    // Until now people could still change things on the pages; from here on Postgres may be down.
                    (await _stack.ReadFactsAsync(DataFacts.Read(_root, _journal.Id), ct)).Write(_root, _journal.Id);
                    _journal.Note(FactsFact, "taken down");
                }

                await _stack.SealAsync(_journal.Id, Target, Content.Fact(BackupFact)!, ct);
                break;
            case UpgradeSteps.Switch:
                await _return.SwapOf(_journal, Content).ForwardAsync();
                break;
            case UpgradeSteps.Migrate:
                await _stack.MigrateAsync(_journal.Id, Target, ct);
                break;
            case UpgradeSteps.VerifyUpgrade:
                foreach (var shown in await _stack.VerifyAsync(DataFacts.Read(_root, _journal.Id)!, ct))
                    Check(shown);
                break;
            case UpgradeSteps.Reopen:
                await ReopenAsync(ct);
                break;
            default:
                throw new ArgumentException($"'{step}' is no step", nameof(step));
        }
    }

    async Task ReopenAsync(CancellationToken ct)
    {
        if (Content.Fact(OpenedFact) is null)
        {
            await _stack.OpenPagesAsync(ct);
            var stopped = Content.Records.OfType<StepStarted>().First(record => record.Step is UpgradeSteps.StopStack).At;
            _journal.Note(StopFact, Text((_time.GetUtcNow() - stopped).TotalSeconds));
            _journal.Note(OpenedFact, "from here on going back loses what is done");
        }

        await _stack.StartAsync(ct);
        _notes.AddRange(await _stack.ReadNotesAsync(ct));
    }

    /// <summary>The way back before the last one is given up: there is one way back, to the state before this upgrade.</summary>
    async Task FinishAsync(CancellationToken ct)
    {
        foreach (var older in KeptUpgrade.All(_root).Where(kept => kept.Id != _journal.Id))
            await older.ForgetAsync(_root, _stack, ct);
        ReleaseChange.Record(_root, Content, _progress);
        _journal.End(OperationOutcome.Succeeded, $"{Target}; {Content.Fact(StopFact)} s without pages");
        UpgradeReport.Write(_root, Content, Target, _checks, _notes, _progress, _secrets);
    }

    /// <summary>Nothing of it stays: the stack was not touched.</summary>
    async Task GiveUpAsync(Exception error)
    {
        await _stack.AbandonAsync(_journal.Id);
        UpgradeLeftovers.Remove(_root, _journal.Id);
        _journal.End(OperationOutcome.FailedUnchanged, error is OperationCanceledException ? "interrupted" : error.Message);
    }

    void Check(string sentence)
    {
        _checks.Add(sentence);
        _progress.Say("upgrade", sentence);
    }

    static DataSpecException Unfinished(string step, string reason, Exception error) => new(ExitCode.Unfinished, $"The upgrade stopped at step '{step}', after its pages were opened: {reason}", error)
    {
        LeftAsItWas = "The data is that of the new version; nothing is lost.",
        NextStep = (error as DataSpecException)?.NextStep is { } next ? $"{next}; then ./build.sh Upgrade --resume, or ./build.sh Rollback" : Next,
    };

    internal static IEnumerable<UpgradedStep> Steps(JournalContent content)
    {
        foreach (var step in UpgradeSteps.All.Where(content.IsDone))
        {
            var done = content.Records.OfType<StepDone>().Last(record => record.Step == step);
            var started = content.Records.OfType<StepStarted>().Last(record => record.Step == step && record.At <= done.At);
            yield return new(step, Math.Round((done.At - started.At).TotalSeconds, 1));
        }
    }

    static string Text(double seconds) => Math.Round(seconds, 1).ToString(CultureInfo.InvariantCulture);

    internal static double? Number(string? text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
