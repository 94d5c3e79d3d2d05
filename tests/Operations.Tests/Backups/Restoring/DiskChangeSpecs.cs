using DataSpec.Operations.Backups.Restoring;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>A directory that goes to another disk: it is never lost, and never there twice.</summary>
public sealed class DiskChangeSpecs : IDisposable
{
    readonly TemporaryDirectory _here = new();
    readonly string _there = Path.Combine("/dev/shm", $"dataspec-{Guid.NewGuid():N}");

    string From => Path.Combine(_here.Path, "compose");

    string To => Path.Combine(_there, "compose");

    public DiskChangeSpecs()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "no second disk is here: /dev/shm is missing");
        Directory.CreateDirectory(_there);
        Fill(From, "old");
    }

    [Fact]
    public void A_rename_between_disks_is_recognised()
    {
        var refused = Should.Throw<IOException>(() => Directory.Move(From, To));
        DiskChange.IsNeeded(refused).ShouldBeTrue();
        DiskChange.IsNeeded(Should.Throw<IOException>(() => Directory.Move(From, From + "/below"))).ShouldBeFalse();
    }

    [Fact]
    public void Everything_arrives_with_links_and_modes_and_nothing_stays()
    {
        DiskChange.Move(From, To);

        File.ReadAllText(Path.Combine(To, "a", "compose.yaml")).ShouldBe("old");
        new FileInfo(Path.Combine(To, "link")).LinkTarget.ShouldBe("a/compose.yaml");
        File.GetUnixFileMode(Path.Combine(To, "a", "run.sh")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Path.Combine(To, "a")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Names().ShouldBe(["there/compose"]);
    }

    [Fact]
    public void A_copy_that_was_not_whole_is_forgotten_and_the_original_stays()
    {
        Directory.CreateDirectory(To + ".moving");

        DiskChange.Settle(From, To, Path.Combine(_there, "another", "compose"));

        Names().ShouldBe(["here/compose"]);
        File.ReadAllText(Path.Combine(From, "a", "compose.yaml")).ShouldBe("old");
    }

    [Fact]
    public void A_copy_that_was_whole_takes_the_place_of_the_original()
    {
        Fill(To + ".moving", "old");
        Directory.Move(From, From + ".moved");

        DiskChange.Settle(Path.Combine(_there, "another", "compose"), From, To);

        Names().ShouldBe(["there/compose"]);
        File.ReadAllText(Path.Combine(To, "a", "compose.yaml")).ShouldBe("old");
    }

    [Fact]
    public void What_was_left_of_the_original_goes_where_the_copy_is_in_place()
    {
        Fill(To, "old");
        Directory.Move(From, From + ".moved");
        File.Delete(Path.Combine(From + ".moved", "a", "compose.yaml"));

        DiskChange.Settle(From, To);

        Names().ShouldBe(["there/compose"]);
    }

    [Fact]
    public void Where_no_move_was_begun_nothing_is_touched()
    {
        DiskChange.Settle(From, To);

        Names().ShouldBe(["here/compose"]);
    }

    public void Dispose()
    {
        _here.Dispose();
        if (Directory.Exists(_there))
            Directory.Delete(_there, recursive: true);
    }

    static void Fill(string directory, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, "a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        File.WriteAllText(Path.Combine(folder, "compose.yaml"), text);
        File.WriteAllText(Path.Combine(folder, "run.sh"), "true");
        File.SetUnixFileMode(Path.Combine(folder, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(directory, "link"), "a/compose.yaml");
    }

    string[] Names() =>
    [
        .. Directory.GetDirectories(_here.Path).Select(path => $"here/{Path.GetFileName(path)}").Order(StringComparer.Ordinal),
        .. Directory.GetDirectories(_there).Select(path => $"there/{Path.GetFileName(path)}").Order(StringComparer.Ordinal),
    ];
}
