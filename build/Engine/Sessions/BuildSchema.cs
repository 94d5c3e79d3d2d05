using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSpec.Engine.Parameters;
using Nuke.Common.Execution;
using Nuke.Common.IO;

namespace DataSpec.Engine.Sessions;

/// <summary>Describes <c>.nuke/parameters.json</c> to editors; the file is committed and written only when it changes.</summary>
static class BuildSchema
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(AbsolutePath root, IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
    {
        var file = root / ".nuke" / "build.schema.json";
        // Only another program can say something else: nothing is described again before that.
        if (File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(typeof(BuildSchema).Assembly.Location))
            return;
        var text = Of(targets, parameters);
        try
        {
            if (file.FileExists() && File.ReadAllText(file) == text)
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            else
                File.WriteAllText(file, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A read-only checkout keeps the schema it has.
        }
    }

    static string Of(IReadOnlyList<ExecutableTarget> targets, IReadOnlyList<Parameter> parameters)
    {
        var properties = new JsonObject();
        foreach (var parameter in parameters.Concat(EngineParameters.All).OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase))
            properties[parameter.Name] = Property(parameter, targets);

        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-04/schema#",
            ["type"] = "object",
            ["properties"] = properties,
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    static JsonObject Property(Parameter parameter, IReadOnlyList<ExecutableTarget> targets)
    {
        var value = new JsonObject { ["type"] = TypeName(parameter.ElementType) };
        var choices = parameter == EngineParameters.Target || parameter == EngineParameters.Skip
            ? [.. targets.Where(target => target.Listed).Select(target => target.Name).Order(StringComparer.Ordinal)]
            : parameter.Choices;
        if (choices.Count > 0)
            value["enum"] = new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]);

        var property = parameter.IsList ? new JsonObject { ["type"] = "array", ["items"] = value } : value;
        property.Insert(0, "description", parameter.Description);
        return property;
    }

    static string TypeName(Type type) => type == typeof(bool) ? "boolean" : type == typeof(int) ? "integer" : "string";
}
