using System.Text;
using System.Text.Json;

namespace DataSpec.Engine.Parameters;

/// <summary>Reads <c>.nuke/parameters.json</c> (and <c>parameters.&lt;profile&gt;.json</c>): one object of texts, numbers, flags and lists of them.</summary>
static class ParametersFile
{
    /// <summary>The values by property name; properties that begin with <c>$</c> are for editors and left out.</summary>
    /// <exception cref="UsageException">The file is no such object; says line and column.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string fileName, ReadOnlySpan<byte> json)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var bom = Encoding.UTF8.Preamble;
        var reader = new Utf8JsonReader(
            json.StartsWith(bom) ? json[bom.Length..] : json,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new UsageException([$"{fileName}: expected an object '{{ ... }}'."]);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var value = Value(ref reader, fileName, name);
                if (value is not null && !name.StartsWith('$'))
                    values[name] = value;
            }

            return values;
        }
        catch (JsonException error)
        {
            throw new UsageException([$"{fileName} is not valid JSON at line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}."]);
        }
    }

    static List<string>? Value(ref Utf8JsonReader reader, string fileName, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartArray)
            return [Scalar(ref reader, fileName, name)];

        var items = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Scalar(ref reader, fileName, name));
        return items;
    }

    static string Scalar(ref Utf8JsonReader reader, string fileName, string name) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new UsageException([$"{fileName}: '{name}' must be a text, a number, true, false or a list of these."]),
    };
}
