using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Notices an <c>.env</c> that was lost while the data was not, before new secrets lock everybody out of the old data.</summary>
static class ClusterKeys
{
    /// <summary>Refuses where data exists and a secret that lives in it is to be made anew.</summary>
    public static void MustBeThere(StackRoot root, EnvDocument env, IReadOnlyDictionary<string, string> environment)
    {
        var lost = EnvKeys.All
            .Where(key => key is { IsSecret: true, LivesIn: not null } && IsUnset(key, env, environment) && HoldsData(root, key.LivesIn))
            .ToLookup(key => key.LivesIn!, key => key.Name, StringComparer.Ordinal);
        if (lost.FirstOrDefault() is not { } first)
            return;
        throw new DataSpecException(
            ExitCode.RequirementMissing,
            $"'{Path.Combine(root.Directory, first.Key)}' holds data, but .env lacks {string.Join(" and ", lost.SelectMany(names => names))}: new ones would not open what the old ones closed.")
        {
            LeftAsItWas = "Nothing was generated or changed.",
            NextStep = "Put the old .env back (data/credentials.txt still shows the passwords), or start empty: ./build.sh Reset",
        };
    }

    static bool IsUnset(EnvKey key, EnvDocument env, IReadOnlyDictionary<string, string> environment) =>
        string.IsNullOrEmpty(env[key.Name]) && string.IsNullOrEmpty(environment.GetValueOrDefault(key.Name));

    static bool HoldsData(StackRoot root, string directory) =>
        string.Equals(directory, "data/postgres", StringComparison.Ordinal)
            ? PostgresCluster.In(root).Any()
            : Path.Combine(root.Directory, directory) is var path && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
}
