using DataSpec.Operations.Benchmarks;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Benchmarks;

public sealed class StatisticsSpecs
{
    [Theory]
    [InlineData(2, new double[] { 9, 2, 1 })]
    [InlineData(2.5, new double[] { 4, 1, 3, 2 })]
    [InlineData(7, new double[] { 7 })]
    public void The_median_is_the_middle_value(double expected, double[] values) => Statistics.Median(values).ShouldBe(expected);

    [Fact]
    public void Nothing_has_no_median()
    {
        Action median = () => Statistics.Median([]);

        median.ShouldThrow<ArgumentException>();
    }

    [Fact]
    public void A_spread_shows_median_and_range() => Statistics.Spread([0.3, 0.1, 0.2], "s").ShouldBe("0.20 s (0.10 to 0.30)");

    [Fact]
    public void A_promise_is_met_on_the_right_side_of_its_limit()
    {
        Promise.Help.Of(0.25, "").IsMet.ShouldBeTrue();
        Promise.Help.Of(0.26, "").IsMet.ShouldBeFalse();
        Promise.Seed.Of(0.5, "").IsMet.ShouldBeTrue();
        Promise.Seed.Of(0.49, "").IsMet.ShouldBeFalse();
    }

    [Fact]
    public void Images_are_measured_only_on_request()
    {
        new BenchmarkOptions().Chosen().ShouldBe(BenchmarkOptions.All.Except(["pgbackrest", "images"]), ignoreOrder: true);
        new BenchmarkOptions { Only = ["images"] }.Chosen().ShouldBe(["images"]);
    }

    [Fact]
    public void An_unknown_benchmark_is_refused_with_the_known_ones()
    {
        Action chosen = () => new BenchmarkOptions { Only = ["commands", "sped"] }.Chosen();

        var failure = chosen.ShouldThrow<DataSpecException>();
        failure.Message.ShouldContain("'sped'");
        failure.NextStep.ShouldNotBeNull().ShouldContain("commands,cold-up");
    }
}
