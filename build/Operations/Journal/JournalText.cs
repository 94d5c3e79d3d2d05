using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSpec.Operations.Journal;

/// <summary>The form of a journal on disk: one JSON document a line, and a line counts only with its line feed.</summary>
static class JournalText
{
    static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>One line, its line feed included.</summary>
    public static byte[] LineOf(JournalRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(record, Shape), (byte)'\n'];

    /// <summary>All whole records from the beginning, up to the first line that is torn or damaged.</summary>
    /// <returns>The records, and how many bytes they take: what follows was never acknowledged to anybody.</returns>
    public static (ImmutableArray<JournalRecord> Records, int Length) Parse(ReadOnlySpan<byte> text)
    {
        var records = ImmutableArray.CreateBuilder<JournalRecord>();
        var length = 0;
        while (text[length..].IndexOf((byte)'\n') is >= 0 and var end && RecordOf(text.Slice(length, end)) is { } record)
        {
            records.Add(record);
            length += end + 1;
        }

        return (records.ToImmutable(), length);
    }

    static JournalRecord? RecordOf(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalRecord>(line, Shape);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // A torn block after a loss of power, or a record of a later version of this program.
            return null;
        }
    }
}
