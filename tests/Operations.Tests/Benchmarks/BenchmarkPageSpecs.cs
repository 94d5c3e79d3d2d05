using DataSpec.Operations.Benchmarks;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Benchmarks;

public sealed class BenchmarkPageSpecs
{
    static readonly string _page = File.ReadAllText(Path.Combine(Repository.Directory, "docs", "benchmarks.md"));

    [Fact]
    public void A_run_writes_its_lines_between_the_markers_and_nothing_else()
    {
        var page = BenchmarkPage.With("before\n" + Markers + "\nafter", Run(10, Promise.Help.Of(0.2, "ten runs")));

        page.ShouldStartWith("before\n<!-- measured");
        page.ShouldEndWith("<!-- end of measured -->\nafter");
        page.ShouldContain("| help | `./build.sh --help`, warm | ≤ 0.25 s | 0.2 s | yes | 2026-11-22 10:00 |");
        page.ShouldContain("- help: ten runs");
        page.ShouldContain("- run 2026-11-22 10:00: 2 cores, 4 GiB, load 0.1 before, 0.9 after, engine 20.10, compose 2.40");
    }

    [Fact]
    public void What_a_run_did_not_measure_keeps_its_line_and_its_machine()
    {
        var first = BenchmarkPage.With(Markers, Run(10, Promise.Help.Of(0.2, "old"), Promise.ColdUp.Of(1.3, "cold")));

        var second = BenchmarkPage.With(first, Run(11, Promise.Help.Of(0.3, "new")));

        second.ShouldContain("| 0.3 s | **no** | 2026-11-22 11:00 |");
        second.ShouldContain("| 1.3 x | **no** | 2026-11-22 10:00 |");
        second.ShouldNotContain("- help: old");
        second.ShouldContain("- cold-up: cold");
        second.Split('\n').Count(line => line.StartsWith("- run ", StringComparison.Ordinal)).ShouldBe(2);
        BenchmarkPage.With(second, Run(12, Promise.ColdUp.Of(1.1, "x"))).ShouldNotContain("- run 2026-11-22 10:00");
    }

    [Fact]
    public void The_documentation_has_the_markers() => BenchmarkPage.With(_page, Run(10, Promise.Seed.Of(0.6, "marked"))).ShouldContain("- seed: marked");

    [Fact]
    public void Every_promise_has_its_line()
    {
        var promises = typeof(Promise).GetProperties().Where(property => property.PropertyType == typeof(Promise)).Select(property => (Promise)property.GetValue(null)!).ToArray();

        var page = BenchmarkPage.With(Markers, Run(10, [.. promises.Select(promise => promise.Of(1, "measured"))]));

        promises.Length.ShouldBeGreaterThan(10);
        promises.ShouldAllBe(promise => page.Contains($"| {promise.Name} |"));
    }

    [Fact]
    public void A_page_without_markers_is_refused()
    {
        Action write = () => BenchmarkPage.With("a page", Run(10));

        write.ShouldThrow<DataSpecException>().Message.ShouldContain("marker");
    }

    const string Markers = "<!-- measured: written by ./build.sh Benchmark --write -->\n<!-- end of measured -->";

    static BenchmarkResult Run(int hour, params Measured[] measured) => new(
        new DateTimeOffset(2026, 11, 22, hour, 0, 0, TimeSpan.Zero), new BenchmarkMachine(2, 4L << 30, 0.1, 0.9, "20.10", "2.40"), [.. measured]);
}
