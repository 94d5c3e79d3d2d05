using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Files;

public sealed class EnvMergeSpecs
{
    static readonly EnvKeyList Shipped = new([new("PORT", "Web", "80", Secret: false), new("OLD", "Web", "", Secret: false), new("LEVEL", "Web", "info", Secret: false)]);
    static readonly EnvKeyList Release = new([new("PORT", "Web", "8080", Secret: false), new("LEVEL", "Web", "debug", Secret: false), new("COLOUR", "Look", "red", Secret: false), new("TOKEN", "Look", "", Secret: true)]);

    [Fact]
    public void New_keys_are_added_and_every_other_byte_stays()
    {
        const string Env = "# mine\nPORT=81 # own\nUNKNOWN='x y'\nOLD=1\nLEVEL=info\n";

        var merged = Of(Env);

        merged.Added.ShouldBe(["COLOUR", "TOKEN"]);
        merged.Document.Text.ShouldStartWith(Env);
        merged.Document["COLOUR"].ShouldBe("red");
        merged.Document["TOKEN"]!.Length.ShouldBe(32);
        merged.Document["UNKNOWN"].ShouldBe("x y");
    }

    [Fact]
    public void A_default_that_changed_is_told_where_the_old_one_is_in_use_and_not_followed()
    {
        var merged = Of("PORT=81\nLEVEL=info\n");

        merged.Defaults.ShouldBe([new EnvDefaultChange("LEVEL", "info", "debug")]);
        merged.Document["LEVEL"].ShouldBe("info");
    }

    [Fact]
    public void A_key_the_release_no_longer_reads_is_told_and_stays()
    {
        var merged = Of("OLD=1\nPORT=1\nLEVEL=x\n");

        merged.Gone.ShouldBe(["OLD"]);
        merged.Document["OLD"].ShouldBe("1");
    }

    static EnvMerge Of(string env) => EnvMerge.Of(EnvDocument.Parse(env), Shipped, Release);
}
