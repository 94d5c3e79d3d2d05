using System.Text.RegularExpressions;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>Takes secrets out of text: those that are known, in every form in which they may stand, and what looks like one.</summary>
sealed partial class Redactor
{
    readonly SecretMask _mask;

    /// <param name="secrets">Those that are known; words of fewer than four characters would hide everything and give themselves away.</param>
    public Redactor(IEnumerable<string> secrets) =>
        _mask = new(secrets.Where(secret => secret.Length >= MaskedSecrets.ShortestHidden).SelectMany(SecretForms.Of));

    /// <summary>A text whose patterns take too long is left out, not let through.</summary>
    public string Over(string text)
    {
        try
        {
            return SecretPatterns.Over(WithPlainQuotes(_mask.Over(text)));
        }
        catch (RegexMatchTimeoutException)
        {
            return "*** (left out: it could not be searched for secrets in time)";
        }
    }

    /// <summary>A log line inside a JSON document has its quotes as <c>\u0022</c>, which no pattern would take for one.</summary>
    static string WithPlainQuotes(string text) => EscapedApostrophe().Replace(EscapedQuote().Replace(text, "\\\""), "'");

    [GeneratedRegex(@"(?<!\\)\\u0022", RegexOptions.None, 60_000)]
    private static partial Regex EscapedQuote();

    [GeneratedRegex(@"(?<!\\)\\u0027", RegexOptions.None, 60_000)]
    private static partial Regex EscapedApostrophe();
}
