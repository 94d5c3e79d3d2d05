using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Setup;

/// <summary>Is the cluster that is there one of the image's major version? Another one would start empty or not at all.</summary>
static partial class ClusterCheck
{
    public static IEnumerable<Finding> Of(StackRoot root, string image)
    {
        if (MajorOf(image) is not { } wanted)
            yield break;
        PostgresCluster[] clusters = [.. PostgresCluster.In(root)];
        if (clusters.Length == 0 || clusters.Any(cluster => cluster.Major is null || cluster.Major == wanted))
            yield break;
        var found = clusters[^1];
        yield return Finding.Missing(
            "cluster",
            $"'{found.Directory}' was made by Postgres {found.Major}, but POSTGRES_IMAGE='{image}' is {wanted}.",
            $"Keep the old version (POSTGRES_IMAGE=postgres:{found.Major} in .env), or dump the data there and load it into the new version: docs/troubleshooting.md");
    }

    /// <summary>The leading number of the tag; null for a tag like <c>latest</c> or a digest alone.</summary>
    public static int? MajorOf(string image) =>
        TagForm().Match(image) is { Success: true } match ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("[^/]:(?<major>[0-9]{1,3})(?![0-9])[^/]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagForm();
}
