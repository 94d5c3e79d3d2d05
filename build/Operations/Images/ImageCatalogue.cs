using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSpec.Operations.Images;

/// <summary>The images of the stack as <c>compose/images.lock.json</c> pins them.</summary>
public sealed record ImageCatalogue(IReadOnlyDictionary<string, CatalogueImage> Services)
{
    static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads the lock file.</summary>
    /// <exception cref="DataSpecException">It is absent, or not what this version of the tool reads; the place is in the text.</exception>
    public static ImageCatalogue Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<ImageCatalogue>(File.ReadAllText(file), _json)!;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The image list '{file}' cannot be read: {error.Message}", error)
            {
                LeftAsItWas = "No image was fetched or built.",
                NextStep = "Bring the committed file back: git checkout -- compose/images.lock.json",
            };
        }
    }

    /// <summary>The image of one service.</summary>
    /// <exception cref="DataSpecException">The list has no such service.</exception>
    public CatalogueImage this[string service] =>
        Services.GetValueOrDefault(service)
        ?? throw new DataSpecException(ExitCode.WrongUsage, $"No image is listed for '{service}'.")
        {
            LeftAsItWas = "No image was fetched or built.",
            NextStep = $"Use one of: {string.Join(", ", Services.Keys)}",
        };
}

/// <summary>One image of the lock file.</summary>
/// <param name="Variable">The key of <c>.env</c> that holds the reference in use; null where no service of the stack runs it.</param>
/// <param name="Repository">Where the official image comes from.</param>
/// <param name="Tag">Its tag, never <c>latest</c>.</param>
/// <param name="Digest">Its <c>sha256:...</c>; null where it could not be resolved.</param>
/// <param name="State"><c>supported</c> or <c>end-of-life</c>.</param>
/// <param name="Layer">What this project puts on the official image; null where that is used as it is.</param>
/// <param name="Packages">How the same is built without a registry; null where it cannot be.</param>
public sealed record CatalogueImage(
    string? Variable, string Repository, string Tag, string? Digest, string State, ThinLayer? Layer = null, PackageRecipe? Packages = null)
{
    /// <summary>What is pulled: tag and, where it is known, digest.</summary>
    public string Official => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}:{Tag}@{Digest}";

    /// <summary>What the service runs where the official image can be had.</summary>
    public string Reference => Layer?.Reference ?? Official;

    /// <summary>The reference is one that this project itself chooses, with or without the digest.</summary>
    public bool IsOfThisProject(string reference) =>
        ((string?[])[Reference, Official, $"{Repository}:{Tag}", Packages?.Reference]).Contains(reference, StringComparer.Ordinal);
}

/// <summary>A Dockerfile on the official image.</summary>
/// <param name="Reference">Name of the result.</param>
/// <param name="Folder">Below <c>compose/images</c>.</param>
/// <param name="Requirements">List of packages in the project that the Dockerfile copies, its folder being the context then; null where
/// there is none.</param>
public sealed record ThinLayer(string Reference, string Folder, string? Requirements = null);

/// <summary>How an image is built from operating-system and Python packages.</summary>
/// <param name="Reference">Name of the result.</param>
/// <param name="Folder">Below <c>compose/images</c>.</param>
/// <param name="Base">File with the arguments of mmdebstrap, as seen from the folder: recipes that name one file share one base.</param>
/// <param name="BaseRepository">Name that the base image gets.</param>
/// <param name="BaseTag">Start of its tag; the content key follows.</param>
/// <param name="Arguments">Arguments of the Dockerfile.</param>
/// <param name="Requirements">Lock list of Python packages in the folder; null where there are none.</param>
public sealed record PackageRecipe(
    string Reference, string Folder, string Base, string BaseRepository, string BaseTag, IReadOnlyDictionary<string, string> Arguments, string? Requirements = null);
