using System.Text.RegularExpressions;

namespace DataSpec.Operations.Completion;

/// <summary>Values that a shell offers; found in milliseconds, so they are what files say and not what runs.</summary>
public static partial class OfferedValues
{
    /// <summary>Names of the services of all compose files.</summary>
    public static IEnumerable<string> Services(StackRoot root) =>
        Directory.GetFiles(root.ComposeDirectory, "*.yaml").SelectMany(file => ServicesOf(File.ReadLines(file))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Ids of the complete backups, newest first; <c>latest</c> where there is one.</summary>
    public static IEnumerable<string> Backups(string target)
    {
        if (!Directory.Exists(target))
            return [];
        var ids = Directory.GetDirectories(target).Where(directory => File.Exists(Path.Combine(directory, "MANIFEST.json"))).Select(directory => Path.GetFileName(directory)).OrderDescending(StringComparer.Ordinal).ToArray();
        return ids.Length == 0 ? [] : ["latest", .. ids];
    }

    static IEnumerable<string> ServicesOf(IEnumerable<string> lines) =>
        lines.SkipWhile(line => line != "services:").Skip(1).TakeWhile(line => line.Length == 0 || line[0] is ' ' or '#').Select(line => Service().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("^  (?<name>[a-z0-9-]+):", RegexOptions.None, 1000)]
    private static partial Regex Service();
}
