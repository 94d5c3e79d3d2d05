using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace DataSpec.Operations.Journal;

/// <summary>Names of facts that any operation may note about itself for its line in the history.</summary>
public static class OperationFacts
{
    /// <summary>What became what: <c>airflow 3.2.2 -> 3.3.2</c>.</summary>
    public const string Versions = "versions";

    /// <summary>Seconds without pages.</summary>
    public const string StopSeconds = "stop-seconds";
}

/// <summary>An operation in one line, whether it ended or not.</summary>
/// <param name="Seconds">From its begin to its end, with any pause between an interruption and the resume; null while there is no end.</param>
/// <param name="StopSeconds">Without pages; null where it says nothing about that.</param>
/// <param name="Result"><c>succeeded</c>, <c>failed-unchanged</c>, <c>rolled-back</c>, <c>abandoned</c>, <c>running</c> or <c>unfinished</c>.</param>
/// <param name="Note">What it said about its end, or where it stopped.</param>
public sealed record HistoryLine(
    string Id, string Kind, string? Versions, DateTimeOffset Begun, double? Seconds, double? StopSeconds, string Result, int Steps, string? Note)
{
    /// <summary>All operations of a stack, the newest first; journals that cannot be read are left out.</summary>
    public static ImmutableArray<HistoryLine> All(StackRoot root) => [.. JournalReader.All(root).Select(Of).OrderByDescending(line => line.Begun)];

    public static HistoryLine Of(JournalContent journal)
    {
        var (header, end) = (journal.Header, journal.End);
        return new(
            header.Id, header.Kind, journal.Fact(OperationFacts.Versions), header.At,
            end is null ? null : Math.Round((end.At - header.At).TotalSeconds, 1),
            double.TryParse(journal.Fact(OperationFacts.StopSeconds), CultureInfo.InvariantCulture, out var stop) ? stop : null,
            end is not null ? JsonNamingPolicy.KebabCaseLower.ConvertName(end.Outcome.ToString()) : journal.LastRunBy.IsRunning ? "running" : "unfinished",
            journal.StepsDone,
            end is null ? journal.LastStep is { } step ? $"at step '{step}'" : null : end.Note);
    }
}
