using static DataSpec.Operations.Setup.CapacityCheck;

namespace DataSpec.Operations.Setup;

/// <summary>Is there room, in bytes and in files, for <c>data</c> and where the engine keeps its images?</summary>
static class DiskCheck
{
    public static IEnumerable<Finding> Of(StackRoot root, string? storageDirectory)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        var data = Existing(root.Data);
        return [.. Data(data, Posix.RoomAt(data), PostgresCluster.In(root).Any()), .. Images(storageDirectory)];
    }

    public static IEnumerable<Finding> Data(string path, FileSystemRoom? room, bool hasCluster)
    {
        if (room is null)
            yield break;
        var least = hasCluster ? Requirements.LeastDiskOfRunningStack : Requirements.LeastDataDisk;
        if (room.FreeBytes < least)
            yield return Finding.Missing(
                "disk",
                $"'{path}' has {Size(room.FreeBytes)} free; at least {Size(least)} are needed.",
                $"Make room, or put data on another disk: df -h '{path}'");
        else if (room.FreeBytes < Requirements.GoodDataDisk)
            yield return Finding.Warning(
                "disk",
                $"'{path}' has {Size(room.FreeBytes)} free; {Size(Requirements.GoodDataDisk)} are advised.",
                $"See what takes it: du -xh -d2 '{path}' | sort -h | tail");
        foreach (var finding in Inodes(path, room))
            yield return finding;
    }

    public static IEnumerable<Finding> Images(string? directory)
    {
        // An engine elsewhere (a virtual machine, a remote one) names a directory that is not on this machine.
        if (directory is null || !OperatingSystem.IsLinux() || Posix.RoomAt(directory) is not { } room)
            yield break;
        if (room.FreeBytes < Requirements.LeastDiskOfRunningStack)
            yield return Finding.Missing(
                "disk",
                $"'{directory}', where the engine keeps images and containers, has {Size(room.FreeBytes)} free; at least {Size(Requirements.LeastDiskOfRunningStack)} are needed.",
                "See what can go: docker system df");
        else if (room.FreeBytes < Requirements.GoodImageDisk)
            yield return Finding.Warning(
                "disk",
                $"'{directory}', where the engine keeps images, has {Size(room.FreeBytes)} free; {Size(Requirements.GoodImageDisk)} are advised.",
                "See what can go: docker system df");
        foreach (var finding in Inodes(directory, room))
            yield return finding;
    }

    static IEnumerable<Finding> Inodes(string path, FileSystemRoom room)
    {
        // Some file systems (btrfs) have no fixed number and tell 0.
        if (room.TotalInodes > 0 && room.FreeInodes < Requirements.LeastInodes)
            yield return Finding.Missing(
                "inodes",
                $"'{path}' has room for only {room.FreeInodes} more files; at least {Requirements.LeastInodes} are needed.",
                $"See which directories have most: du -x --inodes -d2 '{path}' | sort -n | tail");
        else if (room.TotalInodes > 0 && room.FreeInodes < Requirements.GoodInodes)
            yield return Finding.Warning(
                "inodes",
                $"'{path}' has room for only {room.FreeInodes} more files; {Requirements.GoodInodes} are advised.",
                $"See which directories have most: du -x --inodes -d2 '{path}' | sort -n | tail");
    }

    /// <summary>The path itself or the nearest directory above it that is there.</summary>
    public static string Existing(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path)!;
        return path;
    }
}
