using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>The keys without which a restored stack could not read what it stored, and the proof that a backup holds the right ones.</summary>
static class StackKeys
{
    const string Fernet = "fernet";
    const string Superset = "superset";

    /// <summary>The backup's id, encrypted with each key.</summary>
    public static ImmutableArray<KeyCanary> Canaries(StackKeyring keys, string id, DateTimeOffset at) =>
    [
        new(EnvKeys.AirflowFernetKey.Name, Fernet, FernetCipher.Encrypt(keys.Fernet, id, at)),
        new(EnvKeys.SupersetSecretKey.Name, Superset, SupersetCipher.Encrypt(keys.Superset, id)),
    ];

    /// <summary>What of the canaries the keys in the backup's own <c>.env</c> cannot read.</summary>
    public static IEnumerable<string> Problems(BackupManifest manifest, EnvDocument env)
    {
        foreach (var canary in manifest.Canaries)
        {
            var key = env[canary.Key];
            if (string.IsNullOrEmpty(key))
                yield return $"{canary.Key} is missing in the backup's .env";
            else if ((canary.Cipher is Fernet ? FernetCipher.Decrypt(key, canary.Text) : SupersetCipher.Decrypt(key, canary.Text)) != manifest.Id)
                yield return $"{canary.Key} in the backup's .env is not the key that the stack worked with";
        }
    }
}

/// <summary>The two keys, as the stack works with them.</summary>
sealed record StackKeyring(string Fernet, string Superset)
{
    public static StackKeyring Of(StackSettings settings) => new(settings.Airflow.FernetKey.Reveal(), settings.Superset.SecretKey.Reveal());

    /// <summary>Null where one of them is missing.</summary>
    public static StackKeyring? Of(EnvDocument env) =>
        env[EnvKeys.AirflowFernetKey.Name] is { Length: > 0 } fernet && env[EnvKeys.SupersetSecretKey.Name] is { Length: > 0 } superset ? new(fernet, superset) : null;

    // The compiler's own text of a record would print the keys.
    public override string ToString() => "***";
}
