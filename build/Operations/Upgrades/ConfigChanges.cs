using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades;

/// <summary>A file or a key of <c>.env</c> that is not as it was when the stack last ran.</summary>
/// <param name="What"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
public sealed record ConfigChange(string Path, string What);

/// <summary>Compares the checkout with the files that the stack last ran from.</summary>
static class ConfigChanges
{
    /// <summary>By path, keys of <c>.env</c> last and without values; empty where nothing is known of the files before.</summary>
    public static ImmutableArray<ConfigChange> Of(StackRoot root)
    {
        var before = DeployedRecord.FilesIn(root);
        return Directory.Exists(before) ? [.. ConfigCopy.Folders.SelectMany(folder => InFolder(before, root.Directory, folder)), .. InEnv(before, root)] : [];
    }

    /// <summary>Folders of the checkout that differ.</summary>
    public static ImmutableArray<string> FoldersOf(IEnumerable<ConfigChange> changes) =>
        [.. ConfigCopy.Folders.Where(folder => changes.Any(change => change.Path.StartsWith(folder + "/", StringComparison.Ordinal)))];

    static IEnumerable<ConfigChange> InFolder(string before, string now, string folder)
    {
        var old = Files(before, folder);
        foreach (var path in Files(now, folder).Order(StringComparer.Ordinal))
        {
            if (!old.Remove(path))
                yield return new(path, "added");
            else if (!File.ReadAllBytes(Path.Combine(before, path)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(now, path))))
                yield return new(path, "changed");
        }

        foreach (var path in old.Order(StringComparer.Ordinal))
            yield return new(path, "removed");
    }

    static IEnumerable<ConfigChange> InEnv(string before, StackRoot root)
    {
        var (old, now) = (new EnvFile(Path.Combine(before, ".env")).Read(), new EnvFile(root.EnvFile).Read());
        foreach (var key in old.Entries.Concat(now.Entries).Select(entry => entry.Key).Distinct(StringComparer.Ordinal))
        {
            if (old[key] != now[key])
                yield return new($".env: {key}", old[key] is null ? "added" : now[key] is null ? "removed" : "changed");
        }
    }

    static HashSet<string> Files(string root, string folder)
    {
        var directory = Path.Combine(root, folder);
        return Directory.Exists(directory)
            ? BackupFiles.Walk(directory).Where(entry => entry.Kind is FoundKind.File).Select(entry => $"{folder}/{entry.Path}")
                .Where(path => !path.Split('/').Intersect(ConfigCopy.NotCopied, StringComparer.Ordinal).Any()).ToHashSet(StringComparer.Ordinal)
            : [];
    }
}
