using System.Diagnostics;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>A small file system in memory over a folder; skips the test where this user may not mount one.</summary>
sealed class SmallMount : IAsyncDisposable
{
    readonly string _folder;

    SmallMount(string folder) => _folder = folder;

    public static async Task<SmallMount> AtAsync(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        if (await CallAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) != 0)
            Assert.Skip("this user may not mount a small disk");
        return new SmallMount(folder);
    }

    public async ValueTask DisposeAsync() => await CallAsync("umount", "--lazy", _folder);

    static async Task<int> CallAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
