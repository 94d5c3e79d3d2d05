using DataSpec.Operations.Processes;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

/// <summary>On real file systems mounted for the test.</summary>
[Trait("kind", "integration")]
public sealed class SmallFileSystemSpecs : IAsyncLifetime
{
    readonly TemporaryDirectory _directory = new();
    readonly ProcessRunner _runner = new(TimeProvider.System);

    string Target => _directory.File("data");

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Posix.EffectiveUser == 0, "only root can mount");
        Directory.CreateDirectory(Target);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _runner.RunAsync(Command.Of("umount", Target), ct: CancellationToken.None);
        _directory.Dispose();
    }

    [Fact]
    public async Task A_small_disk_is_refused_with_its_size()
    {
        await Mount("tmpfs", "size=64m");

        var findings = DiskCheck.Of(_directory.Root, storageDirectory: null).ToList();

        findings.ShouldContain(finding => finding.Id == "disk" && finding.IsHard && finding.What.Contains("64 MiB"));
        FileSystemCheck.Of(_directory.Root, mayWrite: true).ShouldHaveSingleItem().What.ShouldContain("tmpfs");
    }

    [Fact]
    public async Task A_read_only_file_system_is_refused()
    {
        await Mount("tmpfs", "ro");

        FileSystemCheck.Of(_directory.Root, mayWrite: true).ShouldContain(finding => finding.IsHard && finding.Id == "filesystem");
    }

    [Fact]
    public async Task A_full_disk_leaves_the_old_file_whole()
    {
        await Mount("tmpfs", "size=64k");
        var path = Path.Combine(Target, "file");
        DurableFile.Write(path, "old", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Should.Throw<IOException>(() => DurableFile.Write(path, new string('x', 200_000), UnixFileMode.UserRead));

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(Target).ShouldBe([path]);
    }

    [Fact]
    public async Task A_lock_can_be_taken_on_a_full_disk()
    {
        await Mount("tmpfs", "size=64k");
        StackLock.Take(_directory.Root, "Up", TimeProvider.System).Dispose();
        try
        {
            File.WriteAllText(Path.Combine(Target, "filler"), new string('x', 200_000));
        }
        catch (IOException)
        {
            // Full, as wanted.
        }

        using var taken = StackLock.Take(_directory.Root, "Down", TimeProvider.System);
        Should.Throw<StackLockedException>(() => StackLock.Take(_directory.Root, "Up", TimeProvider.System));
    }

    async Task Mount(string type, string options)
    {
        var result = await _runner.RunAsync(Command.Of("mount", "-t", type, "-o", options, type, Target), ct: TestContext.Current.CancellationToken);
        Assert.SkipUnless(result.Succeeded, $"this machine does not let a test mount: {result.StandardError}");
    }
}
