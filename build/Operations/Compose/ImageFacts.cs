using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Compose;

/// <summary>What an image says about itself.</summary>
/// <param name="Digest">Its digest in a registry; its id where it comes from none.</param>
/// <param name="Version">From its label or the variable that the official images set; null without either.</param>
public sealed record ImageFacts(string Id, string Digest, string? Version)
{
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
        var digest = image.Items("RepoDigests").Select(name => name.GetString()!.Split('@')[^1]).FirstOrDefault();
        return new ImageFacts(id, digest ?? id, version);
    }
}
