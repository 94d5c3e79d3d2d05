using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace DataSpec.Operations.Testing;

/// <summary>A test that did not run or did not hold, and why.</summary>
public sealed record TestOutcome(string Suite, string Name, string Reason)
{
    const int Shown = 200;

    /// <summary>One line for a list: the reason may hold all that a run of the tool printed, and a pipeline may show the end of its log only.</summary>
    public string Line
    {
        get
        {
            var line = Reason.ReplaceLineEndings(" ");
            return $"{Suite}: {Name}: {(line.Length > Shown ? line[..Shown] + " ..." : line)}";
        }
    }
}

/// <summary>How long a test took.</summary>
public sealed record TestTime(string Suite, string Name, double Seconds);

/// <summary>What a run of tests found; sums over suites with <see cref="Plus"/>.</summary>
public sealed record TestReport(int Passed, ImmutableArray<TestOutcome> Failed, ImmutableArray<TestOutcome> Skipped)
{
    const int Shown = 15;

    /// <summary>The tests that took longest, slowest first.</summary>
    public ImmutableArray<TestTime> Slowest { get; init; } = [];

    public static TestReport Empty { get; } = new(0, [], []);

    /// <summary>The closing line that scripts look for.</summary>
    public string ClosingLine => string.Create(
        CultureInfo.InvariantCulture, $"{Passed} passed, {Failed.Length} failed, {Skipped.Length} skipped");

    public TestReport Plus(TestReport other) =>
        new(Passed + other.Passed, Failed.AddRange(other.Failed), Skipped.AddRange(other.Skipped)) { Slowest = Longest(Slowest.AddRange(other.Slowest)) };

    /// <summary>Reads the result file that a test program of xunit.v3 writes with <c>-xml</c>.</summary>
    /// <exception cref="DataSpecException">The file holds no test: a suite that found nothing has proved nothing.</exception>
    /// <param name="mayBeEmpty">True where a filter may have left nothing to run.</param>
    public static TestReport OfXml(string suite, XDocument results, bool mayBeEmpty = false)
    {
        var tests = results.Descendants("test").ToLookup(test => test.Attribute("result")?.Value, StringComparer.Ordinal);
        var report = new TestReport(
            tests["Pass"].Count(),
            [.. tests["Fail"].Select(test => Outcome(test, "message"))],
            [.. tests["Skip"].Select(test => Outcome(test, "reason"))])
        {
            Slowest = Longest(results.Descendants("test").Select(test => new TestTime(suite, test.Attribute("name")?.Value ?? "", SecondsOf(test)))),
        };
        return tests.Count > 0 || mayBeEmpty
            ? report with { Failed = report.Failed.AddRange(results.Descendants("error").Select(error => Outcome(error, "message"))) }
            : throw new DataSpecException(ExitCode.FailedUnchanged, $"The tests '{suite}' ran no test at all.");

        TestOutcome Outcome(XElement element, string reason) => new(
            suite,
            element.Attribute("name")?.Value ?? "(outside a test)",
            element.Descendants(reason).FirstOrDefault()?.Value.Trim() ?? "");
    }

    static ImmutableArray<TestTime> Longest(IEnumerable<TestTime> times) => [.. times.OrderByDescending(time => time.Seconds).Take(Shown)];

    static double SecondsOf(XElement test) =>
        double.TryParse(test.Attribute("time")?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
}
