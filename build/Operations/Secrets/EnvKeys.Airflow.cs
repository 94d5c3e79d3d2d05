namespace DataSpec.Operations.Secrets;

/// <summary>Keys of Airflow.</summary>
public static partial class EnvKeys
{
    const string Airflow = "Airflow";

    public static EnvKey AirflowImage { get; } = new(
        "AIRFLOW_IMAGE",
        Airflow,
        "Image of Airflow with dlt; `Up` writes here the one it chose.",
        "docker compose, build")
    { Default = "dataspec/airflow:3.3.2", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowPort { get; } = new(
        "AIRFLOW_PORT",
        Airflow,
        "Port of the web page and API on this machine.",
        "docker compose, build")
    { Default = "8080", Rule = EnvRules.Port, BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowUid { get; } = new(
        "AIRFLOW_UID",
        Airflow,
        "User id that Airflow runs as and that owns `data/airflow`.",
        "docker compose, setup")
    { Default = "50000", Rule = EnvRules.Number(1, int.MaxValue), BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowDbPassword { get; } = new(
        "AIRFLOW_DB_PASSWORD",
        Airflow,
        "Password of the role `airflow`.",
        "db-roles, airflow")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowFernetKey { get; } = new(
        "AIRFLOW_FERNET_KEY",
        Airflow,
        "Encrypts stored connections: without it they cannot be read again.",
        "airflow")
    { Generate = SecretGenerator.FernetKey, Rule = EnvRules.Fernet, LivesIn = "data/postgres", BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowApiSecretKey { get; } = new(
        "AIRFLOW_API_SECRET_KEY",
        Airflow,
        "Signs web sessions and log requests.",
        "airflow")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowJwtSecret { get; } = new(
        "AIRFLOW_JWT_SECRET",
        Airflow,
        "Signs the tokens of the API and of running tasks.",
        "airflow")
    { Generate = SecretGenerator.SigningKey, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowAdminUser { get; } = new("AIRFLOW_ADMIN_USER", Airflow, "User of the web page.", "airflow-init, build")
    { Default = "admin", Rule = EnvRules.UserName, BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowAdminPassword { get; } = new(
        "AIRFLOW_ADMIN_PASSWORD",
        Airflow,
        "Password of that user.",
        "airflow-init, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey AirflowParallelism { get; } = new(
        "AIRFLOW_PARALLELISM",
        Airflow,
        "Tasks at the same time; each worker takes about 0.12 GB.",
        "airflow-scheduler")
    { Default = "4", Rule = EnvRules.Number(1, 64), BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowApiserverMemory { get; } = new(
        "AIRFLOW_APISERVER_MEMORY",
        Airflow,
        "Most memory the api-server may take.",
        "docker compose")
    { Default = "2g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowSchedulerMemory { get; } = new(
        "AIRFLOW_SCHEDULER_MEMORY",
        Airflow,
        "Most memory the scheduler and the tasks it runs may take together.",
        "docker compose")
    { Default = "4g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowDagProcessorMemory { get; } = new(
        "AIRFLOW_DAG_PROCESSOR_MEMORY",
        Airflow,
        "Most memory the DAG processor may take.",
        "docker compose")
    { Default = "2g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey AirflowTriggererMemory { get; } = new(
        "AIRFLOW_TRIGGERER_MEMORY",
        Airflow,
        "Most memory the triggerer may take (profile `triggerer`).",
        "docker compose")
    { Default = "1g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };
}
