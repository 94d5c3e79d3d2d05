using System.Text.RegularExpressions;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>What looks like a secret though nobody told the tool: a password typed into a connection, a token in a log line.</summary>
/// <remarks>Rather too much than too little: a bundle goes to strangers.</remarks>
static partial class SecretPatterns
{
    const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    /// <summary>Milliseconds of the clock, not of work: on a machine out of breath a match that takes none waits for its turn.</summary>
    const int Patience = 60_000;

    public static string Over(string text)
    {
        // A log line inside a JSON document has its quotes as \u0022, which no pattern would take for one.
        text = EscapedQuote().Replace(text, "\\\"");
        text = EscapedApostrophe().Replace(text, "'");
        text = PrivateKey().Replace(text, "***");
        text = Login().Replace(text, "${begin}***@");
        text = Header().Replace(text, "${name}***");
        text = Scheme().Replace(text, "${scheme} ***");
        text = Quoted().Replace(text, "${name}${open}***${close}");
        text = Assigned().Replace(text, "${name}***");
        text = Listed().Replace(text, "${name}***");
        text = Sql().Replace(text, "${word}'***'");
        text = Switch().Replace(text, "${name}***");
        text = Argument().Replace(text, "${name}***");
        text = KnownToken().Replace(text, "***");
        return Dense().Replace(text, match => IsRandom(match.ValueSpan) ? "***" : match.Value);
    }

    /// <summary>True where what bears this name is likely to be a secret: <c>GITHUB_TOKEN</c>.</summary>
    public static bool IsNameOfSecret(string name) => NameOfSecret().IsMatch(name);

    /// <summary>Both cases and digits, as a generated token has them; a hash in hexadecimal or a name has not.</summary>
    static bool IsRandom(ReadOnlySpan<char> text)
    {
        var (lower, upper, digits) = (0, 0, 0);
        foreach (var character in text)
        {
            lower += char.IsAsciiLetterLower(character) ? 1 : 0;
            upper += char.IsAsciiLetterUpper(character) ? 1 : 0;
            digits += char.IsAsciiDigit(character) ? 1 : 0;
        }

        return lower > 3 && upper > 3 && digits > 2;
    }

    const string Word = "(?:pass(?:word|wd|wort|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|fernet[_-]?key|encryption[_-]?key|signing[_-]?key|credential|webhook|cookie|session[_-]?id|signature|dsn)";
    const string Name = @"[\w.-]{0,60}" + Word + @"[\w.-]{0,40}";

    [GeneratedRegex(@"(?<!\\)\\u0022", Options, Patience)]
    private static partial Regex EscapedQuote();

    [GeneratedRegex(@"(?<!\\)\\u0027", Options, Patience)]
    private static partial Regex EscapedApostrophe();

    [GeneratedRegex(Word, Options, Patience)]
    private static partial Regex NameOfSecret();

    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)", Options | RegexOptions.Singleline, Patience)]
    private static partial Regex PrivateKey();

    /// <summary><c>postgresql://user:password@host</c>; a password may hold an @ or a slash.</summary>
    [GeneratedRegex(@"(?<begin>\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@'""]{0,200}:)[^\s'""<>\\]{1,400}@", Options, Patience)]
    private static partial Regex Login();

    [GeneratedRegex(@"(?<name>(proxy-)?authorization\\?[""']?\s*[:=]\s*\\?[""']?|(set-)?cookie\\?[""']?\s*:\s*\\?[""']?)[^\r\n""'\\]+", Options, Patience)]
    private static partial Regex Header();

    [GeneratedRegex(@"\b(?<scheme>bearer|basic)\s+[a-z0-9+/=._~-]{8,}", Options, Patience)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(?<name>" + Name + @"\\?[""']?\s*(=>|[:=])\s*)(?<open>\\?[""'])[^""'\r\n]*?(?<close>\\?[""'])", Options, Patience)]
    private static partial Regex Quoted();

    /// <summary>Of a variable or an address: to the next blank.</summary>
    [GeneratedRegex(@"(?<name>" + Name + @"\s*=\s*)(?![>""'\\])(?!(true|false|null)\b)[^\s""'\\]+", Options, Patience)]
    private static partial Regex Assigned();

    /// <summary>Of a list or an object: to the next member.</summary>
    [GeneratedRegex(@"(?<name>" + Name + @"\\?[""']?\s*(=>|:)\s*)(?!\\?[""'])(?!(true|false|null)\b)[^\s""'\\,}\]]+", Options, Patience)]
    private static partial Regex Listed();

    [GeneratedRegex(@"(?<word>\b(password|identified\s+by)\s+)E?'([^']|'')*'", Options, Patience)]
    private static partial Regex Sql();

    [GeneratedRegex(@"(?<name>--?" + Name + @"[ \t]+)(?!-)[^\s""',\]]+", Options, Patience)]
    private static partial Regex Switch();

    /// <summary>The same in a list of arguments.</summary>
    [GeneratedRegex(@"(?<name>--?" + Name + @"\\?[""']\s*,\s*\\?[""'])[^""'\r\n\\]+", Options, Patience)]
    private static partial Regex Argument();

    [GeneratedRegex(
        @"\beyJ[\w-]{5,}\.[\w-]{5,}(\.[\w-]*)?|\bgAAAA[\w-]{20,}={0,2}|(?<![\w-])[\w-]{43}=(?![\w=])|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeprs]-[\w-]{10,}"
        + @"|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bAGE-SECRET-KEY-1\w+|\bsk-[\w-]{20,}|SCRAM-SHA-256\$\S+|\bmd5[0-9a-f]{32}\b|\b(pbkdf2|scrypt):\S+|\$2[aby]\$\S+|hooks\.[\w.-]+/\S+",
        Options, Patience)]
    private static partial Regex KnownToken();

    [GeneratedRegex(@"(?<![\w-])[\w+-]{32,}={0,2}", Options, Patience)]
    private static partial Regex Dense();
}
