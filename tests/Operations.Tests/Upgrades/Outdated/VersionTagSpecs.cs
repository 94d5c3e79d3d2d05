using DataSpec.Operations.Upgrades.Outdated;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Outdated;

public sealed class VersionTagSpecs
{
    [Theory]
    [InlineData("18.6", "18.10", "18.6,18.7,18.10,18,19beta3,18.6-bookworm,latest,18.10-alpine")]
    [InlineData("3.3.2-python3.12", "3.4.0-python3.12", "3.3.2,3.3.3,3.3.3-python3.13,3.3.10-python3.12,3.4.0-python3.12,3.5.0rc1-python3.12,3.4.1.dev1")]
    [InlineData("v1.20.1", "v1.21.0", "1.99.0,v1.20.1,v1.21.0,v1.22.0-rc.1,v1.9.9")]
    [InlineData("9.18", "9.19", "9.18.0,9.18,9.9,9.19,2024-01-01,snapshot")]
    [InlineData("13.2.3", "13.2.3", "13.2.3,13.2.3-ubuntu,13.3.0-20099999,main,9.5.1")]
    [InlineData("7.0.0rc2", "7.0.0", "7.0.0,7.0.0rc3,7.0.1-dev")]
    public void The_newest_is_the_highest_of_the_same_kind_of_tag(string locked, string newest, string tags)
    {
        var wanted = VersionTag.Parse(locked)!;

        tags.Split(',').Select(VersionTag.Parse).OfType<VersionTag>().Where(tag => tag.IsLike(wanted)).Max(VersionTag.Order)!.Text.ShouldBe(newest);
    }

    [Theory]
    [InlineData("dataspec/airflow:3.2.2-packages", "3.2.2")]
    [InlineData("postgres:18.6@sha256:5a5a84b1", "18.6")]
    [InlineData("localhost:5000/grafana/alloy:v1.20.1", "1.20.1")]
    [InlineData("postgres:latest", null)]
    [InlineData("localhost:5000/postgres", null)]
    [InlineData("postgres", null)]
    public void The_version_of_an_image_is_read_from_its_reference(string reference, string? version) => (VersionTag.OfImage(reference)?.Version).ShouldBe(version);

    [Theory]
    [InlineData("")]
    [InlineData("latest")]
    [InlineData("v")]
    [InlineData("1..2")]
    [InlineData("99999999999999999999")]
    public void What_is_no_version_is_none(string text) => VersionTag.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(">=2.7 <3", "2.7", true)]
    [InlineData(">=2.7 <3", "2.11.2", true)]
    [InlineData(">=2.7 <3", "3.0.0", false)]
    [InlineData("<18", "17.11", true)]
    [InlineData("<18", "18.0", false)]
    [InlineData("=3.6.11", "3.6.11", true)]
    [InlineData("*", "1", true)]
    public void Conditions_compare_numbers(string range, string version, bool holds) => VersionRange.Parse(range).Holds(VersionTag.Parse(version)!).ShouldBe(holds);

    [Theory]
    [InlineData("17")]
    [InlineData(">= 17")]
    [InlineData("<x")]
    public void A_condition_that_is_none_is_refused(string range) => Should.Throw<FormatException>(() => VersionRange.Parse(range));
}
