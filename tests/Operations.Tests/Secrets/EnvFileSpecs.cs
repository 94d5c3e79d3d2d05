using System.Runtime.Versioning;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

[SupportedOSPlatform("linux")]
public sealed class EnvFileSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_is_written_for_its_owner_alone()
    {
        Env.Write(EnvDocument.Parse("A=1\n"));

        File.GetUnixFileMode(Env.Path).ShouldBe(EnvFile.PrivateMode);
        File.ReadAllText(Env.Path).ShouldBe("A=1\n");
    }

    [Fact]
    public void Nothing_stays_beside_it()
    {
        Env.Write(EnvDocument.Parse("A=1\n"));
        Env.Write(EnvDocument.Parse("A=2\n"));

        Directory.GetFiles(_directory.Path).ShouldBe([Env.Path]);
    }

    [Fact]
    public void A_write_keeps_the_owner()
    {
        Assert.SkipUnless(Posix.EffectiveUser == 0, "only root can give a file to another user");
        File.WriteAllText(Env.Path, "A=1\n");
        Posix.Own(Env.Path, 12345, 23456);

        Env.Write(EnvDocument.Parse("A=2\n"));

        var owner = Posix.OwnerOf(Env.Path).ShouldNotBeNull();
        (owner.User, owner.Group, owner.Mode).ShouldBe((12345u, 23456u, EnvFile.PrivateMode));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        File.WriteAllText(_directory.File("real"), "A=1\n");
        File.CreateSymbolicLink(Env.Path, _directory.File("real"));

        Env.Write(EnvDocument.Parse("A=2\n"));

        new FileInfo(Env.Path).LinkTarget.ShouldNotBeNull();
        File.ReadAllText(_directory.File("real")).ShouldBe("A=2\n");
    }

    [Fact]
    public void A_missing_file_reads_as_empty() => Env.Read().Entries.ShouldBeEmpty();

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        File.WriteAllBytes(Env.Path, [0x41, 0x3D, 0xE9, 0x0A]);

        Should.Throw<DataSpecException>(Env.Read).Message.ShouldContain("UTF-8");
    }

    EnvFile Env => new(_directory.File(".env"));
}
