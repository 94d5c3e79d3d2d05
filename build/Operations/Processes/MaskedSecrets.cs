using System.Collections.Immutable;

namespace DataSpec.Operations.Processes;

/// <summary>The secrets known to this run, hidden in every command, its output and its failure; filled as they become known.</summary>
public sealed class MaskedSecrets
{
    /// <summary>Shorter values are words that stand everywhere: hiding them would make output unreadable and give them away.</summary>
    public const int ShortestHidden = 4;

    ImmutableHashSet<string> _values = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Values => _values;

    public void Add(IEnumerable<string> secrets)
    {
        string[] hidden = [.. secrets.Where(secret => secret.Length >= ShortestHidden)];
        ImmutableInterlocked.Update(ref _values, values => values.Union(hidden));
    }

    /// <summary>The text with each known secret replaced by three stars.</summary>
    public string Mask(string text) => new SecretMask(_values).Over(text);
}
