using System.Collections.Immutable;

namespace DataSpec.Operations.Processes;

/// <summary>Replaces secrets in text; longer ones first, so that one inside another leaves no rest.</summary>
sealed class SecretMask(IEnumerable<string> secrets)
{
    const string Mask = "***";

    readonly ImmutableArray<string> _secrets =
        [.. secrets.Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    public string Over(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        return text;
    }
}
