using System.Collections.Immutable;
using System.Security.Cryptography;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>Something found in a backup's directory.</summary>
/// <param name="Path">Below the backup, with slashes.</param>
/// <param name="Kind">A link counts as <see cref="FoundKind.Other"/>: a backup holds none.</param>
sealed record FoundEntry(string Path, FoundKind Kind, long Size);

enum FoundKind
{
    File,
    Directory,
    Other,
}

/// <summary>Walks and hashes a backup's directory.</summary>
static class BackupFiles
{
    const int BufferBytes = 1 << 20;

    /// <summary>Everything below, parents before children, in ordinal order; follows no links.</summary>
    public static IEnumerable<FoundEntry> Walk(string root)
    {
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (pending.TryPop(out var directory))
        {
            foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                if (entry.LinkTarget is not null)
                {
                    yield return new FoundEntry(path, FoundKind.Other, 0);
                }
                else if (entry is DirectoryInfo below)
                {
                    yield return new FoundEntry(path, FoundKind.Directory, 0);
                    pending.Push(below);
                }
                else
                {
                    yield return new FoundEntry(path, IsRegular(entry) ? FoundKind.File : FoundKind.Other, ((FileInfo)entry).Length);
                }
            }
        }
    }

    /// <summary>Size, SHA-256 and mode of every file, and the directories: the manifest's list of a backup that was just written.</summary>
    /// <param name="known">SHA-256 by path of files that were read already; null for none.</param>
    public static async Task<(ImmutableArray<BackedUpDirectory> Directories, ImmutableArray<BackedUpFile> Files)> ListAsync(
        BackupLayout backup, IProgressSink progress, CancellationToken ct, IReadOnlyDictionary<string, string>? known = null)
    {
        var found = Walk(backup.Directory).Where(entry => !BackupLayout.IsUnlisted(entry.Path)).ToArray();
        if (found.FirstOrDefault(entry => entry.Kind is FoundKind.Other) is { } strange)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"'{strange.Path}' in the backup is neither a file nor a directory: it cannot be kept.");
        string ModeOf(FoundEntry entry) => ModeText(Path.Combine(backup.Directory, entry.Path));
        var files = found.Where(entry => entry.Kind is FoundKind.File).ToLookup(entry => known?.ContainsKey(entry.Path) is true);
        var hashes = (await HashAsync(backup.Directory, [.. files[false]], progress, ct)).AddRange(files[true].Select(entry => (entry, (string?)known![entry.Path], (string?)null)));
        return (
            [.. found.Where(entry => entry.Kind is FoundKind.Directory).OrderBy(entry => entry.Path, StringComparer.Ordinal)
                .Select(entry => new BackedUpDirectory(entry.Path, ModeOf(entry)))],
            [.. hashes.OrderBy(hash => hash.Entry.Path, StringComparer.Ordinal)
                .Select(hash => new BackedUpFile(hash.Entry.Path, hash.Entry.Size, hash.Sha256 ?? throw new IOException($"'{hash.Entry.Path}': {hash.Error}"), ModeOf(hash.Entry)))]);
    }

    /// <summary>Hashes files on all processors; one that cannot be read has an error instead.</summary>
    /// <param name="processors">Most of them to use; null for all.</param>
    public static async Task<ImmutableArray<(FoundEntry Entry, string? Sha256, string? Error)>> HashAsync(
        string root, ImmutableArray<FoundEntry> files, IProgressSink progress, CancellationToken ct, int? processors = null)
    {
        var total = files.Sum(file => file.Size);
        var done = 0L;
        var results = new (FoundEntry, string?, string?)[files.Length];
        // The largest first: the last one to start should be short.
        var order = Enumerable.Range(0, files.Length).OrderByDescending(index => files[index].Size);
        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = processors ?? Environment.ProcessorCount, CancellationToken = ct }, async (index, token) =>
        {
            var file = files[index];
            try
            {
                results[index] = (file, await Sha256Async(Path.Combine(root, file.Path), token), null);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                results[index] = (file, null, error.Message);
            }

            progress.Advance("files", Interlocked.Add(ref done, file.Size), total, "bytes");
        });
        return [.. results];
    }

    public static async Task<string> Sha256Async(string path, CancellationToken ct)
    {
        await using var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = BufferBytes });
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }

    /// <summary>Four octal digits.</summary>
    public static string ModeText(string path) =>
        OperatingSystem.IsWindows() ? "0000" : Convert.ToString((int)File.GetUnixFileMode(path), 8).PadLeft(4, '0');

    // A socket or a pipe would be opened and waited for.
    static bool IsRegular(FileSystemInfo entry) => !OperatingSystem.IsLinux() || Posix.IsRegularFile(entry.FullName);
}
