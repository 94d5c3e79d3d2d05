using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>How much a folder of <c>data/</c> holds.</summary>
/// <param name="IsComplete">False where time ran out or a folder may not be read: then it holds at least this much.</param>
public sealed record FolderSize(string Folder, long Bytes, bool IsComplete);

/// <summary>Measures the folders of <c>data/</c> within a time limit.</summary>
static class DiskUse
{
    public static ImmutableArray<FolderSize> Measure(StackRoot root, TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        if (!Directory.Exists(root.Data))
            return [];
        var begun = time.GetTimestamp();
        return
        [
            .. Directory.EnumerateDirectories(root.Data).Order(StringComparer.Ordinal)
                .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
                .Select(folder => Folder(new DirectoryInfo(folder), () => !ct.IsCancellationRequested && time.GetElapsedTime(begun) < limit)),
        ];
    }

    /// <summary>Free bytes of the file system that holds <c>data/</c>.</summary>
    public static long FreeBytes(StackRoot root) =>
        new DriveInfo(Directory.Exists(root.Data) ? root.Data : root.Directory).AvailableFreeSpace;

    static FolderSize Folder(DirectoryInfo folder, Func<bool> mayGoOn)
    {
        var bytes = 0L;
        var complete = true;
        var open = new Stack<DirectoryInfo>([folder]);
        while (open.TryPop(out var next))
        {
            if (!mayGoOn())
                return new FolderSize(folder.Name, bytes, IsComplete: false);
            try
            {
                foreach (var entry in next.EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
                {
                    if (entry is DirectoryInfo inner)
                        open.Push(inner);
                    else if (entry is FileInfo file)
                        bytes += file.Length;
                }
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // Another user's folder, or one that went away while it was read.
                complete = false;
            }
        }

        return new FolderSize(folder.Name, bytes, complete);
    }
}
