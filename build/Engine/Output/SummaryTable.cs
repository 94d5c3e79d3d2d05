using System.Globalization;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>The table at the end of a run: target, status, duration, and what the target reported.</summary>
static class SummaryTable
{
    const int StatusWidth = 12;
    const int DurationWidth = 10;

    public static IEnumerable<(string Text, Ink Ink)> Lines(IReadOnlyCollection<ExecutableTarget> plan)
    {
        var shown = plan.Where(target => target.Status is not (ExecutionStatus.Collective or ExecutionStatus.None)).ToList();
        var nameWidth = Math.Max(15, shown.Max(target => (int?)target.Name.Length) ?? 0) + 4;
        var width = nameWidth + StatusWidth + DurationWidth;

        yield return ("", Ink.Plain);
        yield return (new string('═', width), Ink.Plain);
        yield return (Row("Target", "Status", "Duration"), Ink.Bold);
        yield return (new string('─', width), Ink.Plain);
        foreach (var target in shown)
            yield return (Row(target.Name, target.Status.ToString(), Duration(target)) + Remarks(target), InkOf(target.Status));
        yield return (new string('─', width), Ink.Plain);
        yield return (Row("Total", "", Duration(shown.Aggregate(TimeSpan.Zero, (sum, target) => sum + target.Duration))), Ink.Bold);
        yield return (new string('═', width), Ink.Plain);
        yield return ("", Ink.Plain);

        string Row(string name, string status, string duration) => name.PadRight(nameWidth) + status.PadRight(StatusWidth) + duration.PadLeft(DurationWidth);
    }

    /// <summary>Minutes and seconds; below a second it only says so.</summary>
    public static string Duration(TimeSpan duration) =>
        duration < TimeSpan.FromSeconds(1) ? "< 1sec" : string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}:{duration.Seconds:00}");

    static string Duration(ExecutableTarget target) =>
        target.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted ? Duration(target.Duration) : "";

    static string Remarks(ExecutableTarget target)
    {
        var remarks = string.Join(", ", target.SummaryInformation.Select(pair => $"{pair.Key}: {pair.Value}").Prepend(target.Skipped ?? target.Failure).OfType<string>());
        return remarks.Length == 0 ? "" : "   // " + remarks;
    }

    static Ink InkOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => Ink.Green,
        ExecutionStatus.Failed => Ink.Red,
        ExecutionStatus.Aborted or ExecutionStatus.NotRun => Ink.Yellow,
        _ => Ink.Plain,
    };
}
