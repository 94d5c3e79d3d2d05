using System.Globalization;

namespace DataSpec.Operations.Journal;

/// <summary>An operation of the past.</summary>
/// <param name="Duration">From its begin to its end, with any pause between an interruption and the resume.</param>
/// <param name="Note">What it said about its end; null without words.</param>
public sealed record FinishedOperation(string Id, string Kind, DateTimeOffset Begun, TimeSpan Duration, OperationOutcome Outcome, int Steps, string Tool, string? Note)
{
    /// <summary>Null where the journal has no end.</summary>
    internal static FinishedOperation? Of(JournalContent journal) => journal is not { Header: var header, End: { } end }
        ? null
        : new(header.Id, header.Kind, header.At, end.At - header.At, end.Outcome, journal.StepsDone, header.Tool, end.Note);

    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Begun.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC  {Kind}  {Outcome}  {Steps} steps, {Duration.TotalSeconds:0.0} s{(Note is null ? "" : $"  {Note}")}");
}
