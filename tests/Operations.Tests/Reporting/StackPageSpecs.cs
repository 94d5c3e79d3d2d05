using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting.Html;
using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

public class StackPageSpecs
{
    const string Secret = "pa<ss&word4711";
    const string Planted = "<script>alert('x')</script><img src=//evil.test/x onerror=y>";

    readonly MaskedSecrets _secrets = new();

    public StackPageSpecs() => _secrets.Add([Secret]);

    [Fact]
    public void State_checks_sizes_backups_and_operations_are_on_the_page()
    {
        var page = StackPage.Of(Report("postgres"), _secrets);

        foreach (var said in (string[])["containers.running", "./build.sh Up", "From this follow airflow.login", "20261122T030000Z-ab12", "not proved", "1 GB", "2 GB", "airflow 3.2.2 -&gt; 3.3.2", "<span class=\"ill\">"])
            page.ShouldContain(said);
    }

    [Fact]
    public void No_text_is_markup_and_no_secret_is_shown()
    {
        var page = StackPage.Of(Report($"{Planted} {Secret}"), _secrets);

        page.ShouldContain("&lt;script&gt;");
        foreach (var part in (string[])["<script", "<img", Secret, "word4711"])
            page.ShouldNotContain(part);
    }

    [Fact]
    public void It_needs_no_network_and_its_elements_are_closed_in_order()
    {
        var page = StackPage.Of(Report("postgres"), _secrets);

        page.ShouldContain("default-src 'none'");
        Regex.IsMatch(page, @"(?i)\s(src|href)\s*=|url\(|@import|<link|<script|<base", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).ShouldBeFalse();
        var open = new Stack<string>();
        foreach (Match tag in Regex.Matches(page, @"<(?<end>/?)(?<name>[a-z][a-z0-9]*)(\s[^>]*)?>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking))
        {
            if (tag.Groups["name"].Value is "meta")
                continue;
            if (tag.Groups["end"].Length == 0)
                open.Push(tag.Groups["name"].Value);
            else
                open.Pop().ShouldBe(tag.Groups["name"].Value);
        }

        open.ShouldBeEmpty();
    }

    [Fact]
    public void A_stack_that_could_not_be_looked_at_has_a_page_that_says_why()
    {
        var diagnosis = new DiagnosisReport(null, default, 0, [Cause.Of("engine", "No engine", "none answers", "sudo systemctl start docker")], [], [], null);

        var page = StackPage.Of(new(diagnosis, null, null, []), _secrets);

        page.ShouldContain("not looked at");
        page.ShouldContain("sudo systemctl start docker");
    }

    static StackReport Report(string text)
    {
        ImmutableArray<CheckResult> checks =
        [
            new("containers.running", 1, "Everything runs", CheckStatus.Failed, text, "./build.sh Up", 0, ["postgres"], null),
            new("airflow.login", 2, "Airflow lets its users in", CheckStatus.Failed, text, "look", 0, [], "containers.running"),
            new("files.modes", 1, "Secrets are private", CheckStatus.Passed, text, null, 0, [], null),
        ];
        var at = new DateTimeOffset(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);
        var diagnosis = new DiagnosisReport("stack", at, 1, [Cause.Of("containers.running", text, text, "./build.sh Up", "airflow.login")], [new Hint("memory", text, text)], [text], new VerificationReport("stack", at, 2, 1, checks));
        var backups = new BackupListingResult("/backups", [new("20261122T030000Z-ab12", BackupState.Complete, BackupForm.Plain, null, null, at, 1_000_000_000, null, text, null, null, null, [], null)], []);
        var history = new HistoryLine("id", "upgrade", "airflow 3.2.2 -> 3.3.2", at, 10, 5, "succeeded", 3, text);
        return new(diagnosis, null, backups, [history]) { Disk = [new(at, 5, 10, ImmutableSortedDictionary<string, long>.Empty.Add("postgres", 2_000_000_000))] };
    }
}
