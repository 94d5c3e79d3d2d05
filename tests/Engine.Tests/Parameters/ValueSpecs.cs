using DataSpec.Engine.Parameters;
using Nuke.Common.IO;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

/// <summary>Which texts are values of a type, and which are not.</summary>
public sealed class ValueSpecs
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("1:30:00", 5400)]
    [InlineData("999999999s", 999999999)]
    public void A_duration_is_a_number_with_its_unit_or_a_time(string text, double seconds) => Duration(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("5x")]
    [InlineData("-5s")]
    [InlineData("1e3s")]
    [InlineData("half:past")]
    [InlineData("1000000000s")]
    public void Anything_else_is_no_duration(string text) => Duration(text).ShouldBeNull();

    [Fact]
    public void A_path_is_taken_from_its_base_and_an_empty_one_is_none()
    {
        Path("out").ShouldBe((AbsolutePath)System.IO.Path.Combine(Base, "out"));
        Path("x").ShouldBe((AbsolutePath)System.IO.Path.Combine(Base, "x"));
        Path("").ShouldBeNull();
    }

    static string Base { get; } = System.IO.Path.GetTempPath().TrimEnd(System.IO.Path.DirectorySeparatorChar);

    static object? Duration(string text) => ValueConversion.Convert(text, typeof(TimeSpan), Base);

    static object? Path(string text) => ValueConversion.Convert(text, typeof(AbsolutePath), Base);
}
