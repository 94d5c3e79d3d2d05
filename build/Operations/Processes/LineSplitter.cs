using System.Text;

namespace DataSpec.Operations.Processes;

/// <summary>Cuts a UTF-8 stream into lines as it arrives: at line feed, and at carriage return too, so that progress shows while it goes on.</summary>
sealed class LineSplitter(Action<string> onLine)
{
    /// <summary>Longer lines are cut, so that output without line ends cannot fill the memory.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>Most bytes that one call of <see cref="Add"/> takes.</summary>
    public const int BufferSize = 16 * 1024;

    readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    readonly StringBuilder _line = new();
    readonly char[] _characters = new char[Encoding.UTF8.GetMaxCharCount(BufferSize)];
    bool _afterReturn;

    /// <summary>Takes the next part of the stream.</summary>
    /// <param name="bytes">At most <see cref="BufferSize"/>; a character may begin in one part and end in the next.</param>
    public void Add(ReadOnlySpan<byte> bytes) => Split(_characters.AsSpan(0, _decoder.GetChars(bytes, _characters, flush: false)));

    /// <summary>The stream ended: what has no line end yet is the last line.</summary>
    public void End()
    {
        Split(_characters.AsSpan(0, _decoder.GetChars([], _characters, flush: true)));
        if (_line.Length > 0)
            Emit();
    }

    void Split(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (_afterReturn && text[0] == '\n')
                text = text[1..];
            _afterReturn = false;

            var end = text.IndexOfAny('\n', '\r');
            var part = end < 0 ? text : text[..end];
            while (_line.Length + part.Length > LongestLine)
            {
                var fits = LongestLine - _line.Length;
                _line.Append(part[..fits]);
                part = part[fits..];
                Emit();
            }

            _line.Append(part);
            if (end < 0)
                return;
            _afterReturn = text[end] == '\r';
            text = text[(end + 1)..];
            Emit();
        }
    }

    void Emit()
    {
        onLine(_line.ToString());
        _line.Clear();
    }
}
