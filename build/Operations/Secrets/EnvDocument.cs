using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets;

/// <summary>One assignment of an <c>.env</c> text.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">As compose reads it, but with <c>$</c> left alone; null for a bare <c>KEY</c>, which compose takes from the environment.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Expands">True where compose would replace a <c>$</c> in the value; this tool does not.</param>
public sealed record EnvEntry(string Key, string? Value, int Line, bool Expands);

/// <summary>An <c>.env</c> text, immutable: a change keeps every other byte of it.</summary>
public sealed class EnvDocument
{
    readonly ImmutableArray<EnvToken> _tokens;

    EnvDocument(string text, ImmutableArray<EnvToken> tokens)
    {
        Text = text;
        _tokens = tokens;
    }

    public static EnvDocument Empty { get; } = Parse("");

    public string Text { get; }

    /// <summary>All assignments in the order of the text; of a key that comes twice the last one counts.</summary>
    public IEnumerable<EnvEntry> Entries => _tokens.Select(token => token.Entry);

    /// <summary>The value that counts, or null where the text gives none.</summary>
    public string? this[string key] => Find(key)?.Entry.Value;

    /// <summary>Reads a whole text; nothing is expanded.</summary>
    /// <exception cref="EnvSyntaxException">Compose would refuse the text.</exception>
    public static EnvDocument Parse(string text) => new(text, EnvParser.Parse(text));

    /// <summary>This text with the value of one key changed where it stands, or with a line added at the end.</summary>
    public EnvDocument With(string key, string value)
    {
        if (Find(key) is not { } token)
            return Appended([], [new(key, value)]);
        var assignment = token.Entry.Value is null ? "=" : "";
        return Checked(string.Concat(Text.AsSpan(0, token.ValueStart), assignment, EnvText.Of(value), Text.AsSpan(token.ValueEnd)), key, value);
    }

    /// <summary>This text with comment lines and assignments added at its end, in the line ends that it has.</summary>
    public EnvDocument Appended(IEnumerable<string> comments, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var newLine = Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var gap = Text.Length == 0 || Text.EndsWith('\n') ? "" : newLine;
        List<KeyValuePair<string, string>> added = [.. pairs];
        var lines = comments.Select(comment => comment.Length == 0 ? "" : $"# {comment}")
            .Concat(added.Select(pair => $"{pair.Key}={EnvText.Of(pair.Value)}"));
        var result = Parse(Text + gap + string.Concat(lines.Select(line => line + newLine)));
        foreach (var (key, value) in added)
            result.MustRead(key, value);
        return result;
    }

    EnvToken? Find(string key) => _tokens.LastOrDefault(token => token.Entry.Key.Equals(key, StringComparison.Ordinal));

    static EnvDocument Checked(string text, string key, string value)
    {
        var result = Parse(text);
        result.MustRead(key, value);
        return result;
    }

    void MustRead(string key, string value)
    {
        if (!value.Equals(this[key], StringComparison.Ordinal))
            throw new DataSpecException(ExitCode.WrongUsage, $"The value for '{key}' cannot be written to an .env file (a line break, or a quote after a backslash).");
    }
}
