using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Setup;

/// <summary>A line of <c>/proc/mounts</c>.</summary>
sealed partial record Mount(string Device, string Directory, string Type)
{
    /// <summary>The file system that holds a path; of two on one directory the later, which hides the other.</summary>
    public static Mount? Of(string path, IEnumerable<string> lines) =>
        lines.Select(Parse).OfType<Mount>()
            .Where(mount => Holds(mount.Directory, path))
            .Aggregate((Mount?)null, (best, mount) => best is null || mount.Directory.Length >= best.Directory.Length ? mount : best);

    static bool Holds(string directory, string path) =>
        directory is "/" || path.Equals(directory, StringComparison.Ordinal) || path.StartsWith(directory + "/", StringComparison.Ordinal);

    static Mount? Parse(string line)
    {
        var fields = line.Split(' ');
        return fields.Length < 3 ? null : new(Plain(fields[0]), Plain(fields[1]), fields[2]);
    }

    /// <summary>The kernel writes blanks and backslashes as octal numbers.</summary>
    static string Plain(string field) =>
        OctalForm().Replace(field, match => ((char)Convert.ToInt32(match.ValueSpan[1..].ToString(), 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\[0-7]{3}", RegexOptions.None, 1000)]
    private static partial Regex OctalForm();
}
