using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>What must hold before files are given to Superset, whose own refusals are an error page without a reason.</summary>
static class AssetCheck
{
    /// <summary>What Superset writes in place of a password, and the only thing that may stand there.</summary>
    public const string Mask = "XXXXXXXXXX";

    /// <summary>Faults of one file: members that are missing, and a password that is none of git's business.</summary>
    public static IEnumerable<string> Members(string path, JsonObject tree)
    {
        if (path.StartsWith("databases/", StringComparison.Ordinal))
            return Connection(path, tree);
        return AssetKind.Of(path) is { } kind ? Missing(path, tree, Needed(kind)) : [];
    }

    /// <summary>Faults between files: an identity used twice, a reference to nothing.</summary>
    public static IEnumerable<string> References(IReadOnlyCollection<Asset> assets)
    {
        var known = assets.ToLookup(asset => asset.Uuid, StringComparer.Ordinal);
        foreach (var twice in known.Where(group => group.Skip(1).Any()))
            yield return $"{string.Join(" and ", twice.Select(asset => asset.Path))} have the same uuid {twice.Key}";
        foreach (var asset in assets)
        {
            if (asset.Dataset is { } dataset && !Is(dataset, AssetKind.Dataset))
                yield return $"{asset.Path} needs the dataset {dataset}, which no file has";
            if (asset.Kind != AssetKind.Dashboard)
                continue;
            foreach (var chart in asset.Charts.Where(chart => !Is(chart, AssetKind.Chart)))
                yield return $"{asset.Path} shows the chart {chart}, which no file has";
            foreach (var filter in asset.FilterDatasets.Where(filter => !Is(filter, AssetKind.Dataset)))
                yield return $"{asset.Path} filters by the dataset {filter}, which no file has";
        }

        bool Is(string uuid, AssetKind kind) => known[uuid].Any(asset => asset.Kind == kind);
    }

    static IEnumerable<string> Connection(string path, JsonObject tree)
    {
        foreach (var missing in Missing(path, tree, ["database_name", "sqlalchemy_uri", "uuid", "version", "extra"]))
            yield return missing;
        if (tree["sqlalchemy_uri"]?.ToString() is { } uri && !uri.Contains($":{Mask}@", StringComparison.Ordinal))
            yield return $"{path} must have {Mask} in place of the password";
    }

    static IEnumerable<string> Missing(string path, JsonObject tree, IEnumerable<string> keys) =>
        keys.Where(key => tree[key] is null).Select(key => $"{path} has no {key}");

    static IEnumerable<string> Needed(AssetKind kind) =>
    [
        kind.TitleKey, "uuid", "version",
        .. kind == AssetKind.Chart ? ["viz_type", "params", "query_context", "dataset_uuid"]
            : kind == AssetKind.Dashboard ? ["position", "metadata"]
            : (ReadOnlySpan<string>)["columns", "database_uuid"],
    ];
}
