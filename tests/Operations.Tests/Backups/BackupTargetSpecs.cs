using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[SupportedOSPlatform("linux")]
public sealed class BackupTargetSpecs : IDisposable
{
    readonly TemporaryDirectory _stack = new();

    public BackupTargetSpecs() => Directory.CreateDirectory(_stack.Root.Data);

    public void Dispose() => _stack.Dispose();

    [Theory]
    [InlineData("data")]
    [InlineData("data/backups")]
    [InlineData("elsewhere/../data/x")]
    public void Inside_data_is_refused(string target) =>
        Should.Throw<DataSpecException>(() => BackupTarget.Open(target, _stack.Root)).ExitCode.ShouldBe(ExitCode.WrongUsage);

    [Fact]
    public void Inside_data_by_way_of_a_link_is_refused_too()
    {
        Directory.CreateSymbolicLink(_stack.File("link"), _stack.Root.Data);

        Should.Throw<DataSpecException>(() => BackupTarget.Open("link/backups", _stack.Root)).Message.ShouldContain("is inside");
        Directory.GetFileSystemEntries(_stack.Root.Data).ShouldBeEmpty();
    }

    [Fact]
    public void A_new_target_is_its_owners_alone()
    {
        var target = BackupTarget.Open("backups", _stack.Root);

        target.ShouldBe(_stack.File("backups"));
        File.GetUnixFileMode(target).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_target_that_cannot_be_a_directory_is_named()
    {
        File.WriteAllText(_stack.File("file"), "");

        var error = Should.Throw<DataSpecException>(() => BackupTarget.Open("file/backups", _stack.Root));

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain(_stack.File("file"));
    }

    [Fact]
    public void Too_little_room_is_told_with_what_is_needed_and_missing()
    {
        var error = Should.Throw<DataSpecException>(() => BackupTarget.RequireRoom(_stack.Path, 1L << 60));

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("the backup needs 1152921.5 TB");
        error.Message.ShouldContain("are missing");
    }
}
