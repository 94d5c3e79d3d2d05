using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Images;

namespace DataSpec.Operations.Compose;

/// <summary>What an image says about itself.</summary>
/// <param name="Digest">Its digest in a registry; its id where it comes from none.</param>
/// <param name="Version">From its label or the variable that the official images set; null without either.</param>
public sealed record ImageFacts(string Id, string Digest, string? Version)
{
    /// <summary>Registry digests, <c>repository@sha256:...</c>; empty for an image built or imported here.</summary>
    public ImmutableArray<string> Digests { get; init; } = [];

    /// <summary>The content key of an image built by this tool; null for another.</summary>
    public string? Key { get; init; }

    static readonly ImmutableArray<string> VersionVariables = ["PG_VERSION", "AIRFLOW_VERSION", "SUPERSET_VERSION"];

    /// <summary>Reads the output of <c>docker image inspect</c> of one image.</summary>
    public static ImageFacts Parse(string inspectJson)
    {
        using var document = JsonDocument.Parse(inspectJson);
        var image = document.RootElement[0];
        var id = image.Text(nameof(Id))!;
        var config = image.Member("Config");
        var variables = (config?.Items("Env") ?? []).Select(variable => variable.GetString()!.Split('=', 2));
        var version = config?.Member("Labels")?.Text("org.opencontainers.image.version")
            ?? variables.FirstOrDefault(pair => pair.Length == 2 && VersionVariables.Contains(pair[0], StringComparer.Ordinal))?[1];
        ImmutableArray<string> digests = [.. image.Items("RepoDigests").Select(name => name.GetString()!)];
        return new ImageFacts(id, digests.FirstOrDefault()?.Split('@')[^1] ?? id, version) { Digests = digests, Key = config?.Member("Labels")?.Text(ContentKey.Label) };
    }
}
