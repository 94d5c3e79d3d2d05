using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>Takes secrets out of text: those that are known, in every form in which they may stand, and what looks like one.</summary>
sealed class Redactor
{
    readonly SecretMask _mask;

    /// <param name="secrets">Those that are known; words of fewer than four characters would hide everything and give themselves away.</param>
    public Redactor(IEnumerable<string> secrets) =>
        _mask = new(secrets.Where(secret => secret.Length >= MaskedSecrets.ShortestHidden).SelectMany(SecretForms.Of));

    public string Over(string text) => SecretPatterns.Over(_mask.Over(text));
}
