using System.Collections.Immutable;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Upgrades;

/// <summary>The way back from anywhere in an upgrade, as one unit: files, images, data, services; then looked at.</summary>
sealed class UpgradeReturn(StackRoot root, IUpgradeStack stack, Renames renames, IProgressSink progress, MaskedSecrets? secrets)
{
    /// <summary>Why it goes back; set, it is the only direction left.</summary>
    public const string Reason = "returning";

    /// <summary>Value of <see cref="Reason"/> for a way back that a person wanted.</summary>
    public const string Asked = "asked for";

    /// <summary>The exchange of files that this upgrade is.</summary>
    public DirectorySwap SwapOf(OperationJournal journal, JournalContent upgrade) => new(root, SwapPlan.Parse(upgrade.Fact(SwapPlan.Fact))!, journal, renames);

    /// <summary>Goes back, or goes on going back; ends the journal.</summary>
    /// <param name="journal">Of the upgrade, or of a rollback that came later.</param>
    /// <param name="upgrade">What the upgrade's journal says.</param>
    /// <param name="keep">True where people worked with the new version: its databases are kept beside the old ones.</param>
    /// <exception cref="DataSpecException">Always, unless it was asked for: rolled back (5), or unfinished (7).</exception>
    public async Task RunAsync(OperationJournal journal, JournalContent upgrade, bool keep, CancellationToken ct)
    {
        var why = journal.Content.Fact(Reason) ?? Asked;
        try
        {
            await BackAsync(journal, upgrade, keep, ct);
        }
        catch (Exception error) when (UpgradeRun.IsFailure(error))
        {
            var reason = secrets?.Mask(error.Message) ?? error.Message;
            throw new DataSpecException(ExitCode.Unfinished, $"{(why is Asked ? "" : $"{why}; and ")}going back stopped at step '{journal.Content.LastStep}': {reason}", error)
            {
                LeftAsItWas = "The data of before is complete; nothing is lost.",
                NextStep = (error as DataSpecException)?.NextStep is { } next ? $"{next}; then ./build.sh Rollback" : "./build.sh Rollback",
            };
        }

        journal.End(OperationOutcome.RolledBack, why);
        UpgradeReport.Write(root, journal.Content, UpgradeRun.ReadTarget(upgrade)!, [], [], progress, secrets);
        UpgradeLeftovers.Remove(root, upgrade.Header.Id);
        if (why is Asked)
            return;
        throw new DataSpecException(ExitCode.RolledBack, $"The upgrade was undone: {why}")
        {
            LeftAsItWas = "The versions, files and data of before are in place and were looked at; the stack runs with them.",
            NextStep = "Mend what it says, then ./build.sh Upgrade",
        };
    }

    async Task BackAsync(OperationJournal journal, JournalContent upgrade, bool keep, CancellationToken ct)
    {
        var target = UpgradeRun.ReadTarget(upgrade)!;
        var facts = DataFacts.Read(root, upgrade.Header.Id);
        var stopped = WasBegun(upgrade, UpgradeSteps.StopStack);
        if (stopped)
            await journal.StepAsync("stop again", stack.StopHardAsync, ct);
        await SwapOf(journal, upgrade).BackAsync();
        ReleaseChange.Return(root, upgrade);
        if (stopped)
        {
            await journal.StepAsync("old database", token => stack.StartDatabaseAsync(target.Images, token), ct);
            // Copies that nothing was changed beside are no state to go back to: they may be half there.
            if (WasBegun(upgrade, UpgradeSteps.Migrate))
                await journal.StepAsync("old data", token => stack.UndoDataAsync(upgrade.Header.Id, target, keep, token), ct);
        }

        // Before the scheduler works on it. Once the pages had opened people may have loaded, and where Postgres kept its version the warehouse stays as they left it.
        if (facts is not null)
            await journal.StepAsync("old state looked at", token => LookAsync(keep && !target.IsMajor ? facts with { Warehouse = [] } : facts, token), ct);
        await journal.StepAsync("old services", stack.StartAsync, ct);
        await journal.StepAsync("cleared", token => stack.ForgetAsync(upgrade.Header.Id, target, isOver: false, token), ct);
    }

    async Task LookAsync(DataFacts before, CancellationToken ct)
    {
        var now = await stack.ReadFactsAsync(before: null, ct);
        string[] wrong = [.. before.Differences(now), .. before.Heads.Where(head => now.Heads.GetValueOrDefault(head.Key) != head.Value).Select(head => $"{head.Key} is at {now.Heads.GetValueOrDefault(head.Key)} instead of {head.Value}")];
        if (wrong.Length > 0)
            throw new DataSpecException(ExitCode.VerificationFailed, $"The old state is not as it was: {string.Join("; ", wrong)}") { NextStep = "./build.sh Restore --from latest brings back the backup" };
        progress.Say("upgrade", "versions, runs, users and paused DAGs are as before");
    }

    static bool WasBegun(JournalContent upgrade, string step) => upgrade.IsDone(step) || upgrade.IsOpen(step);
}
