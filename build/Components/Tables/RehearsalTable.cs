using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Upgrades.Rehearsing;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A rehearsal for people.</summary>
static class RehearsalTable
{
    public static IRenderable Of(RehearseResult rehearsal)
    {
        var report = rehearsal.Report;
        var table = PlainTable.With("Step", "Seconds", "");
        foreach (var step in report.Steps)
            table.AddTextRow(step.Name, Number(step.Seconds), step.Problem is null ? step.Note ?? "ok" : "FAILED");
        return new Rows(
        [
            table,
            .. report.Steps.Where(step => step.Problem is not null).Select(step => new Text($"{step.Name}: {step.Problem}")),
            .. report.Holds ? [new Text(Prediction(report))] : (Text[])[],
            new Text($"Rehearsed on '{rehearsal.Backup}' in {ProgressText.Duration(TimeSpan.FromSeconds(report.Seconds))}; nothing of it is left."),
        ]);
    }

    public static Dictionary<string, string> AddResult(this Dictionary<string, string> summary, RehearseResult rehearsal)
    {
        summary["rehearsal"] = rehearsal.Report.Holds ? "holds" : "FAILED";
        if (rehearsal.Report.Holds)
            summary["stop"] = $"{Number(rehearsal.Report.PredictedStop)} s";
        return summary;
    }

    public static DataSpecException Failed(RehearseResult rehearsal)
    {
        var failed = rehearsal.Report.Steps.Where(step => step.Problem is not null).ToArray();
        return new(ExitCode.VerificationFailed, $"The rehearsal on '{rehearsal.Backup}' failed at {string.Join(", ", failed.Select(step => step.Name))}: {failed[0].Problem!.Split('\n')[^1].Trim()}")
        {
            LeftAsItWas = "The stack runs as before, the backup is untouched, nothing of the rehearsal is left.",
            NextStep = "Mend what it says, then ./build.sh Rehearse",
        };
    }

    static string Prediction(RehearsalReport report) =>
        $"An upgrade stops the pages for about {Number(report.PredictedStop)} s, {Number(report.PredictedStopAtMost)} s at most: {string.Join(" + ", report.StopParts.Select(part => $"{part.Name} {Number(part.Seconds)}"))}.";

    static string Number(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
