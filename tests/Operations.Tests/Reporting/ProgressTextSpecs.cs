using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

public sealed class ProgressTextSpecs
{
    [Fact]
    public void Bytes_with_a_known_total_show_amount_rate_and_time_left() =>
        ProgressText.Of(25_000_000, 100_000_000, "bytes", TimeSpan.FromSeconds(5)).ShouldBe("25 MB of 100 MB, 5 MB/s, 15 s left");

    [Fact]
    public void Work_without_a_known_total_shows_no_time_left() =>
        ProgressText.Of(1_500_000, null, "rows", TimeSpan.FromSeconds(3)).ShouldBe("1,500,000 rows, 500,000 rows/s");

    [Fact]
    public void The_first_moment_shows_no_rate() =>
        ProgressText.Of(10, 20, "rows", TimeSpan.FromSeconds(0.1)).ShouldBe("10 rows of 20 rows");

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1 kB")]
    [InlineData(23_400_000, "23.4 MB")]
    [InlineData(5_000_000_000_000, "5 TB")]
    public void Sizes_have_a_decimal_unit(long bytes, string text) => ProgressText.Size(bytes).ShouldBe(text);
}
