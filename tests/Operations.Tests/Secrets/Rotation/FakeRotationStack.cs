using System.Collections.Immutable;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

/// <summary>A tool that was killed: nothing of it runs any more, whatever it had planned.</summary>
sealed class KilledException : Exception;

/// <summary>A stack in memory: which value each store has, and whether services were ever started on values that do not fit together.</summary>
sealed class FakeRotationStack(StackRoot root) : IRotationStack
{
    static readonly string[] Encryption = [EnvKeys.AirflowFernetKey.Name, EnvKeys.SupersetSecretKey.Name];

    readonly Dictionary<string, string> _stores = Env(root);

    public ImmutableHashSet<string> Active { get; set; } = ["postgres", "superset", "superset-init", "pgadmin", "grafana"];

    public List<string> Calls { get; } = [];

    /// <summary>Called after the effect of a step.</summary>
    public Action<string> After { get; set; } = _ => { };

    /// <summary>Refuses to prove anything while set.</summary>
    public bool ProofFails { get; set; }

    public bool Runs { get; private set; } = true;

    /// <summary>True where every store has the value of <c>.env</c>.</summary>
    public bool AgreesWithEnv => Env(root) is var env && _stores.All(store => env[store.Key] == store.Value);

    public string this[EnvKey key] => _stores[key.Name];

    public Task<ImmutableHashSet<string>> ReadActiveAsync(CancellationToken ct) => Task.FromResult(Active);

    public Task EnsureRunsAsync(CancellationToken ct) => Task.CompletedTask;

    public Task StopAsync(RotationPlan rotation, CancellationToken ct) => Do("stop", () => Runs = false);

    public Task EncryptAirflowAsync(RotationPlan rotation, CancellationToken ct) => Do("airflow-encryption", () => Change(rotation, EnvKeys.AirflowFernetKey.Name));

    public Task EncryptSupersetAsync(RotationPlan rotation, CancellationToken ct) => Do("superset-encryption", () => Change(rotation, EnvKeys.SupersetSecretKey.Name));

    public Task SetRolePasswordsAsync(RotationPlan rotation, CancellationToken ct) =>
        Do("role-passwords", () => Change(rotation, [.. rotation.Secrets.Where(secret => secret.Role is not null).Select(secret => secret.Key.Name)]));

    public Task StartAsync(RotationPlan rotation, CancellationToken ct) => Do("start", () =>
    {
        // One-shots give the stores what .env says, services read the rest there; keys and roles must fit before.
        var env = Env(root);
        foreach (var (key, value) in _stores)
        {
            if (value != env[key] && (Encryption.Contains(key) || RotatedSecrets.All.Any(secret => secret.Key.Name == key && secret.Role is not null)))
                throw new InvalidOperationException($"{key} of .env does not open what it should: the stack is mixed.");
            _stores[key] = env[key];
        }

        Runs = true;
    });

    public Task SetServicePasswordsAsync(RotationPlan rotation, CancellationToken ct) => Do("service-passwords", () => { });

    public Task<ImmutableArray<RotatedSecretResult>> ProveAsync(RotationPlan rotation, CancellationToken ct)
    {
        var results = rotation.Secrets.Select(secret => new RotatedSecretResult(
            secret.Key.Name, secret.Of, Changed: true, !ProofFails && _stores[secret.Key.Name] == rotation.After[secret.Key.Name], true, "asked"));
        After("verify");
        return Task.FromResult(results.ToImmutableArray());
    }

    static Dictionary<string, string> Env(StackRoot root) =>
        new EnvFile(root.EnvFile).Read().Entries.Where(entry => RotatedSecrets.All.Any(secret => secret.Key.Name == entry.Key))
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);

    void Change(RotationPlan rotation, params string[] keys)
    {
        foreach (var key in keys.Where(rotation.After.ContainsKey))
        {
            if (_stores[key] != rotation.Before[key] && _stores[key] != rotation.After[key])
                throw new InvalidOperationException($"{key} has a value that nobody knows.");
            _stores[key] = rotation.After[key];
        }
    }

    Task Do(string step, Action effect)
    {
        Calls.Add(step);
        effect();
        After(step);
        return Task.CompletedTask;
    }
}
