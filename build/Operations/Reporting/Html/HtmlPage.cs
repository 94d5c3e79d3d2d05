using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>A page as it grows. What stands in the program is markup; what is put in between braces is text, masked and escaped.</summary>
sealed class HtmlPage(MaskedSecrets secrets)
{
    readonly StringBuilder _text = new();

    public HtmlPage Add([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    public HtmlPage Each<T>(IEnumerable<T> items, Action<T> add)
    {
        foreach (var item in items)
            add(item);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Writes an interpolated string straight into the page.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        readonly HtmlPage _page;

        public Markup(int literalLength, int formattedCount, HtmlPage page)
        {
            _page = page;
            _page._text.EnsureCapacity(_page._text.Length + literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string markup) => _page._text.Append(markup);

        public void AppendFormatted(string? text) => _page._text.Append(WebUtility.HtmlEncode(_page.Masked(text ?? "")));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));
    }

    string Masked(string text) => secrets.Mask(text);
}
