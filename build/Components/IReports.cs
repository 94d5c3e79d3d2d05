using System.Text.Json;
using System.Text.Json.Serialization;
using Nuke.Common;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Results for people as tables, for programs as one JSON document on standard output.</summary>
interface IReports : IHazStack
{
    static readonly JsonSerializerOptions JsonShape = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    [Parameter("Give the result as one JSON document on standard output; everything else goes to standard error")]
    bool Json => TryGetValue<bool?>(() => Json) ?? false;

    /// <summary>Prints the result in the form that was asked for.</summary>
    void Report<T>(T result, Func<T, IRenderable> table)
    {
        if (Json)
            Stack.StandardOutput.WriteLine(JsonSerializer.Serialize(result, JsonShape));
        else
            AnsiConsole.Write(table(result));
    }
}
