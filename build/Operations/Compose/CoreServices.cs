namespace DataSpec.Operations.Compose;

/// <summary>The services whose nature the build must know: everything else about the stack it reads from the stack file.</summary>
static class CoreServices
{
    public const string Postgres = "postgres";
    public const string Scheduler = "airflow-scheduler";
}
