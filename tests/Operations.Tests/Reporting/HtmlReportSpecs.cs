using System.Text.RegularExpressions;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting.Html;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

public sealed class HtmlReportSpecs : IDisposable
{
    const string Secret = "pa<ss&word4711";
    const string Planted = "<script>alert('x')</script><img src=//evil.test/x onerror=y>";

    readonly TemporaryDirectory _folder = new();
    readonly MaskedSecrets _secrets = new();

    public HtmlReportSpecs() => _secrets.Add([Secret]);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_that_happened_is_on_the_page()
    {
        var page = HtmlReport.Of(await FullReportAsync(), _secrets);

        foreach (var said in (string[])["airflow 3.2.2 -&gt; 3.3.2", "sha256:aaa", "sha256:bbb", "Prefetch", "Reopen", "42 s (the rehearsal said 50 s)", "succeeded", "connections decrypt: 2 of 2", "16 dashboards"])
            page.ShouldContain(said);
        page.ShouldContain("class=\"holds\"");
        page.ShouldContain("class=\"fails\"");
    }

    [Fact]
    public async Task No_text_is_markup_and_no_secret_is_shown_wherever_it_comes_from()
    {
        using var journal = OperationJournal.Begin(
            _folder.Root, new OperationIntent("upgrade", "next") { Options = OperationIntent.OptionsOf(("to", Planted), ("x" + Planted, Secret)) }, TimeProvider.System);
        await Should.ThrowAsync<IOException>(journal.StepAsync($"step {Planted}", _ => throw new IOException($"{Planted} {Secret}"), Ct));
        journal.Note(OperationFacts.Versions, $"{Planted} {Secret}");
        journal.Note($"fact {Planted}", Secret);
        journal.End(OperationOutcome.RolledBack, $"{Planted} {Secret}");
        var report = new OperationReport(journal.Content)
        {
            Images = [new(Planted, Planted, Planted, Secret, $"{Planted}{Secret}")],
            Checks = [new(Planted, Holds: false, Secret), new(Secret, Holds: true, Planted)],
            Notes = [$"{Planted} {Secret}"],
        };

        var page = HtmlReport.Of(report, _secrets);

        page.ShouldContain("&lt;script&gt;");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldNotContain(Secret);
        page.ShouldNotContain("word4711");
        page.ShouldContain("***");
    }

    [Fact]
    public async Task It_needs_no_network_and_no_script()
    {
        var page = HtmlReport.Of(await FullReportAsync(), _secrets);

        page.ShouldContain("default-src 'none'");
        Regex.IsMatch(page, @"(?i)\s(src|href)\s*=|url\(|@import|<link|<script|<base", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).ShouldBeFalse();
    }

    [Fact]
    public async Task Elements_are_closed_in_order()
    {
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(HtmlReport.Of(await FullReportAsync(), _secrets), @"<(?<end>/?)(?<name>[a-z][a-z0-9]*)(\s[^>]*)?>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking))
        {
            if (tag.Groups["name"].Value is "meta" or "br")
                continue;
            if (tag.Groups["end"].Length == 0)
                open.Push(tag.Groups["name"].Value);
            else
                open.Pop().ShouldBe(tag.Groups["name"].Value);
        }

        open.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_written_for_its_owner_alone()
    {
        var path = HtmlReport.Write(_folder.Root, await FullReportAsync(), _secrets);

        Path.GetDirectoryName(path).ShouldBe(Path.Combine(_folder.Root.State, "reports"));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_step_that_was_cut_off_and_done_again_stands_twice()
    {
        string id;
        using (var journal = OperationJournal.Begin(_folder.Root, new OperationIntent("upgrade", "next"), TimeProvider.System))
        {
            id = journal.Id;
            await Should.ThrowAsync<IOException>(journal.StepAsync("Migrate", _ => throw new IOException("no room"), Ct));
            await journal.StepAsync("Migrate", _ => Task.CompletedTask, Ct);
        }

        ReportedStep.Of(JournalReader.Read(_folder.Root, id)!).Select(step => (step.Name, step.IsDone, step.Problem)).ShouldBe([("Migrate", false, "no room"), ("Migrate", true, null)]);
    }

    async Task<OperationReport> FullReportAsync()
    {
        using var journal = OperationJournal.Begin(_folder.Root, new OperationIntent("upgrade", "next"), TimeProvider.System);
        foreach (var step in (string[])["Prefetch", "SecureBackup", "Rehearse", "Quiesce", "StopStack", "SealBackup", "Switch", "Migrate", "VerifyUpgrade", "Reopen"])
            await journal.StepAsync(step, _ => Task.CompletedTask, Ct);
        journal.Note(OperationFacts.Versions, "airflow 3.2.2 -> 3.3.2");
        journal.Note(OperationFacts.StopSeconds, "42.0");
        journal.End(OperationOutcome.Succeeded, "done");
        return new OperationReport(journal.Content)
        {
            Images = [new("airflow", "dataspec/airflow:3.2.2-packages", "sha256:aaa", "dataspec/airflow:3.3.2-packages", "sha256:bbb")],
            Checks = [new("connections decrypt", Holds: true, "2 of 2"), new("16 dashboards", Holds: false)],
            Notes = ["The old cluster is kept."],
            PredictedStop = 50,
        };
    }
}
