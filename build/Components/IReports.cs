using DataSpec.Operations.Reporting;
using Nuke.Common;
using Serilog;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Results for people as tables, for programs as one JSON document on standard output.</summary>
interface IReports : IHazStack
{
    [Parameter("Gives the result as one JSON document on standard output; everything else goes to standard error")]
    bool Json => TryGetValue<bool?>(() => Json) ?? false;

    /// <summary>Prints the result in the form that was asked for; the log file has it too.</summary>
    void Report<T>(T result, Func<T, IRenderable> table)
    {
        var json = JsonResult.Of(result, Stack.Masked);
        Log.Verbose("{Result:l}", json);
        if (Json)
            Stack.StandardOutput.WriteLine(json);
        else
            Terminal().Write(table(result));
    }

    /// <summary>Text that goes to a file or a pipe is not broken at a width that nobody sees.</summary>
    private static IAnsiConsole Terminal()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Screen.IsLively ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Screen.IsLively ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = Screen.Width;
        return console;
    }
}
