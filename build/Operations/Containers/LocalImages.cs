using System.Text.Json;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Containers;

/// <summary>An image that the engine has.</summary>
/// <param name="Id">Its id, <c>sha256:...</c>.</param>
/// <param name="Digests">Registry digests, <c>repository@sha256:...</c>; empty for an image built or imported here.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Size">Bytes on disk, layers shared with others included.</param>
public sealed record LocalImage(string Id, IReadOnlyList<string> Digests, IReadOnlyDictionary<string, string> Labels, long Size);

/// <summary>Looks at the images of an engine.</summary>
public sealed class LocalImages(IProcessRunner runner, EngineEndpoint engine)
{
    /// <summary>The image; null where the engine has none of this reference.</summary>
    public async Task<LocalImage?> FindAsync(string reference, CancellationToken ct = default)
    {
        var result = await runner.RunAsync(engine.Docker("image", "inspect", "--format", "{{json .}}", reference), ct: ct);
        if (result.Succeeded)
            return Read(result.StandardOutput);
        // Another failure than "not there" must not start a build.
        return result.StandardError.Contains("No such image", StringComparison.OrdinalIgnoreCase) ? null : throw new CommandFailedException(result);
    }

    /// <summary>Every name that the engine has an image under.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) =>
        [.. (await runner.RunAsync(engine.Docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}"), ct: ct)).EnsureSuccess().StandardOutput
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(name => !name.Contains("<none>", StringComparison.Ordinal))];

    internal static LocalImage Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var image = document.RootElement;
        var labels = image.GetProperty("Config") is { ValueKind: JsonValueKind.Object } config
            && config.TryGetProperty("Labels", out var found) && found.ValueKind == JsonValueKind.Object
                ? found.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)
                : [];
        string[] digests = image.TryGetProperty("RepoDigests", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(digest => digest.GetString()!)]
            : [];
        return new LocalImage(image.GetProperty("Id").GetString()!, digests, labels, image.GetProperty("Size").GetInt64());
    }
}
