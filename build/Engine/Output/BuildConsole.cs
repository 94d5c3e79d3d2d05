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
/// <param name="error">Where usage errors, failures and warnings go.</param>
/// <param name="hasColour">Whether what is written to understands escape sequences and the person wants them.</param>
/// <param name="masking">The secrets of this run.</param>
sealed class BuildConsole(Func<TextWriter> output, Func<TextWriter> error, Func<TextWriter, bool> hasColour, Masking masking)
{
    public static BuildConsole OfThisProcess(Masking masking) => new(() => Console.Out, () => Console.Error, HasColour, masking);
    public void Line(string text = "", Ink ink = Ink.Plain) => Write(output(), text, ink);
    public void Error(string text, Ink ink = Ink.Plain) => Write(error(), text, ink);

    void Write(TextWriter writer, string text, Ink ink)
    {
        text = masking.Mask(text);
        // A line that still moves there is written over.
        if (hasColour(writer))
            text = "\r\e[K" + (ink == Ink.Plain ? text : $"\e[{(int)ink}m{text}\e[0m");
        try
        {
            writer.Write(text + Environment.NewLine);
        }
        catch (IOException)
        {
            // Nobody reads any more, as where the terminal was closed: the work ends in order all the same.
        }
    }

    static bool HasColour(TextWriter writer) =>
        !(ReferenceEquals(writer, Console.Error) ? Console.IsErrorRedirected : Console.IsOutputRedirected)
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
