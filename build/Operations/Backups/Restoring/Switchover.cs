using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The short second half of a restore and the whole of an undo: stop, exchange, start; a failure on the way goes all the way back.</summary>
sealed class Switchover(IRestoreStack stack, StackRoot root, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets)
{
    /// <summary>Set where it goes back: a run that resumes goes on in the same direction.</summary>
    public const string Undoing = "undoing";

    /// <summary>Stops what runs, then exchanges.</summary>
    /// <returns>Seconds without the stack; null where it did not run.</returns>
    /// <exception cref="DataSpecException">Nothing changed (1), rolled back (5) or unfinished (7).</exception>
    public async Task<double?> RunAsync(OperationJournal journal, SwapPlan plan, Renames renames, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        if (plan.Runs)
            await journal.StepAsync("stop", stack.StopAsync, ct);
        journal.Note(SwapPlan.Fact, plan.ToText());
        journal.Block();
        await GoOnAsync(journal, plan, renames, ct);
        return plan.Runs ? Math.Round(time.GetElapsedTime(begun).TotalSeconds, 2) : null;
    }

    /// <summary>Goes on from wherever an earlier run stopped.</summary>
    /// <param name="back">True gives it up: everything as it was before.</param>
    public async Task ResumeAsync(OperationJournal journal, SwapPlan plan, Renames renames, bool back, CancellationToken ct)
    {
        if (back)
            journal.Note(Undoing, "asked for");
        await journal.StepAsync("stop again", stack.StopHardAsync, ct);
        await GoOnAsync(journal, plan, renames, ct);
    }

    async Task GoOnAsync(OperationJournal journal, SwapPlan plan, Renames renames, CancellationToken ct)
    {
        var swap = new DirectorySwap(root, plan, journal, renames);
        if (journal.Content.Fact(Undoing) is null)
        {
            try
            {
                await swap.ForwardAsync();
                await journal.StepAsync("start", token => StartAsync(plan.Runs, plan.SystemIdentifier, token), ct);
            }
            catch (Exception error) when (error is DataSpecException or IOException or UnauthorizedAccessException)
            {
                var reason = secrets?.Mask(error.Message) ?? error.Message;
                progress.Warn("restore", $"goes back: {reason}");
                journal.Note(Undoing, reason);
                await journal.StepAsync("stop again", stack.StopHardAsync, ct);
            }
        }

        if (journal.Content.Fact(Undoing) is { } why)
            await BackAsync(journal, plan, swap, renames, why, ct);
        await journal.StepAsync("keep", token => KeepAsync(journal.Id, plan, renames, token), ct);
        journal.End(OperationOutcome.Succeeded, plan.What);
    }

    /// <summary>Ends with an exception in any case.</summary>
    async Task BackAsync(OperationJournal journal, SwapPlan plan, DirectorySwap swap, Renames renames, string why, CancellationToken ct)
    {
        try
        {
            await swap.BackAsync();
            await journal.StepAsync("start as before", token => StartAsync(plan.Runs, systemIdentifier: null, token), ct);
            await renames.DeleteAsync(KeptState.DirectoryOf(root, journal.Id), ct);
        }
        catch (Exception error) when (error is DataSpecException or IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.Unfinished, $"{why}; and going back stopped at step '{journal.Content.LastStep}': {secrets?.Mask(error.Message) ?? error.Message}", error)
            {
                LeftAsItWas = $"Both states are there: '{plan.Kept}' and '{plan.Staged}' hold what is not in its place.",
                NextStep = (error as DataSpecException)?.NextStep is { } next ? $"{next}; then ./build.sh Restore --resume" : "./build.sh Restore --resume",
            };
        }

        journal.End(OperationOutcome.RolledBack, why);
        throw new DataSpecException(ExitCode.RolledBack, why is "asked for" ? "The restore was given up." : $"The restore was undone: {why}")
        {
            LeftAsItWas = plan.Runs ? "The data is as it was before, and the stack runs with it." : "The data is as it was before.",
            NextStep = why is "asked for" ? "./build.sh Status" : "Mend what it says, then the same command",
        };
    }

    async Task StartAsync(bool runs, string? systemIdentifier, CancellationToken ct)
    {
        if (runs)
            await stack.StartAsync(systemIdentifier, ct);
    }

    /// <summary>First the record, then the deletion of what is kept under another name now.</summary>
    async Task KeepAsync(string id, SwapPlan plan, Renames renames, CancellationToken ct)
    {
        var mine = KeptState.DirectoryOf(root, id);
        var hasOld = plan.Entries.Any(entry => entry.Out) || (plan.Env && plan.HadEnv);
        if (hasOld)
            new KeptState(id, time.GetUtcNow(), plan.What, [.. plan.Entries.Select(entry => entry.Path)], plan.Env).Write(root);
        var staged = Path.Combine(root.Directory, plan.Staged);
        var source = Path.GetDirectoryName(staged)!;
        if (source == mine)
        {
            await renames.DeleteAsync(hasOld ? staged : mine, ct);
            return;
        }

        KeptState.Forget(source);
        await renames.DeleteAsync(source, ct);
        if (!hasOld)
            await renames.DeleteAsync(mine, ct);
    }
}
