namespace DataSpec.Operations.Completion;

/// <summary>Our lines between two marks in a text that belongs to a person; everything else stays as it is.</summary>
static class StartFileBlock
{
    const string Begin = "# >>> dataspec completion; ./build.sh Completion --uninstall takes these lines away";
    const string End = "# <<< dataspec completion";

    /// <summary>The text with the block at its end, or in place of the one that is there.</summary>
    public static string With(string text, string line)
    {
        var block = $"{Begin}\n{line}\n{End}\n";
        if (Find(text) is { } place)
            return text[..place.Start] + block + text[place.End..];
        return text + (text.Length == 0 || text.EndsWith('\n') ? "" : "\n") + block;
    }

    public static string Without(string text) => Find(text) is { } place ? text[..place.Start] + text[place.End..] : text;

    /// <summary>Null where there is no whole block: half of one may be anything.</summary>
    static (int Start, int End)? Find(string text)
    {
        var start = text.IndexOf(Begin + "\n", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0 || (start > 0 && text[start - 1] != '\n'))
            return null;
        end += End.Length;
        return (start, end < text.Length && text[end] == '\n' ? end + 1 : end);
    }
}
