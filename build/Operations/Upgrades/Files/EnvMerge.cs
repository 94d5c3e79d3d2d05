using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>A default that is another one in the release; what stands in <c>.env</c> is the old one and stays.</summary>
public sealed record EnvDefaultChange(string Key, string From, string To);

/// <summary>What a release makes of <c>.env</c>: keys are added, and nothing that stands there is changed.</summary>
/// <param name="Added">Keys that the release has and <c>.env</c> has not.</param>
/// <param name="Defaults">Worth a look: this stack still uses the old default.</param>
/// <param name="Gone">Keys of <c>.env</c> that the release no longer reads.</param>
public sealed record EnvMerge(ImmutableArray<string> Added, ImmutableArray<EnvDefaultChange> Defaults, ImmutableArray<string> Gone)
{
    /// <summary>The text as it will be.</summary>
    internal EnvDocument Document { get; private init; } = EnvDocument.Empty;

    /// <summary>Changes nothing.</summary>
    /// <param name="shipped">The keys of the release that is deployed.</param>
    public static EnvMerge Of(EnvDocument current, EnvKeyList shipped, EnvKeyList release)
    {
        var here = current.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var before = shipped.Keys.ToDictionary(key => key.Name, StringComparer.Ordinal);
        var after = release.Keys.Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<ListedEnvKey> missing = [.. release.Keys.Where(key => !here.Contains(key.Name))];
        return new(
            [.. missing.Select(key => key.Name)],
            [.. release.Keys.Where(key => !key.Secret && before.GetValueOrDefault(key.Name) is { } old && old.Default != key.Default && current[key.Name] == old.Default)
                .Select(key => new EnvDefaultChange(key.Name, before[key.Name].Default, key.Default))],
            [.. shipped.Keys.Select(key => key.Name).Where(name => here.Contains(name) && !after.Contains(name))])
        {
            Document = missing.IsEmpty ? current : WithMissing(current, missing),
        };
    }

    static EnvDocument WithMissing(EnvDocument current, ImmutableArray<ListedEnvKey> missing)
    {
        string[] heading = ["", "Added by ./build.sh Upgrade: keys that are new in the release."];
        foreach (var group in missing.GroupBy(key => key.Group, StringComparer.Ordinal))
        {
            current = current.Appended([.. heading, group.Key], group.Select(key => KeyValuePair.Create(key.Name, ValueFor(key))));
            heading = [];
        }

        return current;
    }

    static string ValueFor(ListedEnvKey key) => key.Secret
        ? EnvKeys.All.FirstOrDefault(known => known.Name == key.Name)?.Generate?.Invoke() ?? SecretGenerator.Password()
        : key.Default;
}
