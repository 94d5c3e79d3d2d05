using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DataSpec.Operations.Verification.Outputs;

/// <summary>A verification as pipelines read tests: a suite a level, a case a check.</summary>
public static class JUnitReport
{
    /// <summary>Warnings pass, and say so in the case's output; what follows from another failure says from which.</summary>
    public static string Of(VerificationReport report)
    {
        var levels = report.Checks.GroupBy(check => check.Level).OrderBy(level => level.Key);
        return Text(new XElement(
            "testsuites",
            new XAttribute("name", $"Verify {Clean(report.Project)}"), Counts(report.Checks, report.Seconds),
            levels.Select(level => new XElement(
                "testsuite",
                new XAttribute("name", level.Key > 3 ? "deep" : $"level {level.Key}"), Counts([.. level], level.Max(check => check.Seconds)),
                new XAttribute("timestamp", report.At.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)), level.Select(Case)))));
    }

    /// <summary>Where nothing could be looked at: a pipeline that only reads the file must not take its absence for success.</summary>
    public static string Of(DataSpecException error) => Text(new XElement(
        "testsuites",
        new XAttribute("name", "Verify"),
        new XAttribute("tests", 1), new XAttribute("failures", 0), new XAttribute("errors", 1), new XAttribute("skipped", 0), new XAttribute("time", "0"),
        new XElement(
            "testsuite",
            new XAttribute("name", "verify"),
            new XAttribute("tests", 1), new XAttribute("failures", 0), new XAttribute("errors", 1), new XAttribute("skipped", 0), new XAttribute("time", "0"),
            new XElement("testcase", new XAttribute("name", "verify.looked"), new XAttribute("classname", "verify"), new XAttribute("time", "0"), new XElement(
                "error", new XAttribute("message", Clean(error.Message)), new XAttribute("type", error.ExitCode), Clean($"{error.Message}\n\nNext: {error.NextStep}"))))));

    static XElement Case(CheckResult check) => new(
        "testcase",
        new XAttribute("name", $"{check.Id}: {Clean(check.What)}"), new XAttribute("classname", check.Id.Split('.')[0]), new XAttribute("time", Seconds(check.Seconds)),
        check.Status switch
        {
            CheckStatus.Failed => new XElement(
                "failure",
                new XAttribute("message", Clean(check.Evidence.Split('\n')[0])), new XAttribute("type", check.ExplainedBy is null ? "cause" : "consequence"),
                Clean($"{check.Evidence}\n\n{(check.ExplainedBy is { } cause ? $"This follows from {cause}.\n" : "")}Remedy: {check.Remedy}")),
            CheckStatus.Skipped => new XElement("skipped", new XAttribute("message", Clean(check.Evidence))),
            CheckStatus.Warning => new XElement("system-out", Clean($"Warning: {check.Evidence}\nRemedy: {check.Remedy}")),
            _ => new XElement("system-out", Clean(check.Evidence)),
        });

    static XAttribute[] Counts(IReadOnlyCollection<CheckResult> checks, double seconds) =>
    [
        new("tests", checks.Count),
        new("failures", checks.Count(check => check.Status is CheckStatus.Failed)),
        new("errors", 0),
        new("skipped", checks.Count(check => check.Status is CheckStatus.Skipped)),
        new("time", Seconds(seconds)),
    ];

    static string Text(XElement root)
    {
        var text = new Utf8Writer();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, Encoding = Encoding.UTF8 }))
            root.Save(xml);
        return text.ToString() + "\n";
    }

    static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML has no place for the control characters that a log line may hold.</summary>
    static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0x7F and not 0xFFFE and not 0xFFFF)).Where(rune => rune != Rune.ReplacementChar));

    /// <summary>A string writer that says what the bytes of the file are.</summary>
    sealed class Utf8Writer() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
