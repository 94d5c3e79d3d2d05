using System.Text.Json;

namespace DataSpec.Engine.Parameters;

/// <summary>A file of parameters, and what it says by property name.</summary>
sealed record ParametersFile(string Name, IReadOnlyDictionary<string, string[]> Values)
{
    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>One object of texts, numbers, flags and lists of them; properties that begin with <c>$</c> are for editors and left out.</summary>
    /// <exception cref="UsageException">The file is no such object; says line and column.</exception>
    public static ParametersFile Read(string name, Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new UsageException([$"{name}: expected an object '{{ ... }}'."]);

            var values = new Dictionary<string, string[]>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject().Where(property => !property.Name.StartsWith('$')))
            {
                if (property.Value.ValueKind != JsonValueKind.Null)
                    values[property.Name] = Texts(property, name);
            }

            return new ParametersFile(name, values);
        }
        catch (JsonException error)
        {
            throw new UsageException([$"{name} is not valid JSON at line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}."]);
        }
    }

    static string[] Texts(JsonProperty property, string file)
    {
        IEnumerable<JsonElement> items = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray() : [property.Value];
        return [.. items.Select(item => Text(item) ?? throw new UsageException([$"{file}: '{property.Name}' must be a text, a number, true, false or a list of these."]))];
    }

    static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
