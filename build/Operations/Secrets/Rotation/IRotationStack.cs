using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>What a rotation does to the running stack; every step may be repeated.</summary>
interface IRotationStack
{
    /// <summary>The services of the active profiles.</summary>
    Task<ImmutableHashSet<string>> ReadActiveAsync(CancellationToken ct);

    /// <summary>Refuses a stack that does not run or whose superuser does not accept the password of <c>.env</c>.</summary>
    Task EnsureRunsAsync(CancellationToken ct);

    /// <summary>Ends running tasks, then stops every service that holds one of the values; Postgres goes on, or is started.</summary>
    Task StopAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>Encrypts what Airflow stores with the key after, and puts new passwords for old ones into its connections.</summary>
    Task EncryptAirflowAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>The same for Superset.</summary>
    Task EncryptSupersetAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>Gives the roles their passwords after, whichever are in force.</summary>
    Task SetRolePasswordsAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>Brings the stack up with <c>.env</c> as it is.</summary>
    Task StartAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>Passwords that only their running service can change.</summary>
    Task SetServicePasswordsAsync(RotationPlan rotation, CancellationToken ct);

    /// <summary>Uses the values after and tries those before.</summary>
    Task<ImmutableArray<RotatedSecretResult>> ProveAsync(RotationPlan rotation, CancellationToken ct);
}
