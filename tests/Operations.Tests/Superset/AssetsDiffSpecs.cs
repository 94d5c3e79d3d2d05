using DataSpec.Operations.Superset;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

public sealed class AssetsDiffSpecs
{
    [Fact]
    public void Equal_texts_have_no_difference() => UnifiedDiff.Of("a", "x\ny\n", "x\ny\n").ShouldBeEmpty();

    [Fact]
    public void Changes_far_apart_are_shown_apart_with_three_lines_around_each()
    {
        var old = string.Join('\n', Enumerable.Range(1, 30));
        var now = old.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal).Replace("\n25\n", "\n", StringComparison.Ordinal);

        UnifiedDiff.Of("a", old, now).ShouldBe(
        [
            "--- a", "+++ a",
            "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8",
            "@@ -22,7 +22,6 @@", " 22", " 23", " 24", "-25", " 26", " 27", " 28",
        ]);
    }

    [Fact]
    public void A_new_file_is_all_additions() =>
        UnifiedDiff.Of("a", before: null, "x\ny\n").ShouldBe(["--- /dev/null", "+++ a", "@@ -1,0 +1,2 @@", "+x", "+y"]);
}
