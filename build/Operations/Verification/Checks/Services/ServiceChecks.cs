using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether the services do for their users what they are there for.</summary>
static class ServiceChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        .. PostgresChecks.All, .. AirflowChecks.All, .. AirflowRecordsChecks.All, .. MigrationChecks.All, .. StoredKeysChecks.All, new AirflowProbe(),
        .. SupersetChecks.All, new PgAdminLogin(), .. GrafanaChecks.All, .. LogChecks.All, new DefaultLogins(), new PrivatePages(),
    ];
}

/// <summary>Services by their names in the stack file.</summary>
static class ServiceNames
{
    public const string Postgres = "postgres";
    public const string AirflowApi = "airflow-apiserver";
    public const string Scheduler = "airflow-scheduler";
    public const string DagProcessor = "airflow-dag-processor";
    public const string Superset = "superset";
    public const string PgAdmin = "pgadmin";
    public const string Grafana = "grafana";
    public const string Loki = "loki";
}
