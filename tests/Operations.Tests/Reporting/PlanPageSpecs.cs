using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting.Html;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

public sealed class PlanPageSpecs
{
    static readonly PlannedStep[] Steps = [new("Setup", "Checks <this> machine", Asked: false), new("Images", "Gets them", Asked: false, "via parameter"), new("Up", "t0psecret", Asked: true)];

    [Fact]
    public void Every_step_and_edge_is_drawn_and_text_is_text()
    {
        var page = Draw(new(0, 1, PlanEdgeKind.Needs), new(1, 2, PlanEdgeKind.Order), new(0, 2, PlanEdgeKind.Triggers));

        page.ShouldContain("<b>1. Setup</b><p>Checks &lt;this&gt; machine</p>");
        page.ShouldContain("<li class=\"skipped\"><b>2. Images</b><p>Skipped via parameter. Gets them</p>");
        page.ShouldContain("<title>Images needs Setup</title>");
        page.ShouldContain("<title>Up comes after Images</title>");
        page.ShouldContain("<title>Setup brings Up along</title>");
        page.ShouldNotContain("t0psecret");
    }

    [Fact]
    public void Nothing_comes_from_elsewhere()
    {
        var page = Draw();
        foreach (var foreign in new[] { "http", "<script", "@import", "url(", "<link", "<img" })
            page.Replace("url(#arrow)", "", StringComparison.Ordinal).Replace("http-equiv", "", StringComparison.Ordinal).ShouldNotContain(foreign);
        page.ShouldContain("color-scheme: light dark");
        page.ShouldContain("name=\"viewport\"");
    }

    [Fact]
    public void Long_edges_that_overlap_run_in_lanes_of_their_own()
    {
        PlannedStep[] steps = [.. Enumerable.Range(0, 6).Select(number => new PlannedStep($"S{number}", "", Asked: false))];
        var page = PlanPage.Of("x", [.. steps], [new(0, 2, PlanEdgeKind.Needs), new(1, 3, PlanEdgeKind.Needs), new(3, 5, PlanEdgeKind.Needs)], new MaskedSecrets());

        // Two lanes: the third edge begins where the second ends.
        page.ShouldContain("<svg width=\"60\" height=\"432\"");
    }

    static string Draw(params PlanEdge[] edges)
    {
        var secrets = new MaskedSecrets();
        secrets.Add(["t0psecret"]);
        return PlanPage.Of("./build.sh Up --plan", [.. Steps], [.. edges], secrets);
    }
}
