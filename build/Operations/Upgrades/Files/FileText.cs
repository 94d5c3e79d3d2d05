using System.Collections.Immutable;
using System.Text;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>A text as lines; what stands at their ends, and after the last one, is kept apart.</summary>
/// <remarks>A character is a byte here, so that a text in any encoding comes out as it went in.</remarks>
sealed record FileText(string[] Lines, bool IsDos, bool EndsWithBreak)
{
    /// <summary>Null for what is no text.</summary>
    public static FileText? Of(byte[] content)
    {
        if (content.AsSpan().Contains((byte)0))
            return null;
        var text = Encoding.Latin1.GetString(content);
        if (text.Length == 0)
            return new([], IsDos: false, EndsWithBreak: true);
        var breaks = text.AsSpan().Count('\n');
        var isDos = breaks > 0 && text.AsSpan().Count("\r\n") == breaks;
        if (isDos)
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var ends = text.EndsWith('\n');
        return new((ends ? text[..^1] : text).Split('\n'), isDos, ends);
    }

    public byte[] ToBytes()
    {
        var lineBreak = IsDos ? "\r\n" : "\n";
        return Encoding.Latin1.GetBytes(string.Join(lineBreak, Lines) + (EndsWithBreak && Lines.Length > 0 ? lineBreak : ""));
    }

    /// <summary>Lines as people read them.</summary>
    public static ImmutableArray<string> Shown(ReadOnlySpan<string> lines)
    {
        var shown = ImmutableArray.CreateBuilder<string>(lines.Length);
        foreach (var line in lines)
            shown.Add(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)));
        return shown.ToImmutable();
    }
}
