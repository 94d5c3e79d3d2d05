namespace DataSpec.Engine.Output;

/// <summary>Replaces the secrets of a run wherever they would be printed or logged.</summary>
sealed class Masking
{
    const string Mark = "***";

    /// <summary>Under this name a build gives a <c>Func&lt;string, string&gt;</c> that hides what it alone knows.</summary>
    const string OfTheBuild = "DataSpec.Mask";

    string[] _secrets = [];

    /// <summary>Adds secrets; longer ones are replaced first, so that one inside another leaves no rest.</summary>
    public void Add(IEnumerable<string> secrets) =>
        _secrets = [.. _secrets.Concat(secrets).Where(secret => secret.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    public string Mask(string text)
    {
        var masked = _secrets.Aggregate(text, (rest, secret) => rest.Replace(secret, Mark, StringComparison.Ordinal));
        return AppContext.GetData(OfTheBuild) is Func<string, string> more ? more(masked) : masked;
    }
}
