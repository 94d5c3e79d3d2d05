using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets;

/// <summary>The one catalogue of every key of <c>.env</c>, in the order in which <c>Setup</c> writes and the documentation lists
/// them.</summary>
public static class EnvKeys
{
    const string Compose = "Compose";
    const string Postgres = "Postgres";
    const string Airflow = "Airflow";
    const string Superset = "Superset";
    const string Taxi = "NYC Taxi load";

    public static EnvKey ComposeFile { get; } = new(
        "COMPOSE_FILE",
        Compose,
        "Files that describe the stack, `:` between them; overlays follow the stack's own.",
        "docker compose")
    { Default = "compose/compose.yaml", Rule = EnvRules.ComposeFiles("compose/compose.yaml") };

    public static EnvKey ComposeProject { get; } = new(
        "COMPOSE_PROJECT_NAME",
        Compose,
        "Begins the name of every container and network; a second stack on the box needs another one.",
        "docker compose, build")
    { Default = "dataspec", Rule = EnvRules.Project };

    public static EnvKey ComposeProfiles { get; } = new(
        "COMPOSE_PROFILES",
        Compose,
        "Optional parts to run, `,` between them; empty is the core only.",
        "docker compose, build")
    { MayBeEmpty = true, Rule = EnvRules.Names };

    public static EnvKey BindAddress { get; } = new(
        "BIND_ADDRESS",
        Compose,
        "Address of this machine on which ports open. `0.0.0.0` lets the whole network in: put TLS and a firewall before it first.",
        "docker compose, build")
    { Default = "127.0.0.1", Rule = EnvRules.Address };

    public static EnvKey PostgresImage { get; } = new(
        "POSTGRES_IMAGE",
        Postgres,
        "Image of the database. A new major version needs the data moved first; `Up` writes here the one it chose.",
        "docker compose, build")
    { Default = "postgres:18.6", Rule = EnvRules.Image };

    public static EnvKey PostgresPort { get; } = new("POSTGRES_PORT", Postgres, "Port on this machine.", "docker compose, build")
    { Default = "5432", Rule = EnvRules.Port };

    public static EnvKey PostgresUser { get; } = new(
        "POSTGRES_USER",
        Postgres,
        "Superuser and owner of the warehouse.",
        "postgres, db-roles, airflow, build")
    { Default = "datafoundry", Rule = EnvRules.Identifier, BoundToData = true };

    public static EnvKey PostgresDatabase { get; } = new("POSTGRES_DB", Postgres, "The warehouse.", "postgres, db-roles, airflow, build")
    { Default = "datafoundry", Rule = EnvRules.Identifier, BoundToData = true };

    public static EnvKey PostgresPassword { get; } = new(
        "POSTGRES_PASSWORD",
        Postgres,
        "Password of that superuser.",
        "postgres, db-roles, airflow, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BoundToData = true };

    public static EnvKey PostgresMemory { get; } = new("POSTGRES_MEMORY", Postgres, "Most memory the container may take.", "docker compose")
    { Default = "2g", Rule = EnvRules.Memory };

    public static EnvKey PostgresSharedBuffers { get; } = new(
        "POSTGRES_SHARED_BUFFERS",
        Postgres,
        "Postgres's own cache; a quarter of its memory is usual.",
        "postgres")
    { Default = "512MB", Rule = EnvRules.PostgresMemory };

    public static EnvKey AirflowImage { get; } = new(
        "AIRFLOW_IMAGE",
        Airflow,
        "Image of Airflow with dlt; `Up` writes here the one it chose.",
        "docker compose, build")
    { Default = "dataspec/airflow:3.3.2", Rule = EnvRules.Image };

    public static EnvKey AirflowPort { get; } = new(
        "AIRFLOW_PORT",
        Airflow,
        "Port of the web page and API on this machine.",
        "docker compose, build")
    { Default = "8080", Rule = EnvRules.Port };

    public static EnvKey AirflowUid { get; } = new(
        "AIRFLOW_UID",
        Airflow,
        "User id that Airflow runs as and that owns `data/airflow`.",
        "docker compose, setup")
    { Default = "50000", Rule = EnvRules.Number(1, int.MaxValue) };

    public static EnvKey AirflowDbPassword { get; } = new(
        "AIRFLOW_DB_PASSWORD",
        Airflow,
        "Password of the role `airflow`.",
        "db-roles, airflow")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret };

    public static EnvKey AirflowFernetKey { get; } = new(
        "AIRFLOW_FERNET_KEY",
        Airflow,
        "Encrypts stored connections: without it they cannot be read again.",
        "airflow")
    { Generate = SecretGenerator.FernetKey, Rule = EnvRules.Fernet, BoundToData = true };

    public static EnvKey AirflowApiSecretKey { get; } = new(
        "AIRFLOW_API_SECRET_KEY",
        Airflow,
        "Signs web sessions and log requests.",
        "airflow")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret };

    public static EnvKey AirflowJwtSecret { get; } = new(
        "AIRFLOW_JWT_SECRET",
        Airflow,
        "Signs the tokens of the API and of running tasks.",
        "airflow")
    { Generate = SecretGenerator.SigningKey, Rule = EnvRules.Secret };

    public static EnvKey AirflowAdminUser { get; } = new("AIRFLOW_ADMIN_USER", Airflow, "User of the web page.", "airflow-init, build")
    { Default = "admin", Rule = EnvRules.UserName };

    public static EnvKey AirflowAdminPassword { get; } = new(
        "AIRFLOW_ADMIN_PASSWORD",
        Airflow,
        "Password of that user.",
        "airflow-init, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret };

    public static EnvKey AirflowParallelism { get; } = new(
        "AIRFLOW_PARALLELISM",
        Airflow,
        "Tasks at the same time; each worker takes about 0.12 GB.",
        "airflow-scheduler")
    { Default = "4", Rule = EnvRules.Number(1, 64) };

    public static EnvKey AirflowApiserverMemory { get; } = new(
        "AIRFLOW_APISERVER_MEMORY",
        Airflow,
        "Most memory the api-server may take.",
        "docker compose")
    { Default = "2g", Rule = EnvRules.Memory };

    public static EnvKey AirflowSchedulerMemory { get; } = new(
        "AIRFLOW_SCHEDULER_MEMORY",
        Airflow,
        "Most memory the scheduler and the tasks it runs may take together.",
        "docker compose")
    { Default = "4g", Rule = EnvRules.Memory };

    public static EnvKey AirflowDagProcessorMemory { get; } = new(
        "AIRFLOW_DAG_PROCESSOR_MEMORY",
        Airflow,
        "Most memory the DAG processor may take.",
        "docker compose")
    { Default = "2g", Rule = EnvRules.Memory };

    public static EnvKey AirflowTriggererMemory { get; } = new(
        "AIRFLOW_TRIGGERER_MEMORY",
        Airflow,
        "Most memory the triggerer may take (profile `triggerer`).",
        "docker compose")
    { Default = "1g", Rule = EnvRules.Memory };

    public static EnvKey SupersetDbPassword { get; } = new("SUPERSET_DB_PASSWORD", Superset, "Password of the role `superset`.", "db-roles")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret };

    public static EnvKey TaxiBaseUrl { get; } = new(
        "NYC_TAXI_BASE_URL",
        Taxi,
        "Where the files are, an address or a path inside the containers: below it `trip-data/` and `misc/`.",
        "airflow")
    { Default = "https://d37ci6vzurychx.cloudfront.net", Rule = EnvRules.Url };

    public static EnvKey TaxiTypes { get; } = new(
        "NYC_TAXI_TYPES",
        Taxi,
        "Which trips: `yellow`, `green`, `fhv`, `fhvhv`, `,` between them.",
        "airflow, build")
    { Default = "yellow", Rule = EnvRules.TaxiTypes };

    public static EnvKey TaxiMonths { get; } = new("NYC_TAXI_MONTHS", Taxi, "Which months, `,` between them.", "airflow, build")
    { Default = "2024-01,2024-02,2024-03", Rule = EnvRules.Months };

    public static EnvKey TaxiSourceDirectory { get; } = new(
        "NYC_TAXI_SOURCE_DIR",
        Taxi,
        "Directory of this machine with the same files, mounted read-only at `/opt/airflow/taxi-source`; empty for none.",
        "docker compose, airflow")
    { MayBeEmpty = true, Rule = EnvRules.AbsolutePath };

    public static EnvKey DltHome { get; } = new(
        "DLT_HOME",
        Taxi,
        "Where dlt keeps its state inside the containers; mounted from `data/airflow/dlt`.",
        "airflow")
    { Default = "/opt/airflow/dlt", Rule = EnvRules.AbsolutePath };

    public static ImmutableArray<EnvKey> All { get; } =
    [
        ComposeFile, ComposeProject, ComposeProfiles, BindAddress,
        PostgresImage, PostgresPort, PostgresUser, PostgresDatabase, PostgresPassword, PostgresMemory, PostgresSharedBuffers,
        AirflowImage, AirflowPort, AirflowUid, AirflowDbPassword, AirflowFernetKey, AirflowApiSecretKey, AirflowJwtSecret,
        AirflowAdminUser, AirflowAdminPassword, AirflowParallelism, AirflowApiserverMemory, AirflowSchedulerMemory, AirflowDagProcessorMemory, AirflowTriggererMemory,
        SupersetDbPassword,
        TaxiBaseUrl, TaxiTypes, TaxiMonths, TaxiSourceDirectory, DltHome,
    ];
}
