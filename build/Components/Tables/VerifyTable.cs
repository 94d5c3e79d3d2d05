using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Verification;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A verification for people: a line a check, then what to do about those that failed.</summary>
static class VerifyTable
{
    public static IRenderable Of(VerificationReport report)
    {
        var table = PlainTable.With("Check", "Status", "Seconds", "Evidence");
        foreach (var check in report.Checks)
            table.AddTextRow(check.Id, Word(check.Status), check.Seconds.ToString("0.00", CultureInfo.InvariantCulture), check.Evidence.Split('\n')[0]);
        return new Rows(
        [
            table,
            new Text(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Count(CheckStatus.Passed)} passed, {report.Count(CheckStatus.Warning)} warnings, {report.Count(CheckStatus.Failed)} failed, {report.Count(CheckStatus.Skipped)} skipped in {report.Seconds:0.0} s")),
        ]);
    }

    public static DataSpecException Failed(VerificationReport report)
    {
        var causes = report.Causes.ToArray();
        return new(ExitCode.VerificationFailed, string.Join('\n', causes.Select(cause => $"{cause.Id}: {cause.Evidence}")))
        {
            LeftAsItWas = $"{report.Count(CheckStatus.Failed) - causes.Length} more failures follow from these. Nothing was changed.",
            NextStep = causes[0].Remedy,
        };
    }

    static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Passed => "ok",
        CheckStatus.Warning => "warning",
        CheckStatus.Failed => "FAILED",
        _ => "skipped",
    };
}
