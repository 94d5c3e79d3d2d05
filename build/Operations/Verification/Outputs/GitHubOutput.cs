using System.Globalization;
using System.Text;

namespace DataSpec.Operations.Verification.Outputs;

/// <summary>A verification as GitHub Actions shows it: a line beside the step for each failure, a table on the page of the run.</summary>
/// <remarks>The page of a step shows ten errors and ten warnings: causes stand first, and what follows from them is only in the table.</remarks>
public static class GitHubOutput
{
    public static IEnumerable<string> Annotations(VerificationReport report) =>
    [
        .. report.Causes.Select(check => Annotation("error", check)),
        .. report.Checks.Where(check => check.Status is CheckStatus.Warning).Select(check => Annotation("warning", check)),
    ];

    /// <summary>Markdown; to be added to the file of <c>GITHUB_STEP_SUMMARY</c>.</summary>
    public static string Summary(VerificationReport report)
    {
        var page = new StringBuilder($"### {(report.Holds ? "✅" : "❌")} Verify `{Cell(report.Project)}`: {report.Tally()}\n\n");
        page.Append("| check | | evidence | remedy |\n|---|---|---|---|\n");
        foreach (var check in report.Checks.Where(check => check.Status is not CheckStatus.Passed).OrderBy(Place))
            page.Append(CultureInfo.InvariantCulture, $"| `{check.Id}` | {Sign(check)} | {Cell(check.Evidence)} | {Cell(Remedy(check))} |\n");
        page.Append(CultureInfo.InvariantCulture, $"\n<details><summary>{report.Count(CheckStatus.Passed)} passed</summary>\n\n| check | seconds | evidence |\n|---|---|---|\n");
        foreach (var check in report.Checks.Where(check => check.Status is CheckStatus.Passed))
            page.Append(CultureInfo.InvariantCulture, $"| `{check.Id}` | {check.Seconds:0.00} | {Cell(check.Evidence)} |\n");
        return page.Append("\n</details>\n\n").ToString();
    }

    static string Annotation(string kind, CheckResult check) =>
        $"::{kind} title={Property($"{check.Id}: {check.What}")}::{Data($"{check.Evidence}\nRemedy: {check.Remedy}")}";

    /// <summary>A line break would end the command, and a percent sign begins an escape.</summary>
    static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    /// <summary>Text in a table: nothing of it is markup.</summary>
    static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var character in text.Replace("\r", "", StringComparison.Ordinal))
        {
            cell.Append(character switch
            {
                '\n' => "<br>",
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '*' or '_' or '`' or '[' or ']' or '\\' or '~' or '@' or '#' => string.Create(CultureInfo.InvariantCulture, $"&#{(int)character};"),
                _ => character.ToString(),
            });
        }

        return cell.ToString();
    }

    static string Remedy(CheckResult check) => check.ExplainedBy is { } cause ? $"follows from {cause}" : check.Remedy ?? "";

    static int Place(CheckResult check) => check switch { { Status: CheckStatus.Failed, ExplainedBy: null } => 0, { Status: CheckStatus.Failed } => 1, { Status: CheckStatus.Warning } => 2, _ => 3 };

    static string Sign(CheckResult check) => check switch
    {
        { Status: CheckStatus.Failed, ExplainedBy: null } => "❌ failed",
        { Status: CheckStatus.Failed } => "↳ failed",
        { Status: CheckStatus.Warning } => "⚠️ warning",
        _ => "skipped",
    };
}
