using System.Diagnostics;
using Xunit;

namespace DataSpec.Operations.Tests;

/// <summary>A mounted disk of its own, of a file system that is asked for; unmounted afterwards.</summary>
sealed class TestDisk : IAsyncDisposable
{
    readonly string _image;
    readonly string _device;

    TestDisk(string path, string image, string device) => (Path, _image, _device) = (path, image, device);

    public string Path { get; }

    /// <summary>As a stick from a shop: no owners, no permission bits; by the kernel's vfat, or where that is missing by FUSE.</summary>
    public static async Task<TestDisk> ExFatAsync(string path, int megabytes)
    {
        RequireRoot();
        await TestPrograms.RequireAsync("mkfs.exfat", "exfatprogs");
        await TestPrograms.RequireAsync("mount.exfat-fuse", "exfat-fuse");
        return await MountAsync(path, megabytes, "mkfs.exfat", device => ("mount.exfat-fuse", [device, path]));
    }

    public static async Task<TestDisk> Ext4Async(string path, int megabytes)
    {
        RequireRoot();
        var disk = await MountAsync(path, megabytes, "mkfs.ext4", device => ("mount", [device, path]), "-q", "-F", "-m", "0");
        Directory.Delete(System.IO.Path.Combine(path, "lost+found"));
        return disk;
    }

    public Task RemountReadOnlyAsync() => TestPrograms.RunAsync("mount", "-o", "remount,ro", Path);

    /// <summary>As a stick that is pulled: the path is the empty directory below it again.</summary>
    public Task TakeAwayAsync() => TestPrograms.RunAsync("umount", "--lazy", Path);

    public async ValueTask DisposeAsync()
    {
        foreach (var (program, arguments) in new[] { ("umount", new[] { "--lazy", Path }), ("losetup", ["--detach", _device]) })
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            await process.WaitForExitAsync();
        }

        File.Delete(_image);
    }

    static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("mounting a disk needs root");
    }

    static async Task<TestDisk> MountAsync(string path, int megabytes, string make, Func<string, (string Program, string[] Arguments)> mount, params string[] options)
    {
        Directory.CreateDirectory(path);
        var image = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"dataspec-disk-{Guid.NewGuid():N}");
        await using (var file = File.Create(image))
            file.SetLength((long)megabytes << 20);
        await TestPrograms.RunAsync(make, [.. options, image]);
        string device;
        try
        {
            device = await TestPrograms.RunAsync("losetup", "--find", "--show", image);
        }
        catch (IOException error)
        {
            File.Delete(image);
            Assert.Skip($"no loop device: {error.Message}");
            throw;
        }

        var (program, arguments) = mount(device);
        await TestPrograms.RunAsync(program, arguments);
        return new(path, image, device);
    }
}
