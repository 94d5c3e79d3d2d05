using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Secrets;

/// <summary>Amounts of memory in the two notations of this stack, as bytes; null where the text is not one.</summary>
static partial class MemorySize
{
    /// <summary>Compose's: <c>512m</c>, <c>2g</c>, <c>1.5gb</c>, a bare number is bytes; case does not matter.</summary>
    public static long? OfCompose(string text) => Parse(ComposeForm().Match(text));

    /// <summary>Postgres's: <c>512MB</c>, <c>128kB</c>; the unit is needed, and its case matters.</summary>
    public static long? OfPostgres(string text) => Parse(PostgresForm().Match(text));

    static long? Parse(Match match)
    {
        if (!match.Success || !decimal.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number))
            return null;
        var unit = match.Groups["unit"].Value;
        var power = unit.Length == 0 ? 0 : "bkmgt".IndexOf(char.ToLowerInvariant(unit[0]), StringComparison.Ordinal);
        var bytes = number * (1L << (10 * power));
        return bytes is > 0 and <= long.MaxValue ? (long)bytes : null;
    }

    [GeneratedRegex("^(?<number>[0-9]{1,12}(\\.[0-9]{1,3})?)(?<unit>b|[kmgt]b?)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComposeForm();

    [GeneratedRegex("^(?<number>[0-9]{1,12})(?<unit>kB|MB|GB|TB)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostgresForm();
}
