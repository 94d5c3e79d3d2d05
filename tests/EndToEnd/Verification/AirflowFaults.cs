using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Airflow that hangs, does not beat, is not migrated, or does not let its administrator in.</summary>
static class AirflowFaults
{
    const string Airflow = "airflow";
    const string Taxi = "dag_id = 'nyc_taxi'";
    const string LastRun = $"{Taxi} and run_after = (select max(run_after) from dag_run where {Taxi})";

    static string? _key;

    public static ImmutableArray<Fault> All { get; } =
    [
        new(
            "the api-server hangs", "airflow.login",
            stack => Docker.Run("pause", $"{stack.Project}-airflow-apiserver-1"),
            stack => Docker.Try(null, "unpause", $"{stack.Project}-airflow-apiserver-1")) { Level = 2, Implied = ["containers.running", "airflow.health", "airflow.probe"] },
        new(
            "the scheduler is killed", "airflow.probe",
            stack => Docker.Run("kill", $"{stack.Project}-airflow-scheduler-1"),
            stack => stack.Run(0, "Up")) { Level = 2, Implied = ["containers.running"], MayImply = ["airflow.health"] },
        new(
            "the scheduler hangs", "airflow.health",
            async stack =>
            {
                await Docker.Run("pause", $"{stack.Project}-airflow-scheduler-1");
                // What a few minutes would bring about.
                await Sql.Run(stack, Airflow, "update job set latest_heartbeat = latest_heartbeat - interval '5 minutes' where job_type = 'SchedulerJob' and state = 'running'");
            },
            stack => Docker.Try(null, "unpause", $"{stack.Project}-airflow-scheduler-1")) { Level = 2, Implied = ["containers.running", "airflow.probe"] },
        Changed("the administrator of Airflow has another password than .env says", "airflow.login", "ab_user", "password", "username = 'admin'", Hash("another")) with { Implied = ["airflow.probe"] },
        Changed("the administrator of Airflow has a default password", "logins.defaults", "ab_user", "password", "username = 'admin'", Hash("admin")) with { Implied = ["airflow.login", "airflow.probe"] },
        new(
            "a DAG file is broken", "airflow.imports",
            async stack =>
            {
                await File.WriteAllTextAsync(stack.PathOf("airflow", "dags", "broken.py"), "from airflow.sdk import dag, nothing_of_that_name\n", TestContext.Current.CancellationToken);
                await Eventually.Holds(async () => await Sql.Run(stack, Airflow, "select count(*) from import_error") is not "0", TimeSpan.FromMinutes(3), "Airflow has read the file");
            },
            async stack =>
            {
                File.Delete(stack.PathOf("airflow", "dags", "broken.py"));
                await Eventually.Holds(async () => await Sql.Run(stack, Airflow, "select count(*) from import_error") is "0", TimeSpan.FromMinutes(3), "Airflow has seen that the file is gone");
            }) { Level = 2 },
        new(
            "the dag-processor hangs and a DAG is not known", "airflow.dags",
            async stack =>
            {
                await Docker.Run("pause", $"{stack.Project}-airflow-dag-processor-1");
                await Sql.Run(stack, Airflow, $"update dag set is_stale = true where {Taxi}");
                File.SetLastWriteTimeUtc(stack.PathOf("airflow", "dags", "nyc_taxi.py"), DateTime.UtcNow.AddMinutes(-10));
            },
            async stack =>
            {
                await Sql.Run(stack, Airflow, $"update dag set is_stale = false where {Taxi}");
                await Docker.Try(null, "unpause", $"{stack.Project}-airflow-dag-processor-1");
            }) { Level = 2, Implied = ["containers.running"], MayImply = ["airflow.health"] },
        Changed("a DAG that should run is paused", "airflow.dags", "dag", "is_paused", Taxi, "true") with { Warns = true },
        Changed("the last run of a DAG failed", "airflow.runs", "dag_run", "state", LastRun, "failed"),
        Changed("the schema of Airflow is not migrated", "airflow.migrations", "alembic_version", "version_num", "true", "0123456789ab"),
        new(
            "the Fernet key in .env is another one", "airflow.keys",
            async stack =>
            {
                await new StackPages(stack).StoreInAirflow("verify_fault", "stored", "stored", "stored");
                _key = stack.SetEnv("AIRFLOW_FERNET_KEY", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_'));
            },
            async stack =>
            {
                if (_key is { } key)
                    stack.SetEnv("AIRFLOW_FERNET_KEY", key);
                await Sql.Run(stack, Airflow, "delete from connection where conn_id = 'verify_fault'; delete from variable where key = 'verify_fault'");
            }) { Level = 2, Implied = ["config.drift"] },
    ];

    /// <summary>As Airflow and Superset keep a password; fewer rounds than theirs, for it lives for a minute.</summary>
    public static string Hash(string password) =>
        $"pbkdf2:sha256:1000$salt${Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), "salt"u8, 1000, HashAlgorithmName.SHA256, 32))}";

    static Fault Changed(string what, string check, string table, string column, string where, string value)
    {
        var (breaks, mends) = Sql.Sets(Airflow, table, column, where, value);
        return new(what, check, breaks, mends) { Level = 2 };
    }
}
