namespace DataSpec.Engine.Output;

enum Ink
{
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}

/// <summary>The one place where the engine prints; whole lines at a time, secrets masked.</summary>
/// <param name="output">Asked for every line, because a build may redirect its output while it runs.</param>
/// <param name="error">Where usage errors go.</param>
/// <param name="hasColour">Whether the output understands escape sequences and the person wants them.</param>
/// <param name="masking">The secrets of this run.</param>
sealed class BuildConsole(Func<TextWriter> output, Func<TextWriter> error, Func<bool> hasColour, Masking masking)
{
    public static BuildConsole OfThisProcess(Masking masking) => new(() => Console.Out, () => Console.Error, HasColour, masking);

    public void Line(string text = "", Ink ink = Ink.Plain)
    {
        text = masking.Mask(text);
        output().Write((ink != Ink.Plain && hasColour() ? $"\e[{(int)ink}m{text}\e[0m" : text) + Environment.NewLine);
    }

    public void Error(string text) => error().WriteLine(masking.Mask(text));

    static bool HasColour()
    {
        var isRedirected = ReferenceEquals(Console.Out, Console.Error) ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        return !isRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
    }
}
