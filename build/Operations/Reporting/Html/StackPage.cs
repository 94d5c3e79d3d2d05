using System.Globalization;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>The page about a stack: state, checks, sizes, backups and their proofs, what was done; a single file that needs neither network nor script.</summary>
public static class StackPage
{
    const int MostOperations = 50;
    const int MostBars = 30;

    /// <summary>Writes the page, for its owner alone.</summary>
    /// <exception cref="DataSpecException">It cannot be written there.</exception>
    public static void Write(string path, StackReport report, MaskedSecrets secrets)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Write(path, Of(report, secrets), EnvFile.PrivateMode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The report '{path}' cannot be written: {error.Message}", error) { LeftAsItWas = "Nothing was changed.", NextStep = "./build.sh Report --out /another/place/report.html" };
        }
    }

    /// <summary>The whole page; every text in it is escaped, and secrets are masked.</summary>
    public static string Of(StackReport report, MaskedSecrets secrets)
    {
        var (page, found) = (new HtmlPage(secrets), report.Diagnosis);
        var verdict = found.Verification is null ? "not looked at" : found.Causes.IsEmpty ? "healthy" : "ill";
        page.Begin($"{found.Project ?? "DataSpec"}: {verdict}, {found.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC").Add($"""
            <h1>{found.Project ?? "DataSpec"} <span class="{verdict}">{verdict}</span></h1>
            <p class="note">Seen {found.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {OperationJournal.ToolVersion}.</p>

            """);
        Causes(page, found);
        Services(page, report);
        Checks(page, found);
        Sizes(page, report);
        Backups(page, report);
        History(page, report);
        return page.End();
    }

    static void Causes(HtmlPage page, DiagnosisReport found)
    {
        page.Each(found.Causes, cause => page.Add($"<section class=\"cause\"><h3>{cause.What}</h3>\n<p>{cause.Evidence}</p>\n<p>{Follows(cause)}<b>Next: {cause.Next}</b></p></section>\n"));
        if (!found.Warnings.IsEmpty || !found.Notes.IsEmpty)
            page.Add($"<ul class=\"checks\">\n").Each(found.Warnings, hint => page.Add($"<li class=\"warns\">{hint.What} {hint.Next}</li>\n")).Each(found.Notes, note => page.Add($"<li class=\"skipped\">{note}</li>\n")).Add($"</ul>\n");
    }

    static void Services(HtmlPage page, StackReport report)
    {
        if (report.Status is not { } status)
            return;
        page.Add($"<h2>Services</h2>\n<table><thead><tr><th>Service</th><th>State</th><th>Version</th><th class=\"number\">Up for</th></tr></thead>\n<tbody>\n")
            .Each(status.Services, service => page.Add($"""
                <tr><td>{service.Name}</td><td data-name="State">{service.State}{(service.Health is null ? "" : $", {service.Health}")}</td><td data-name="Version">{service.Version}</td><td class="number" data-name="Up for">{(service.Uptime is { } time ? ProgressText.Duration(time) : "")}</td></tr>

                """))
            .Add($"</tbody></table>\n");
        if (status.LastLoads.IsEmpty)
            return;
        page.Add($"<h2>Last loads</h2>\n<table><thead><tr><th>Table</th><th>State</th><th class=\"number\">Rows</th><th>Finished (UTC)</th></tr></thead>\n<tbody>\n")
            .Each(status.LastLoads, load => page.Add($"""
                <tr><td>{load.Table}</td><td data-name="State">{load.Status}{(load.Reason is null ? "" : $": {load.Reason}")}</td><td class="number" data-name="Rows">{load.Rows?.ToString("N0", CultureInfo.InvariantCulture)}</td><td data-name="Finished (UTC)">{Moment(load.FinishedAt)}</td></tr>

                """))
            .Add($"</tbody></table>\n");
    }

    static void Checks(HtmlPage page, DiagnosisReport found)
    {
        if (found.Verification is not { } verification)
            return;
        page.Add($"<h2>Checks of level {verification.Level}</h2>\n<p>{verification.Tally()}</p>\n");
        List(verification.Checks.Where(check => check.Status is CheckStatus.Failed or CheckStatus.Warning));
        page.Add($"<details><summary>What holds, and what was not looked at</summary>\n");
        List(verification.Checks.Where(check => check.Status is CheckStatus.Passed or CheckStatus.Skipped));
        page.Add($"</details>\n");

        void List(IEnumerable<CheckResult> checks) => page.Add($"<ul class=\"checks\">\n")
            .Each(checks, check => page.Add($"<li class=\"{Class(check)}\"><b>{check.Id}</b> {check.What}: {check.Evidence}{(check.ExplainedBy is { } cause ? $" (follows from {cause})" : "")}</li>\n"))
            .Add($"</ul>\n");
    }

    static void Sizes(HtmlPage page, StackReport report)
    {
        if (report.Status is { Disk: { IsEmpty: false } folders } status)
        {
            page.Add($"<h2>Disk</h2>\n<ul class=\"bars\">\n")
                .Each(folders, folder => Bar(page, $"data/{folder.Folder}", folder.Bytes, folders.Max(one => one.Bytes)))
                .Add($"</ul>\n<p>{ProgressText.Size(status.DiskFreeBytes)} free</p>\n");
        }

        if (report.Disk is { IsEmpty: false } days)
        {
            var used = days.TakeLast(MostBars).Select(day => new SizeAt(day.At, day.Folders.Values.Sum())).ToArray();
            page.Add($"<h2>Data over time</h2>\n<ul class=\"bars\">\n")
                .Each(used, size => Bar(page, Moment(size.At), size.Bytes, used.Max(one => one.Bytes)))
                .Add($"</ul>\n");
        }

        if (report.Sizes is { IsEmpty: false } sizes)
        {
            page.Add($"<h2>Backups over time: size of each whole one</h2>\n<ul class=\"bars\">\n")
                .Each(sizes.TakeLast(MostBars), size => Bar(page, Moment(size.At), size.Bytes, sizes.Max(one => one.Bytes)))
                .Add($"</ul>\n");
        }
    }

    static void Bar(HtmlPage page, string name, long bytes, long most) =>
        page.Add($"<li><span>{name}</span> <b>{ProgressText.Size(bytes)}</b><i><i style=\"width:{Math.Clamp(bytes / (double)Math.Max(1, most), 0, 1) * 100:0.##}%\"></i></i></li>\n");

    static void Backups(HtmlPage page, StackReport report)
    {
        page.Add($"<h2>Backups</h2>\n");
        if (report.Backups is not { Backups: { IsEmpty: false } backups })
        {
            page.Add($"<p>{(report.Backups is { Target: var target } ? $"There is none in {target}." : "Their place did not answer.")}</p>\n");
            return;
        }

        page.Add($"<table><thead><tr><th>Backup</th><th>Holds (UTC)</th><th class=\"number\">Size</th><th>Proved (UTC)</th><th>Kept as</th></tr></thead>\n<tbody>\n")
            .Each(backups.Reverse(), backup => page.Add($"""
                <tr><td>{backup.Id}</td><td data-name="Holds (UTC)">{Moment(backup.At)}</td><td class="number" data-name="Size">{(backup.Bytes is { } bytes ? ProgressText.Size(bytes) : "")}</td><td data-name="Proved (UTC)">{backup.Problem ?? (backup.Proved is null ? "not proved" : Moment(backup.Proved))}</td><td data-name="Kept as">{backup.Kept}</td></tr>

                """))
            .Add($"</tbody></table>\n");
    }

    static void History(HtmlPage page, StackReport report)
    {
        if (report.History.IsEmpty)
            return;
        page.Add($"<h2>Upgrades and other operations</h2>\n<table><thead><tr><th>What</th><th>Begun (UTC)</th><th>Result</th><th class=\"number\">Took</th><th>Versions</th></tr></thead>\n<tbody>\n")
            .Each(report.History.Take(MostOperations), line => page.Add($"""
                <tr><td>{line.Kind}</td><td data-name="Begun (UTC)">{Moment(line.Begun)}</td><td data-name="Result">{line.Result}{(line.Note is null ? "" : $": {line.Note}")}</td><td class="number" data-name="Took">{(line.Seconds is { } seconds ? ProgressText.Duration(TimeSpan.FromSeconds(seconds)) : "")}</td><td data-name="Versions">{line.Versions}</td></tr>

                """))
            .Add($"</tbody></table>\n");
    }

    static string Follows(Cause cause) => cause.Follows.IsEmpty ? "" : $"From this follow {string.Join(", ", cause.Follows)}. ";

    static string Class(CheckResult check) => check.Status switch { CheckStatus.Passed => "holds", CheckStatus.Failed => "fails", CheckStatus.Warning => "warns", _ => "skipped" };

    static string Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}
