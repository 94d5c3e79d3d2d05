using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Where lists of versions are asked for.</summary>
/// <param name="Images">The registry of images whose name names none.</param>
/// <param name="Releases">GitHub's API.</param>
/// <param name="Packages">The index of Python packages.</param>
sealed record FeedAddresses(Uri Images, Uri Releases, Uri Packages)
{
    public static FeedAddresses Public { get; } = new(new("https://registry-1.docker.io"), new("https://api.github.com"), new("https://pypi.org"));

    /// <summary>The tags of an image, by the registry's API v2.</summary>
    public FeedQuestion TagsOf(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        // As Docker reads names: what stands before the first slash is a server only with a dot or a port in it.
        var server = slash > 0 && repository.AsSpan(0, slash).ContainsAny('.', ':') ? new Uri($"https://{repository[..slash]}") : Images;
        var name = server == Images ? (slash > 0 ? repository : $"library/{repository}") : repository[(slash + 1)..];
        return new(new Uri(server, $"/v2/{name}/tags/list?n=1000"), page => page.GetProperty("tags") is { ValueKind: JsonValueKind.Array } tags ? tags.EnumerateArray().Select(tag => tag.GetString()!) : []);
    }

    /// <summary>The newest hundred releases of a project, those marked as drafts or pre-releases left out.</summary>
    /// <param name="token">Raises how often GitHub may be asked; null for none.</param>
    public FeedQuestion ReleasesOf(string project, string? token) =>
        new(new Uri(Releases, $"/repos/{project}/releases?per_page=100"), page => page.EnumerateArray().Where(IsStable).Select(release => release.GetProperty("tag_name").GetString()!))
        {
            Token = token,
            MostPages = 1,
        };

    /// <summary>The newest stable version of a package.</summary>
    public FeedQuestion VersionsOf(string package) =>
        new(new Uri(Packages, $"/pypi/{package}/json"), page => page.GetProperty("info") is var info && info.Member("yanked")?.GetBoolean() is true ? [] : (ImmutableArray<string>)[info.GetProperty("version").GetString()!]);

    static bool IsStable(JsonElement release) => release.Member("prerelease")?.GetBoolean() is not true && release.Member("draft")?.GetBoolean() is not true;
}
