using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Notices an <c>.env</c> that was lost while its database was not, before new passwords lock everybody out of the old
/// data.</summary>
static class ClusterKeys
{
    /// <summary>Refuses where a cluster exists and a secret that lives in it is to be made anew.</summary>
    public static void MustBeThere(StackRoot root, EnvDocument env, IReadOnlyDictionary<string, string> environment)
    {
        string[] lost = [.. EnvKeys.All
            .Where(
                key => key.IsSecret && key.BoundToData && string.IsNullOrEmpty(env[key.Name]) && string.IsNullOrEmpty(environment.GetValueOrDefault(key.Name)))
            .Select(key => key.Name)];
        if (lost.Length == 0 || PostgresCluster.In(root).FirstOrDefault() is not { } cluster)
            return;
        throw new DataSpecException(
            ExitCode.RequirementMissing,
            $"'{cluster.Directory}' holds a database, but .env lacks {string.Join(" and ", lost)}: new ones would not open what the old ones closed.")
        {
            LeftAsItWas = "Nothing was generated or changed.",
            NextStep = "Put the old .env back (data/credentials.txt still shows the passwords), or start empty: ./build.sh Reset",
        };
    }
}
