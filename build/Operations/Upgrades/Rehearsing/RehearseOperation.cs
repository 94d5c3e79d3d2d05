using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>A rehearsal by itself.</summary>
/// <param name="Backup">Id of the backup that was cloned.</param>
public sealed record RehearseResult(string Backup, ImmutableArray<ImageChange> Images, RehearsalReport Report);

/// <summary>Runs a rehearsal that is part of no upgrade in a journal of its own; no other change of the stack has to wait for one that was interrupted.</summary>
public sealed class RehearseOperation(Rehearsal rehearsal, StackRoot root, TimeProvider time, MaskedSecrets secrets)
{
    public const string Kind = "rehearse";

    /// <inheritdoc cref="Rehearsal.RunAsync"/>
    public async Task<RehearseResult> RunAsync(BackupLayout backup, UpgradeTarget target, CancellationToken ct)
    {
        await new BackupLeftovers(rehearsal.Sidecars.Labelled("dataspec.backup"), root, time).RemoveAsync(ct);
        using var journal = OperationJournal.Begin(
            root, new OperationIntent(Kind, $"./build.sh Rehearse --from {backup.Id}") { Blocks = false, Options = OperationIntent.OptionsOf(("backup", backup.Id)) }, time, secrets);
        RehearsalReport? report = null;
        try
        {
            await journal.StepAsync("rehearse", async token => report = await rehearsal.RunAsync(new(journal.Id, backup, target), token), ct);
        }
        catch
        {
            journal.End(OperationOutcome.FailedUnchanged);
            throw;
        }

        journal.End(OperationOutcome.Succeeded, report!.Holds ? $"{backup.Id} rehearsed" : $"{backup.Id}: {report.Steps.First(step => step.Problem is not null).Problem}");
        return new RehearseResult(backup.Id, target.Images, report);
    }
}
