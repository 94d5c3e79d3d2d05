using System.Globalization;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>The page about one operation: a single file that needs neither network nor script.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page to <c>data/.dataspec/reports/</c>, for its owner alone.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">There is no room, or it may not be written.</exception>
    public static string Write(StackRoot root, OperationReport report, MaskedSecrets secrets)
    {
        var path = Path.Combine(root.State, "reports", $"{report.Journal.Header.Id}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.Write(path, Of(report, secrets), EnvFile.PrivateMode);
        return path;
    }

    /// <summary>The whole page; every text in it is escaped, and secrets are masked.</summary>
    public static string Of(OperationReport report, MaskedSecrets secrets)
    {
        var page = new HtmlPage(secrets);
        var line = HistoryLine.Of(report.Journal);
        page.Begin($"{line.Kind} {line.Begun:yyyy-MM-dd HH:mm} UTC: {line.Result}").Add($"""
            <h1>{line.Kind} <span class="{line.Result}">{line.Result}</span></h1>

            """);
        Summary(page, report, line);
        Images(page, report);
        Timeline(page, report);
        Checks(page, report);
        Journal(page, report);
        return page.End();
    }

    static void Summary(HtmlPage page, OperationReport report, HistoryLine line)
    {
        page.Add($"<dl>\n");
        Row("Versions", line.Versions);
        Row("Begun", string.Create(CultureInfo.InvariantCulture, $"{line.Begun.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
        Row("Took", Duration(line.Seconds));
        Row("Without pages", Duration(line.StopSeconds) is { } stop ? report.PredictedStop is { } predicted ? $"{stop} (the rehearsal said {Duration(predicted)})" : stop : null);
        Row("Result", line.Note);
        Row("Operation", line.Id);
        Row("Tool", report.Journal.Header.Tool);
        page.Each(report.Journal.Header.Options, option => Row($"--{option.Key}", option.Value)).Add($"</dl>\n");

        void Row(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                page.Add($"<dt>{name}</dt><dd>{value}</dd>\n");
        }
    }

    static void Images(HtmlPage page, OperationReport report)
    {
        if (report.Images.IsEmpty)
            return;
        page.Add($"<h2>Images</h2>\n")
            .Each(report.Images, image => page.Add($"""
                <section class="image"><h3>{image.Service}</h3>
                <p>before <b>{image.From}</b><br><code>{image.FromDigest}</code></p>
                <p>after <b>{image.To}</b><br><code>{image.ToDigest}</code></p></section>

                """));
    }

    static void Timeline(HtmlPage page, OperationReport report)
    {
        var steps = ReportedStep.Of(report.Journal);
        var total = Math.Max(1, (report.Journal.Records[^1].At - report.Journal.Header.At).TotalSeconds);
        page.Add($"<h2>Timeline</h2>\n<ol class=\"timeline\">\n")
            .Each(steps, step =>
            {
                page.Add($"<li><span>{step.Name}</span> <b>{Duration(step.Seconds)}</b>");
                page.Add($"<i><i class=\"{(step.IsDone ? "done" : "not-done")}\" style=\"margin-left:{Percent(step.Begin / total)};width:{Percent(Math.Max(step.Seconds / total, 0.005))}\"></i></i>");
                if (step.Problem is { } problem)
                    page.Add($"<p class=\"problem\">{problem}</p>");
                page.Add($"</li>\n");
            })
            .Add($"</ol>\n");
    }

    static void Checks(HtmlPage page, OperationReport report)
    {
        if (!report.Checks.IsEmpty)
        {
            page.Add($"<h2>Checks</h2>\n<ul class=\"checks\">\n")
                .Each(report.Checks, check => page.Add($"<li class=\"{(check.Holds ? "holds" : "fails")}\">{check.What}{(check.Evidence is null ? "" : $": {check.Evidence}")}</li>\n"))
                .Add($"</ul>\n");
        }

        if (!report.Notes.IsEmpty)
            page.Add($"<h2>Notes</h2>\n<ul>\n").Each(report.Notes, note => page.Add($"<li>{note}</li>\n")).Add($"</ul>\n");
    }

    /// <summary>Folded: the times of every record, for whoever looks for what took long. Facts are left out, they are the program's own.</summary>
    static void Journal(HtmlPage page, OperationReport report) =>
        page.Add($"<details><summary>Journal</summary>\n<pre>\n")
            .Each(report.Journal.Records, record => page.Add($"{record.At.UtcDateTime:HH:mm:ss.fff}  {Told(record)}\n"))
            .Add($"</pre>\n</details>\n");

    static string Told(JournalRecord record) => record switch
    {
        OperationBegun begun => $"begun by process {begun.By.Process}",
        OperationResumed resumed => $"resumed by process {resumed.By.Process}",
        StepStarted started => $"{started.Step} ...",
        StepDone done => $"{done.Step} done",
        StepFailed failed => $"{failed.Step} FAILED: {failed.Reason}",
        FactNoted fact => $"noted {fact.Name}",
        OperationEnded ended => $"ended: {ended.Outcome}",
        _ => record.GetType().Name,
    };

    static string? Duration(double? seconds) => seconds is { } number ? ProgressText.Duration(TimeSpan.FromSeconds(number)) : null;

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(share, 0, 1) * 100:0.##}%");
}
