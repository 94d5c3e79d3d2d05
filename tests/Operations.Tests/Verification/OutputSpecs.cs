using System.Xml.Linq;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Outputs;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

/// <summary>What GitLab (its JUnit parser) and GitHub's report actions read: counts as numbers, a name and class a case, one of failure, error, skipped.</summary>
public sealed class OutputSpecs : IDisposable
{
    const string Nasty = "100% <b>|`x`|</b>\n\u0001second: line, \ud800 & more";

    static readonly VerificationReport Report = new("stack", new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero), 2, 1.5,
    [
        new("containers.running", 1, "Everything runs", CheckStatus.Failed, Nasty, "./build.sh Up", 0.25, ["postgres"], null),
        new("airflow.login", 2, "Airflow lets its users in", CheckStatus.Failed, "refused", "look", 1.5, [], "containers.running"),
        new("disk.forecast", 1, "There is room", CheckStatus.Warning, "12 days left", "make room", 0.1, [], null),
        new("pgadmin.login", 2, "pgAdmin answers", CheckStatus.Skipped, "the profile 'admin' is off", null, 0, [], null),
        new("files.modes", 1, "Secrets are private", CheckStatus.Passed, "3 files", null, 0.01, [], null),
    ]);

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Junit_has_a_suite_a_level_and_a_case_a_check_and_its_counts_are_right()
    {
        var root = XDocument.Parse(JUnitReport.Of(Report)).Root!;

        root.Name.LocalName.ShouldBe("testsuites");
        Counts(root).ShouldBe((5, 2, 0, 1));
        root.Elements("testsuite").Select(suite => $"{suite.Attribute("name")!.Value} {Counts(suite)}").ShouldBe(["level 1 (3, 1, 0, 0)", "level 2 (2, 1, 0, 1)"]);
        root.Descendants("testsuite").ShouldAllBe(suite => DateTime.Parse(suite.Attribute("timestamp")!.Value, System.Globalization.CultureInfo.InvariantCulture).Year == 2026);
        foreach (var one in root.Descendants("testcase"))
        {
            one.Attribute("name")!.Value.ShouldNotBeEmpty();
            one.Attribute("classname")!.Value.ShouldNotBeEmpty();
            double.Parse(one.Attribute("time")!.Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
            one.Elements().Count(child => child.Name.LocalName is "failure" or "error" or "skipped").ShouldBeLessThan(2);
        }
    }

    [Fact]
    public void Junit_says_evidence_remedy_and_cause_of_a_failure_whatever_characters_they_hold()
    {
        var failures = XDocument.Parse(JUnitReport.Of(Report)).Descendants("failure").ToArray();

        failures[0].Value.ShouldContain("100% <b>|`x`|</b>\nsecond: line,  & more\n\nRemedy: ./build.sh Up");
        failures[0].Attribute("type")!.Value.ShouldBe("cause");
        failures[1].Value.ShouldContain("This follows from containers.running.");
        XDocument.Parse(JUnitReport.Of(Report)).Descendants("skipped").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("the profile 'admin' is off");
    }

    [Fact]
    public void Where_nothing_could_be_looked_at_junit_has_an_error()
    {
        var root = XDocument.Parse(JUnitReport.Of(new DataSpecException(ExitCode.RequirementMissing, "No container engine answers.") { NextStep = "start it" })).Root!;

        Counts(root).ShouldBe((1, 0, 1, 0));
        root.Descendants("error").ShouldHaveSingleItem().Value.ShouldContain("start it");
    }

    [Fact]
    public void Github_gets_a_line_for_each_cause_and_warning_with_nothing_in_it_that_ends_the_command() =>
        GitHubOutput.Annotations(Report).ShouldBe(
        [
            "::error title=containers.running%3A Everything runs::100%25 <b>|`x`|</b>%0A\u0001second: line, \ud800 & more%0ARemedy: ./build.sh Up",
            "::warning title=disk.forecast%3A There is room::12 days left%0ARemedy: make room",
        ]);

    [Fact]
    public void The_summary_is_a_table_whose_cells_hold_no_markup_and_causes_stand_first()
    {
        var lines = GitHubOutput.Summary(Report).Split('\n');

        lines[0].ShouldContain("1 passed, 1 warnings, 2 failed, 1 skipped");
        lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ShouldAllBe(line => line.Count(character => character == '|') == 5 || line.Contains("files.modes", StringComparison.Ordinal));
        lines[4].ShouldContain("containers.running");
        lines[4].ShouldContain("&lt;b&gt;&#124;&#96;x&#96;");
        lines[5].ShouldContain("follows from containers.running");
    }

    [Fact]
    public void Files_are_written_into_folders_that_are_not_there_yet_and_leave_nothing_beside()
    {
        var (junit, json) = (Path.Combine(_folder.Path, "a", "verify.xml"), Path.Combine(_folder.Path, "a", "verify.json"));

        new VerificationFiles(junit, json, new MaskedSecrets()).Write(Report);

        XDocument.Load(junit).Root!.Name.LocalName.ShouldBe("testsuites");
        Directory.GetFiles(Path.Combine(_folder.Path, "a")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["verify.json", "verify.xml"]);
    }

    static (int Tests, int Failures, int Errors, int Skipped) Counts(XElement element) => (Number(element, "tests"), Number(element, "failures"), Number(element, "errors"), Number(element, "skipped"));

    static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
