using System.Collections.Immutable;
using System.Text;

namespace DataSpec.Operations.Secrets;

/// <summary>An assignment and where its value stands in the text, quotes included.</summary>
sealed record EnvToken(EnvEntry Entry, int ValueStart, int ValueEnd);

/// <summary>Reads <c>.env</c> texts by the rules of compose-go's dotenv package (compose 2.40), without expanding variables.</summary>
sealed class EnvParser(string text)
{
    const char ByteOrderMark = '\uFEFF';

    readonly ImmutableArray<EnvToken>.Builder _tokens = ImmutableArray.CreateBuilder<EnvToken>();
    int _at;

    public static ImmutableArray<EnvToken> Parse(string text) => new EnvParser(text).All();

    ImmutableArray<EnvToken> All()
    {
        if (text.StartsWith(ByteOrderMark))
            _at = 1;
        while (ToNextStatement())
            _tokens.Add(Assignment());
        return _tokens.ToImmutable();
    }

    bool ToNextStatement()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#')
                _at = EndOfLine();
            else if (char.IsWhiteSpace(text[_at]))
                _at++;
            else
                return true;
        }

        return false;
    }

    EnvToken Assignment()
    {
        var line = LineAt(_at);
        if (text.AsSpan(_at).StartsWith("export ", StringComparison.Ordinal))
            _at += "export ".Length;
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;

        var start = _at;
        while (_at < text.Length && IsNameCharacter(text[_at]))
            _at++;
        var key = text[start.._at];
        var afterKey = _at;
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r')
            _at++;
        if (key.Length == 0)
            throw new EnvSyntaxException(line, "a name is expected before '='.");
        if (_at == text.Length || text[_at] == '\n')
            return new(new(key, null, line, Expands: false), afterKey, afterKey);
        if (text[_at] is not ('=' or ':'))
            throw new EnvSyntaxException(line, $"unexpected '{text[_at]}' after '{key}'; write {key}=value.");

        _at++;
        while (_at < text.Length && text[_at] is ' ' or '\t')
            _at++;
        return _at < text.Length && text[_at] is '\'' or '"' ? Quoted(key, line) : Bare(key, line);
    }

    EnvToken Bare(string key, int line)
    {
        var start = _at;
        var end = _at = EndOfLine();
        // Only a blank before '#' starts a comment, and only ' ' counts, not a tab.
        if (text.AsSpan(start, end - start).IndexOf(" #", StringComparison.Ordinal) is var comment and >= 0)
            end = start + comment;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        var value = text[start..end];
        return new(new(key, value, line, value.Contains('$', StringComparison.Ordinal)), start, end);
    }

    EnvToken Quoted(string key, int line)
    {
        var start = _at;
        var quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
                Escape(value, quote);
            else if (!(text[_at] == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n'))
                value.Append(text[_at]);
            _at++;
        }

        if (_at == text.Length)
            throw new EnvSyntaxException(line, $"the quote that opens the value of '{key}' is never closed.");
        _at++;
        var result = value.ToString();
        return new(new(key, result, line, quote == '"' && result.Contains('$', StringComparison.Ordinal)), start, _at);
    }

    /// <summary>Single quotes know only the escaped quote; double quotes the shell's usual escapes too.</summary>
    void Escape(StringBuilder value, char quote)
    {
        var next = text[++_at];
        if (next == quote)
            value.Append(quote);
        else if (quote == '"' && EscapeOf(next) is { } character)
            value.Append(character);
        else
            value.Append('\\').Append(next);
    }

    static char? EscapeOf(char c) => c switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'v' => '\v',
        '\\' => '\\',
        _ => null,
    };

    int EndOfLine() => text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;

    int LineAt(int position) => text.AsSpan(0, position).Count('\n') + 1;

    static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '[' or ']';
}
