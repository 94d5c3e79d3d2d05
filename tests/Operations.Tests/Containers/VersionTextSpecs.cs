using DataSpec.Operations.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class VersionTextSpecs
{
    [Theory]
    [InlineData("v2.40.3", "2.40.3")]
    [InlineData("20.10.24+dfsg1", "20.10.24")]
    [InlineData("2.27.0-desktop.2\n", "2.27.0")]
    [InlineData("28.5", "28.5")]
    public void It_reads_versions_as_programs_print_them(string text, string version) => VersionText.Parse(text).ShouldBe(Version.Parse(version));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unknown")]
    public void A_text_without_a_version_has_none(string? text) => VersionText.Parse(text).ShouldBeNull();
}
