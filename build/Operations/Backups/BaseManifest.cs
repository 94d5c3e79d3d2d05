using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Backups;

/// <summary>What Postgres wrote about a base backup: <c>base/backup_manifest</c>.</summary>
static class BaseManifest
{
    public const string Name = "backup_manifest";

    /// <summary>Where its log begins, and where it has to be replayed to.</summary>
    public static (int Timeline, string Start, string Stop) ReadRange(BackupLayout backup)
    {
        using var manifest = Read(backup);
        var range = manifest.RootElement.Items("WAL-Ranges").Last();
        return (range.GetProperty("Timeline").GetInt32(), range.Text("Start-LSN")!, range.Text("End-LSN")!);
    }

    /// <summary>Files that do not hold the bytes that Postgres sent; of a combined backup's log it writes no checksum.</summary>
    public static IEnumerable<string> Differences(BackupLayout backup, ImmutableArray<BackedUpFile> files)
    {
        using var manifest = Read(backup);
        var found = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        return
        [
            .. manifest.RootElement.Items("Files")
                .Where(file => file.Text("Path") is { } path && file.Text("Checksum") is { } checksum
                    && !(found.TryGetValue($"{BackupLayout.BaseName}/{path}", out var copy) && copy.Sha256.Equals(checksum, StringComparison.OrdinalIgnoreCase)))
                .Select(file => file.Text("Path")!),
        ];
    }

    static JsonDocument Read(BackupLayout backup) => JsonDocument.Parse(File.ReadAllText(Path.Combine(backup.Base, Name)));
}
