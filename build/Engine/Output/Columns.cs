using System.Globalization;

namespace DataSpec.Engine.Output;

/// <summary>A name and what is said of it.</summary>
sealed record Row(string Name, string Text);

/// <summary>Two columns, the second wrapped, no line longer than <see cref="Width"/>.</summary>
static class Columns
{
    const int NarrowestName = 18;

    /// <summary>That of the terminal, or <c>COLUMNS</c>; never over 100, which nobody reads easily.</summary>
    static readonly int Width = Math.Clamp(
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var columns) && columns > 0 ? columns : Console.IsOutputRedirected ? 100 : Console.WindowWidth, 50, 100);

    public static IEnumerable<string> Of(IEnumerable<Row> rows)
    {
        var list = rows.ToList();
        var indent = 4 + Math.Max(NarrowestName, list.ConvertAll(row => row.Name.Length).DefaultIfEmpty().Max());
        return list.SelectMany(row => Wrap(row.Text, Width - indent).Select((line, index) => ((index == 0 ? "  " + row.Name : "").PadRight(indent) + line).TrimEnd()));
    }

    public static IEnumerable<string> Wrap(string text, int? width = null)
    {
        while (text.Length > (width ?? Width) && text.LastIndexOf(' ', width ?? Width) is > 0 and var end)
        {
            yield return text[..end];
            text = text[(end + 1)..];
        }

        yield return text;
    }
}
