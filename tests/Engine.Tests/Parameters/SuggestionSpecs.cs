using DataSpec.Engine.Parameters;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

public sealed class SuggestionSpecs
{
    [Theory]
    [InlineData("upp", "Up")]
    [InlineData("abcde", "abc")]
    [InlineData("badc", "abcd")]
    [InlineData("abcdefxyz", "abcdefghi")]
    public void Something_near_is_suggested(string typed, string meant) => Suggestion.DidYouMean(typed, ["somewhere-else", meant]).ShouldBe($" Did you mean '{meant}'?");

    [Theory]
    [InlineData("abcdef", "abc")]
    [InlineData("abcdewxyz", "abcdefghi1")]
    [InlineData("Status", "Backup")]
    public void Something_far_is_not(string typed, string other) => Suggestion.DidYouMean(typed, [other]).ShouldBeEmpty();

    [Fact]
    public void The_nearest_is_suggested_and_of_two_the_first()
    {
        Suggestion.DidYouMean("Backup", ["Backups", "Backup1", "Up"]).ShouldBe(" Did you mean 'Backups'?");
        Suggestion.DidYouMean("Backup", []).ShouldBeEmpty();
    }
}
