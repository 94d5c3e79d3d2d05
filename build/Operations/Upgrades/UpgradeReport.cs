using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Reporting.Html;

namespace DataSpec.Operations.Upgrades;

/// <summary>The page about an upgrade that ended; nothing depends on it.</summary>
static class UpgradeReport
{
    public static void Write(
        StackRoot root, JournalContent journal, UpgradeTarget target, IEnumerable<string> checks, IEnumerable<string> notes, IProgressSink progress, MaskedSecrets? secrets)
    {
        var report = new OperationReport(journal)
        {
            Images = [.. target.Images.Select(image => new ReportedImage(image.Service, image.From, image.FromId, image.To, image.ToId ?? ""))],
            Checks = [.. checks.Select(check => new ReportedCheck(check, Holds: true))],
            Notes = [.. notes],
            PredictedStop = UpgradeRun.Number(journal.Fact(UpgradeRun.PredictedFact)),
        };
        try
        {
            progress.Say("upgrade", $"report: {HtmlReport.Write(root, report, secrets ?? new MaskedSecrets())}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            progress.Warn("upgrade", $"no report was written: {error.Message}");
        }
    }
}
