using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>What becomes of a secret whose service is switched off.</summary>
enum WhenOff
{
    /// <summary>The service takes the new value from <c>.env</c> when it is next started.</summary>
    TakenAtNextStart,

    /// <summary>Only the running service could change it in its own store: the old value stays.</summary>
    Kept,
}

/// <summary>One generated secret and where it lives beside <c>.env</c>.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Of">The service whose secret it is, as people name it after <c>--only</c>.</param>
sealed record RotatedSecret(EnvKey Key, string Of)
{
    /// <summary>The service of the stack file that must be active; null for one that always is.</summary>
    public string? Service { get; init; }

    public WhenOff WhenOff { get; init; }

    /// <summary>The Postgres role whose password it is, from the name of the superuser; null for none.</summary>
    public Func<StackSettings, string>? Role { get; init; }
}

/// <summary>Every secret that is generated, in the order of <c>.env</c>.</summary>
static class RotatedSecrets
{
    public static ImmutableArray<RotatedSecret> All { get; } =
    [
        new(EnvKeys.PostgresPassword, "postgres") { Role = settings => settings.Postgres.User },
        new(EnvKeys.AirflowDbPassword, "airflow") { Role = _ => "airflow" },
        new(EnvKeys.AirflowFernetKey, "airflow"),
        new(EnvKeys.AirflowApiSecretKey, "airflow"),
        new(EnvKeys.AirflowJwtSecret, "airflow"),
        new(EnvKeys.AirflowAdminPassword, "airflow"),
        new(EnvKeys.SupersetDbPassword, "superset") { Service = "superset", Role = _ => "superset" },
        new(EnvKeys.SupersetSecretKey, "superset") { Service = "superset", WhenOff = WhenOff.Kept },
        new(EnvKeys.SupersetAdminPassword, "superset") { Service = "superset" },
        new(EnvKeys.SupersetWarehousePassword, "superset") { Service = "superset", Role = _ => "superset_reader" },
        new(EnvKeys.PgAdminPassword, "pgadmin") { Service = "pgadmin" },
        new(EnvKeys.GrafanaAdminPassword, "grafana") { Service = "grafana", WhenOff = WhenOff.Kept },
        new(EnvKeys.GrafanaDbPassword, "grafana") { Service = "grafana", Role = _ => "grafana_reader" },
    ];
}
