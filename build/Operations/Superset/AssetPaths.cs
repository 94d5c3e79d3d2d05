using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Superset;

/// <summary>Which file an object of Superset belongs to: the one with its identity, else a new one named after it.</summary>
sealed partial class AssetPaths(IReadOnlyCollection<Asset> files)
{
    readonly Dictionary<string, string> _known = files.ToDictionary(file => file.Uuid, file => file.Path, StringComparer.Ordinal);

    public Asset Place(AssetKind kind, JsonObject content)
    {
        var asset = new Asset("", kind, content);
        if (!_known.TryGetValue(asset.Uuid, out var path))
            _known[asset.Uuid] = path = New(kind, asset.Title);
        return asset with { Path = path };
    }

    string New(AssetKind kind, string title)
    {
        var name = Other().Replace(title.ToLowerInvariant(), "_").Trim('_');
        var folder = kind == AssetKind.Dataset ? $"{kind.Folder}/warehouse" : kind.Folder;
        var names = Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? $"{folder}/{name}.yaml" : $"{folder}/{name}_{number}.yaml");
        return names.First(path => !_known.ContainsValue(path));
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Other();
}
