using System.Text;
using System.Text.Json;
using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace DataSpec.Engine.Sessions;

/// <summary>Describes <c>.nuke/parameters.json</c> to editors; the file is committed and written only when it changes.</summary>
static class BuildSchema
{
    public static void Write(AbsolutePath root, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
    {
        var file = root / ".nuke" / "build.schema.json";
        var text = Of(targets, parameters);
        try
        {
            if (!file.FileExists() || file.ReadAllText() != text)
                File.WriteAllText(file, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only checkout keeps the schema it has.
        }
    }

    public static string Of(IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-04/schema#");
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var parameter in parameters.Concat(EngineParameters.All).Where(parameter => parameter.IsListed).OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
                WriteProperty(json, parameter, targets);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    static void WriteProperty(Utf8JsonWriter json, Parameter parameter, IReadOnlyList<ExecutableTarget> targets)
    {
        var choices = parameter == EngineParameters.Target || parameter == EngineParameters.Skip
            ? targets.Where(target => target.Listed).Select(target => target.Name).Order(StringComparer.Ordinal)
            : parameter.Choices.AsEnumerable();
        json.WriteStartObject(parameter.Name);
        if (parameter.IsList)
        {
            json.WriteString("type", "array");
            json.WriteString("description", parameter.Description);
            json.WriteStartObject("items");
            WriteType(json, parameter, choices);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("description", parameter.Description);
            WriteType(json, parameter, choices);
        }

        json.WriteEndObject();
    }

    static void WriteType(Utf8JsonWriter json, Parameter parameter, IEnumerable<string> choices)
    {
        json.WriteString("type", Type.GetTypeCode(parameter.ElementType) switch
        {
            _ when parameter.ElementType.IsEnum => "string",
            TypeCode.Boolean => "boolean",
            TypeCode.Int32 or TypeCode.Int64 => "integer",
            TypeCode.Double => "number",
            _ => "string",
        });
        var names = choices.ToList();
        if (names.Count == 0)
            return;
        json.WriteStartArray("enum");
        names.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }
}
