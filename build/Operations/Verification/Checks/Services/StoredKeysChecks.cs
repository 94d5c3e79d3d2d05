using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether what the services stored encrypted opens with the keys of <c>.env</c>: with another key the next start loses it.</summary>
static class StoredKeysChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        Of("airflow", "connections and variables that Airflow stored open", EnvKeys.AirflowFernetKey, profile: null),
        Of("superset", "database passwords that Superset stored open", EnvKeys.SupersetSecretKey, StackProfiles.Bi),
    ];

    static Check Of(string database, string what, EnvKey key, string? profile) => new(
        new($"{database}.keys", 2, $"The {what} with `{key.Name}` of `.env`", $"put back the {key.Name} with which they were stored: every backup holds the .env of its time (docs/secrets.md)")
        { Services = [CoreServices.Postgres], Needs = [PostgresChecks.Login], Profile = profile },
        async (view, ct) =>
        {
            var (read, unreadable) = await StoredSecrets.CheckAsync(
                async (name, token) => name == database ? await view.Postgres.OpenAsync(token, name) : null, StackKeyring.Of(view.Settings), ct, of: "");
            return unreadable.Count == 0 ? CheckOutcome.Passed($"{read} values open") : CheckOutcome.Failed(string.Join("; ", unreadable));
        });
}
