using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DataSpec.Operations.Images;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>A Python package pinned to one version.</summary>
/// <param name="Image">The image of the lock that it goes into.</param>
/// <param name="List">The file, from the root of the checkout.</param>
sealed partial record PythonPin(string Package, string Version, string Image, string List)
{
    /// <summary>The pins of every list that an image is built from.</summary>
    /// <param name="all">False leaves out the lock lists, whose versions follow from what Airflow and Superset allow.</param>
    public static IEnumerable<PythonPin> Of(StackRoot root, ImageCatalogue catalogue, bool all) =>
        from service in catalogue.Services
        from list in Lists(service.Value, all)
        where File.Exists(Path.Combine(root.Directory, list))
        from line in File.ReadLines(Path.Combine(root.Directory, list))
        let pin = Pin().Match(line)
        where pin.Success
        select new PythonPin(LockList.Normalised(pin.Groups["name"].Value), pin.Groups["version"].Value, service.Key, list);

    static ImmutableArray<string> Lists(CatalogueImage image, bool all) =>
    [
        .. image.Layer?.Requirements is { } own ? [own] : (string[])[],
        .. all && image.Packages is { Requirements: { } list } recipe ? [$"compose/images/{recipe.Folder}/{list}"] : (string[])[],
    ];

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?\s*==\s*(?<version>[^\s;#,]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pin();
}
