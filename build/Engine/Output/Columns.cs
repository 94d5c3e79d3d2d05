namespace DataSpec.Engine.Output;

/// <summary>A name and what is said of it.</summary>
sealed record Row(string Name, string Text);

/// <summary>Two columns, the second wrapped.</summary>
static class Columns
{
    const int Width = 110;
    const int Smallest = 18;

    public static IEnumerable<string> Of(IEnumerable<Row> rows)
    {
        var list = rows.ToList();
        var indent = 4 + Math.Max(Smallest, list.ConvertAll(row => row.Name.Length).DefaultIfEmpty().Max());
        foreach (var (name, text) in list)
        {
            var first = true;
            foreach (var part in Wrap(text, Width - indent))
            {
                yield return ((first ? "  " + name : "").PadRight(indent) + part).TrimEnd();
                first = false;
            }
        }
    }

    static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width && text.LastIndexOf(' ', width) is > 0 and var end)
        {
            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
