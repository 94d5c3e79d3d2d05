using System.Xml.Linq;
using DataSpec.Operations.Testing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Testing;

public sealed class TestReportSpecs
{
    const string Results = """
        <assemblies><assembly><collection>
          <test name="it works" result="Pass" time="0.5" />
          <test name="it breaks" result="Fail" time="12.25"><failure><message>1 is not 2</message></failure></test>
          <test name="it waits" result="Skip"><reason>no engine answers</reason></test>
        </collection></assembly></assemblies>
        """;

    [Fact]
    public void A_result_file_becomes_counts_with_the_reason_of_each_failure_and_skip()
    {
        var report = TestReport.OfXml("unit", XDocument.Parse(Results));

        report.ClosingLine.ShouldBe("1 passed, 1 failed, 1 skipped");
        report.Failed.ShouldHaveSingleItem().Reason.ShouldBe("1 is not 2");
        report.Skipped.ShouldHaveSingleItem().Reason.ShouldBe("no engine answers");
    }

    [Fact]
    public void A_suite_without_any_test_is_a_failure_not_a_pass()
    {
        var read = () => TestReport.OfXml("unit", XDocument.Parse("<assemblies />"));

        read.ShouldThrow<DataSpecException>().Message.ShouldContain("ran no test at all");
    }

    [Fact]
    public void Reports_of_several_suites_add_up()
    {
        var report = TestReport.OfXml("unit", XDocument.Parse(Results));

        report.Plus(report).ClosingLine.ShouldBe("2 passed, 2 failed, 2 skipped");
    }

    [Fact]
    public void What_took_longest_is_told_first()
    {
        var report = TestReport.OfXml("unit", XDocument.Parse(Results));

        report.Plus(report).Slowest.Select(test => (test.Name, test.Seconds)).Take(3).ShouldBe([("it breaks", 12.25), ("it breaks", 12.25), ("it works", 0.5)]);
    }

    [Fact]
    public void A_long_reason_is_one_short_line_in_the_closing_list()
    {
        var line = new TestOutcome("unit", "it breaks", $"1 is not 2\n{new string('x', 1000)}").Line;

        line.ShouldStartWith("unit: it breaks: 1 is not 2 xxx");
        line.Length.ShouldBeLessThan(250);
    }
}
