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

    const int WidthOfFiles = 200;

    [Parameter("Gives the result as one JSON document on standard output; everything else goes to standard error")]
    bool Json => TryGetValue<bool?>(() => Json) ?? false;

    /// <summary>Prints the result in the form that was asked for.</summary>
    void Report<T>(T result, Func<T, IRenderable> table)
    {
        if (Json)
            Stack.StandardOutput.WriteLine(JsonSerializer.Serialize(result, JsonShape));
        else
            Terminal().Write(table(result));
    }

    /// <summary>Text that goes to a file or a pipe is not broken at a width that nobody sees.</summary>
    private static IAnsiConsole Terminal()
    {
        var isFile = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isFile ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isFile ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isFile)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
