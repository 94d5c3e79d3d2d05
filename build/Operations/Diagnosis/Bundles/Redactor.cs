using System.Text.RegularExpressions;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>Takes secrets out of text: those that are known, in every form in which they may stand, and what looks like one.</summary>
sealed class Redactor
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
            return SecretPatterns.Over(_mask.Over(text));
        }
        catch (RegexMatchTimeoutException)
        {
            return "*** (left out: it could not be searched for secrets in time)";
        }
    }
}
