using Nuke.Common.IO;
using Shouldly;

namespace DataSpec.Engine.Tests.Paths;

/// <summary>Paths of every system, on every system: the style of the root decides.</summary>
public sealed class AbsolutePathSpecs
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b/", "/a/b")]
    [InlineData("/a//b/./c/../d", "/a/b/d")]
    [InlineData("/Users/Ann Lee/Library/..", "/Users/Ann Lee")]
    [InlineData("/a\\b/c", "/a\\b/c")]
    [InlineData("C:\\", "C:\\")]
    [InlineData("C:\\a\\b\\", "C:\\a\\b")]
    [InlineData("c:/a/./b\\..\\d", "c:\\a\\d")]
    [InlineData("\\\\server\\share\\x\\..", "\\\\server\\share")]
    public void A_path_is_normalised_by_its_root(string path, string normalised) => AbsolutePath.Create(path).ToString().ShouldBe(normalised);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("./a")]
    [InlineData("C:a")]
    [InlineData("\\a")]
    public void A_relative_path_is_refused(string path) => Should.Throw<ArgumentException>(() => AbsolutePath.Create(path)).Message.ShouldContain($"'{path}' must be rooted");

    [Theory]
    [InlineData("/a/../..")]
    [InlineData("C:\\..")]
    public void Nothing_is_above_the_root(string path) => Should.Throw<ArgumentException>(() => AbsolutePath.Create(path)).Message.ShouldContain("beyond path root");

    [Theory]
    [InlineData("/a", "b/c", "/a/b/c")]
    [InlineData("/", "b", "/b")]
    [InlineData("/a/b", "../c", "/a/c")]
    [InlineData("D:\\data", "x/y", "D:\\data\\x\\y")]
    [InlineData("D:\\", "x", "D:\\x")]
    public void A_slash_goes_down(string path, string below, string expected) => (AbsolutePath.Create(path) / below).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("/a", "/b")]
    [InlineData("C:\\a", "D:\\b")]
    [InlineData("/a", "C:\\b")]
    public void Only_a_relative_path_can_stand_below(string path, string below) =>
        Should.Throw<ArgumentException>(() => AbsolutePath.Create(path) / below).Message.ShouldContain("must not be rooted");

    [Theory]
    [InlineData("/a/b.txt", "b.txt", "/a")]
    [InlineData("/a", "a", "/")]
    [InlineData("C:\\a\\b", "b", "C:\\a")]
    [InlineData("C:\\a", "a", "C:\\")]
    public void A_path_has_a_name_and_a_parent(string path, string name, string parent)
    {
        AbsolutePath.Create(path).Name.ShouldBe(name);
        AbsolutePath.Create(path).Parent!.ToString().ShouldBe(parent);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("C:\\")]
    public void A_root_has_no_parent(string path) => AbsolutePath.Create(path).Parent.ShouldBeNull();

    [Fact]
    public void Letters_count_except_where_Windows_says_no()
    {
        AbsolutePath.Create("/a").ShouldNotBe(AbsolutePath.Create("/A"));
        AbsolutePath.Create("C:\\a").ShouldBe(AbsolutePath.Create("c:\\A"));
        AbsolutePath.Create("C:\\a").GetHashCode().ShouldBe(AbsolutePath.Create("c:\\A").GetHashCode());
    }

    [Fact]
    public void Null_stays_null_both_ways()
    {
        ((AbsolutePath?)(string?)null).ShouldBeNull();
        ((string?)(AbsolutePath?)null).ShouldBeNull();
    }

    [Fact]
    public void Text_is_added_at_the_end_and_an_extension_has_its_dot()
    {
        var file = AbsolutePath.Create("C:\\a\\b.tar") + ".gz";

        (file.ToString(), file.Extension).ShouldBe(("C:\\a\\b.tar.gz", ".gz"));
    }
}
