using Nuke.Common.IO;
using Shouldly;

namespace DataSpec.Engine.Tests.IO;

/// <summary>Paths of every system, looked at on any: the root says whose they are.</summary>
public sealed class AbsolutePathSpecs
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/srv/data/", "/srv/data")]
    [InlineData("/srv//./data/../x", "/srv/x")]
    [InlineData("/Users/a b/Library", "/Users/a b/Library")]
    [InlineData("/odd\\name", "/odd\\name")]
    [InlineData("C:\\", "C:\\")]
    [InlineData("c:/Users/me/", "c:\\Users\\me")]
    [InlineData("C:\\a\\.\\b\\..\\c", "C:\\a\\c")]
    [InlineData("\\\\server\\share\\a/b", "\\\\server\\share\\a\\b")]
    public void A_path_is_normalised_by_the_rules_of_its_root(string given, string path) => AbsolutePath.Create(given).ToString().ShouldBe(path);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("./a")]
    [InlineData("C:a")]
    [InlineData("1:/a")]
    [InlineData("\\\\server")]
    [InlineData("\\\\\\share")]
    public void A_relative_path_is_refused(string given) =>
        Should.Throw<ArgumentException>(() => AbsolutePath.Create(given)).Message.ShouldStartWith($"Path '{given}' must be rooted");

    [Theory]
    [InlineData("/a/../..")]
    [InlineData("C:\\..")]
    [InlineData("\\\\server\\share\\..")]
    public void Nothing_is_above_the_root(string given) =>
        Should.Throw<ArgumentException>(() => AbsolutePath.Create(given)).Message.ShouldStartWith($"Cannot normalize '{given}' beyond path root");

    [Theory]
    [InlineData("/a", "b/c", "/a/b/c")]
    [InlineData("/", "b", "/b")]
    [InlineData("/a", "..", "/")]
    [InlineData("C:\\", "b/c", "C:\\b\\c")]
    [InlineData("\\\\server\\share", "b", "\\\\server\\share\\b")]
    public void A_slash_goes_down(string left, string right, string path) => (AbsolutePath.Create(left) / right).ToString().ShouldBe(path);

    [Theory]
    [InlineData("/b")]
    [InlineData("C:\\b")]
    public void A_slash_takes_no_second_root(string right) => Should.Throw<ArgumentException>(() => AbsolutePath.Create("/a") / right).Message.ShouldContain($"'{right}'");

    [Theory]
    [InlineData("/a/b.tar.gz", "b.tar.gz", ".gz", "/a")]
    [InlineData("C:\\a\\b.txt", "b.txt", ".txt", "C:\\a")]
    [InlineData("C:\\a", "a", "", "C:\\")]
    [InlineData("/a", "a", "", "/")]
    [InlineData("/", "", "", null)]
    [InlineData("C:\\", "", "", null)]
    public void A_path_knows_its_name_and_its_parent(string given, string name, string extension, string? parent)
    {
        var path = AbsolutePath.Create(given);
        (path.Name, path.Extension, (string?)path.Parent).ShouldBe((name, extension, parent));
    }

    [Fact]
    public void Case_counts_where_it_counts_on_the_system_of_the_root()
    {
        (AbsolutePath.Create("C:\\A") == AbsolutePath.Create("c:/a")).ShouldBeTrue();
        AbsolutePath.Create("C:\\A").GetHashCode().ShouldBe(AbsolutePath.Create("c:/a").GetHashCode());
        (AbsolutePath.Create("/A") != AbsolutePath.Create("/a")).ShouldBeTrue();
        AbsolutePath.Create("/a").Equals("/a").ShouldBeFalse();
    }

    [Fact]
    public void Text_and_paths_become_each_other_and_null_stays_null()
    {
        AbsolutePath path = "/a";
        (path + ".bak").ToString().ShouldBe("/a.bak");
        ((AbsolutePath?)(string?)null).ShouldBeNull();
        ((string?)(AbsolutePath?)null).ShouldBeNull();
    }
}
