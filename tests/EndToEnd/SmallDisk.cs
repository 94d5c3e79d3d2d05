using System.Diagnostics;

namespace DataSpec.EndToEnd;

/// <summary>A small file system of its own, mounted over a folder; unmounted and gone afterwards.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly string _image;
    readonly string _folder;

    SmallDisk(string folder, string image) => (_folder, _image) = (folder, image);

    string Filler => Path.Combine(_folder, "filler");

    public static async Task<SmallDisk> MountAt(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        var image = $"{folder}.img";
        await Call("truncate", "-s", $"{megabytes}M", image);
        await Call("mkfs.ext4", "-q", "-F", "-m", "0", image);
        await Call("mount", "-o", "loop", image, folder);
        return new SmallDisk(folder, image);
    }

    /// <summary>Takes all room but this much.</summary>
    public async Task FillUp(int leaveMegabytes)
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        await Call("fallocate", "-l", $"{free - (leaveMegabytes * 1_000_000L)}", Filler);
    }

    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        if (!File.Exists(_image))
            return;
        // Containers may still hold it for a moment: the mount goes with the last of them.
        await Call("umount", "--lazy", _folder);
        File.Delete(_image);
    }

    static async Task Call(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
