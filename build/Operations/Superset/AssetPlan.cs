using System.Collections.Immutable;

namespace DataSpec.Operations.Superset;

/// <summary>What becomes of one file or object.</summary>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there will be none.</param>
public sealed record AssetChange(string Path, string? Before, string? After)
{
    /// <summary>As <c>diff -u</c> shows it.</summary>
    public ImmutableArray<string> Diff { get; } = UnifiedDiff.Of(Path, Before, After);
}

/// <summary>The differences between the files and Superset, in the direction in which they would be applied.</summary>
public sealed record AssetPlan(ImmutableArray<AssetChange> Changes)
{
    public bool IsEmpty => Changes.IsEmpty;

    internal static AssetPlan Of(IReadOnlyCollection<Asset> before, IReadOnlyCollection<Asset> after)
    {
        var old = before.ToDictionary(asset => asset.Uuid, StringComparer.Ordinal);
        var now = after.ToDictionary(asset => asset.Uuid, StringComparer.Ordinal);
        return new AssetPlan(
        [
            .. before.Concat(after.Where(asset => !old.ContainsKey(asset.Uuid)))
                .Select(asset => new AssetChange(asset.Path, old.GetValueOrDefault(asset.Uuid)?.Text, now.GetValueOrDefault(asset.Uuid)?.Text))
                .Where(change => change.Before != change.After)
                .OrderBy(change => change.Path, StringComparer.Ordinal),
        ]);
    }
}
