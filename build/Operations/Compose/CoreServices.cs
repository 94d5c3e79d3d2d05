namespace DataSpec.Operations.Compose;

/// <summary>The services whose nature the build must know, by their names in the stack file: everything else about the stack it reads from there.</summary>
static class CoreServices
{
    public const string Postgres = "postgres";
    public const string ApiServer = "airflow-apiserver";
    public const string Scheduler = "airflow-scheduler";
    public const string DagProcessor = "airflow-dag-processor";
    public const string Triggerer = "airflow-triggerer";
    public const string Superset = "superset";
    public const string PgAdmin = "pgadmin";
    public const string Grafana = "grafana";
    public const string Loki = "loki";
}
