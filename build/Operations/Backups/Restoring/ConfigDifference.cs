using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Compares the checkout with the configuration in a backup: what is restored runs with the checkout's.</summary>
static class ConfigDifference
{
    const int Shown = 3;

    /// <summary>One sentence; null where they are equal.</summary>
    public static async Task<string?> TellAsync(StackRoot root, PlainBackup backup, CancellationToken ct)
    {
        const string Prefix = BackupLayout.ConfigName + "/";
        var theirs = backup.Manifest.Files.Where(file => file.Path.StartsWith(Prefix, StringComparison.Ordinal) && file.Path.Contains('/', StringComparison.Ordinal))
            .Where(file => ConfigCopy.Folders.Contains(file.Path[Prefix.Length..].Split('/')[0], StringComparer.Ordinal))
            .ToDictionary(file => file.Path[Prefix.Length..], file => file.Sha256, StringComparer.Ordinal);
        List<string> different = [];
        foreach (var path in Here(root))
        {
            if (!theirs.Remove(path, out var hash) || hash != await BackupFiles.Sha256Async(Path.Combine(root.Directory, path), ct))
                different.Add(path);
        }

        different.AddRange(theirs.Keys);
        if (different.Count == 0)
            return null;
        different.Sort(StringComparer.Ordinal);
        return $"The checkout differs from the backup's configuration in {Listing.Names(different, Shown)}; it stays as it is (--only config,postgres,files,secrets brings the backup's).";
    }

    static IEnumerable<string> Here(StackRoot root) => ConfigCopy.Folders
        .Where(folder => Directory.Exists(Path.Combine(root.Directory, folder)))
        .SelectMany(folder => BackupFiles.Walk(Path.Combine(root.Directory, folder)).Where(entry => entry.Kind is FoundKind.File).Select(entry => $"{folder}/{entry.Path}"))
        .Where(path => !path.Split('/').Intersect(ConfigCopy.NotCopied, StringComparer.Ordinal).Any());
}
