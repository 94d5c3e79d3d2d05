using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>All that the page about a stack shows.</summary>
/// <param name="Status">Null where the stack could not be asked; the diagnosis says why.</param>
/// <param name="Backups">Null where their place does not answer.</param>
public sealed record StackReport(DiagnosisReport Diagnosis, StackStatusResult? Status, BackupListingResult? Backups, ImmutableArray<HistoryLine> History)
{
    /// <summary>The disk of <c>data</c> day by day, the oldest first.</summary>
    public ImmutableArray<DiskNote> Disk { get; init; } = [];

    /// <summary>Sizes of the complete backups, the oldest first: how the data grows.</summary>
    internal ImmutableArray<SizeAt> Sizes =>
        [.. Backups?.Backups.Where(backup => backup is { At: not null, Bytes: not null, Form: not BackupForm.Incremental }).OrderBy(backup => backup.At).Select(backup => new SizeAt(backup.At!.Value, backup.Bytes!.Value)) ?? []];
}

/// <summary>How much there was at a moment.</summary>
sealed record SizeAt(DateTimeOffset At, long Bytes);
