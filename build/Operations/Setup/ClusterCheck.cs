using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Setup;

/// <summary>Are image, directory and the cluster that is there of one major version? Another one would start empty or not at all.</summary>
static partial class ClusterCheck
{
    /// <param name="major"><c>POSTGRES_MAJOR</c>, which the path of the data follows.</param>
    public static IEnumerable<Finding> Of(StackRoot root, string image, int major)
    {
        if (MajorOf(image) is { } tagged && tagged != major)
        {
            yield return Finding.Missing(
                "cluster",
                $"POSTGRES_IMAGE='{image}' is Postgres {tagged}, but POSTGRES_MAJOR={major}.",
                PostgresCluster.In(root).Any() ? ToUpgrade(major) : $"Set POSTGRES_MAJOR={tagged} in .env");
            yield break;
        }

        PostgresCluster[] clusters = [.. PostgresCluster.In(root)];
        if (clusters.Length == 0 || clusters.Any(cluster => cluster.Major is null || cluster.Major == major))
            yield break;
        var found = clusters[^1];
        yield return Finding.Missing(
            "cluster",
            $"'{found.Directory}' was made by Postgres {found.Major}, but POSTGRES_IMAGE='{image}' and POSTGRES_MAJOR={major} are of another version.",
            ToUpgrade(found.Major!.Value));
    }

    static string ToUpgrade(int major) =>
        $"Name the version of the data again in .env (POSTGRES_IMAGE=postgres:{major} and POSTGRES_MAJOR={major}); ./build.sh Upgrade then moves it to the new one";

    /// <summary>The leading number of the tag; null for a tag like <c>latest</c> or a digest alone.</summary>
    public static int? MajorOf(string image) =>
        TagForm().Match(image) is { Success: true } match ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("[^/]:(?<major>[0-9]{1,3})(?![0-9])[^/]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagForm();
}
