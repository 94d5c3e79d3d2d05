using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>A key of <c>.env</c> as a release lists it.</summary>
/// <param name="Default">Empty for a secret, which is generated.</param>
public sealed record ListedEnvKey(string Name, string Group, string Default, bool Secret);

/// <summary>The keys of <c>.env</c> that a release knows, as <c>compose/env-keys.json</c> of it says: another program than the release's own must know them.</summary>
public sealed record EnvKeyList(ImmutableArray<ListedEnvKey> Keys)
{
    const string FileName = "env-keys.json";

    static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The keys of this program.</summary>
    public static EnvKeyList OfThis => new([.. EnvKeys.All.Select(key => new ListedEnvKey(key.Name, key.Group, key.Default, key.IsSecret))]);

    /// <summary>Null where the release has no such list, or one that cannot be read.</summary>
    public static EnvKeyList? Of(string release)
    {
        try
        {
            return JsonSerializer.Deserialize<EnvKeyList>(File.ReadAllBytes(PathIn(release)), Shape);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static string PathIn(string release) => Path.Combine(new StackRoot(release).ComposeDirectory, FileName);

    public string ToText() => JsonSerializer.Serialize(this, Shape) + "\n";
}
