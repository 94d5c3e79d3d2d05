using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>What compose and the engine say of a stack, without the values of its environment.</summary>
static class RedactedJson
{
    const string Hidden = "***";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Objects and lists whose values are hidden wherever they stand.</summary>
    static readonly FrozenSet<string> Environments = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "environment", "Env", "args", "content", "driver_opts");

    /// <param name="json">Of <c>docker compose config</c> or <c>docker inspect</c>.</param>
    /// <param name="shown">Values that are no secret.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static string Of(string json, FrozenSet<string> shown)
    {
        var root = JsonNode.Parse(json);
        if (root is JsonObject document)
        {
            // Extensions hold what was merged elsewhere already, and whatever a person put there.
            foreach (var extension in document.Select(member => member.Key).Where(key => key.StartsWith("x-", StringComparison.Ordinal)).ToArray())
                document.Remove(extension);
        }

        Walk(root, shown);
        return root?.ToJsonString(Indented) ?? "null";
    }

    static void Walk(JsonNode? node, FrozenSet<string> shown)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (Environments.Contains(name))
                    members[name] = Without(value, shown);
                else
                    Walk(value, shown);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Walk(item, shown);
        }
    }

    static JsonNode? Without(JsonNode? node, FrozenSet<string> shown) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Without(member.Value, shown)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is JsonValue value && value.TryGetValue<string>(out var text) ? (JsonNode)Assignment(text, shown) : Hidden)]),
        JsonValue value when value.TryGetValue<string>(out var text) => IsShown(text, shown) ? text : Hidden,
        null => null,
        _ => Hidden,
    };

    static string Assignment(string text, FrozenSet<string> shown) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? $"{text[..equals]}={(IsShown(text[(equals + 1)..], shown) ? text[(equals + 1)..] : Hidden)}" : Hidden;

    static bool IsShown(string value, FrozenSet<string> shown) => value.ToLowerInvariant() is "" or "true" or "false" or "0" or "1" || shown.Contains(value);
}
