using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Verification;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Disks without room. A folder of data that no container of these tests has gets a small one of its own.</summary>
static class DiskFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        OwnDisk("a folder of data is on a full disk", "disk.space", "size=16m") with { MayImply = ["disk.filesystem"] },
        OwnDisk("a disk of data has no room for more files", "disk.inodes", "size=1g,nr_inodes=100") with { MayImply = ["disk.filesystem"] },
        OwnDisk("a folder of data is in memory", "disk.filesystem", "size=1g") with { Warns = true },
        new("the disk fills up by its half a day", "disk.forecast", FillUp, stack => File.WriteAllTextAsync(History(stack), "")),
    ];

    /// <summary>A file system in memory, for the folder's own user.</summary>
    public static async Task Mount(string folder, string options)
    {
        Directory.CreateDirectory(folder);
        await Docker.Program("mount", "-t", "tmpfs", "-o", $"{options},uid=50000,gid=0,mode=2775", "tmpfs", folder);
    }

    static Fault OwnDisk(string what, string check, string options) => new(what, check, stack => Mount(Folder(stack), options), stack => Docker.Program("umount", "--lazy", Folder(stack)));

    static string Folder(Checkout stack) => stack.PathOf("data", "airflow", "taxi-source");

    static string History(Checkout stack) => stack.PathOf("data", ".dataspec", "disk.jsonl");

    /// <summary>What the tool would have noted on the three days before.</summary>
    static async Task FillUp(Checkout stack)
    {
        var disk = new DriveInfo(stack.PathOf("data"));
        var notes = ((int[])[3, 2, 1]).Select(days => new DiskNote(DateTimeOffset.UtcNow.AddDays(-days), disk.AvailableFreeSpace * (days + 1), disk.TotalSize * 9, ImmutableSortedDictionary<string, long>.Empty));
        await File.WriteAllLinesAsync(History(stack), notes.Select(note => JsonSerializer.Serialize(note, JsonSerializerOptions.Web)));
    }
}
