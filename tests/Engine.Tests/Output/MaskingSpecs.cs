using DataSpec.Engine.Output;
using Shouldly;

namespace DataSpec.Engine.Tests.Output;

public sealed class MaskingSpecs
{
    [Fact]
    public void A_secret_inside_another_leaves_no_rest()
    {
        var masking = new Masking();
        masking.Add(["pass", "password1", ""]);
        masking.Mask("password1 and pass").ShouldBe("*** and ***");
    }

    [Theory]
    [InlineData(0.4, "< 1sec")]
    [InlineData(1, "0:01")]
    [InlineData(600, "10:00")]
    [InlineData(3725, "62:05")]
    public void A_duration_is_minutes_and_seconds(double seconds, string text) => SummaryTable.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
