namespace DataSpec.Engine.Output;

/// <summary>Replaces the secrets of a run wherever they would be printed or logged.</summary>
sealed class Masking
{
    const string Mark = "***";

    string[] _secrets = [];

    /// <summary>Adds secrets; longer ones are replaced first, so that one inside another leaves no rest.</summary>
    public void Add(IEnumerable<string> secrets) =>
        _secrets = [.. _secrets.Concat(secrets).Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    public string Mask(string text) => _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, Mark, StringComparison.Ordinal));
}
