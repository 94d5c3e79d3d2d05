using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Reporting;

/// <summary>The form in which <c>--json</c> gives results; scripts depend on it.</summary>
public static class JsonResult
{
    static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>One document, every text masked before it is escaped.</summary>
    [SuppressMessage("Performance", "CA1869:Cache and reuse JsonSerializerOptions", Justification = "Once or twice a run, and the secrets are those of this moment.")]
    public static string Of<T>(T result, MaskedSecrets secrets) =>
        JsonSerializer.Serialize(result, new JsonSerializerOptions(Shape) { Converters = { new MaskedText(secrets) } });

    /// <summary>JSON Schema of the results of one type.</summary>
    public static JsonNode SchemaOf(Type type) =>
        new JsonSerializerOptions(Shape) { NumberHandling = JsonNumberHandling.Strict, TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() }
            .GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

    sealed class MaskedText(MaskedSecrets secrets) : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(secrets.Mask(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(secrets.Mask(value));
    }
}
