using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets;

/// <summary>The one catalogue of every key of <c>.env</c>, in the order in which <c>Setup</c> writes and the documentation lists
/// them.</summary>
public static partial class EnvKeys
{
    const string Compose = "Compose";

    public static EnvKey ComposeFile { get; } = new(
        "COMPOSE_FILE",
        Compose,
        "Files that describe the stack, `:` between them; overlays follow the stack's own.",
        "docker compose")
    { Default = "compose/compose.yaml", OnlyFromFile = true, Rule = EnvRules.ComposeFiles("compose/compose.yaml"), BelongsTo = EnvOwner.Machine };

    public static EnvKey ComposeProject { get; } = new(
        "COMPOSE_PROJECT_NAME",
        Compose,
        "Begins the name of every container and network; a second stack on the box needs another one.",
        "docker compose, build")
    { Default = "dataspec", Rule = EnvRules.Project, BelongsTo = EnvOwner.Machine };

    public static EnvKey ComposeProfiles { get; } = new(
        "COMPOSE_PROFILES",
        Compose,
        "Parts to run beside the core, `,` between them: `bi` (Superset), `admin` (pgAdmin), `logging` (Loki, Grafana), `triggerer`, `pitr` (every commit is kept for restoring to any time); empty is the core only. `Up --profiles` writes it.",
        "docker compose, build")
    { Default = "bi,admin,logging", MayBeEmpty = true, OnlyFromFile = true, Rule = EnvRules.Names, BelongsTo = EnvOwner.Machine };

    public static EnvKey BindAddress { get; } = new(
        "BIND_ADDRESS",
        Compose,
        "Address of this machine on which ports open. `0.0.0.0` lets the whole network in: put TLS and a firewall before it first.",
        "docker compose, build")
    { Default = "127.0.0.1", Rule = EnvRules.Address, BelongsTo = EnvOwner.Place };

    public static EnvKey BehindProxy { get; } = new(
        "BEHIND_PROXY",
        Compose,
        "`1` where a TLS reverse proxy stands before the web pages: its headers are believed and cookies need https.",
        "superset, airflow, grafana")
    { Default = "0", Rule = EnvRules.OneOf("0", "1"), BelongsTo = EnvOwner.Machine };

    /// <summary>Ports on this machine; no two may be the same, whether or not their services run.</summary>
    public static ImmutableArray<EnvKey> Ports => [PostgresPort, AirflowPort, SupersetPort, PgAdminPort, GrafanaPort];

    /// <remarks>Made when first asked for: the keys stand in several files, whose order of initialization is not defined.</remarks>
    public static ImmutableArray<EnvKey> All => field.IsDefault ? field =
    [
        ComposeFile, ComposeProject, ComposeProfiles, BindAddress, BehindProxy,
        PostgresImage, PostgresMajor, PostgresPort, PostgresUser, PostgresDatabase, PostgresPassword, PostgresMemory, PostgresSharedBuffers, PostgresWalKeep,
        AirflowImage, AirflowPort, AirflowUid, AirflowDbPassword, AirflowFernetKey, AirflowApiSecretKey, AirflowJwtSecret,
        AirflowAdminUser, AirflowAdminPassword, AirflowParallelism, AirflowApiserverMemory, AirflowSchedulerMemory, AirflowDagProcessorMemory, AirflowTriggererMemory,
        SupersetImage, SupersetPort, SupersetDbPassword, SupersetSecretKey, SupersetAdminUser, SupersetAdminPassword,
        SupersetWarehouseRole, SupersetWarehousePassword, SupersetWorkers, SupersetMemory,
        PgAdminImage, PgAdminPort, PgAdminEmail, PgAdminPassword, PgAdminMemory,
        LogShipper, LokiImage, PromtailImage, AlloyImage, GrafanaImage, GrafanaPort, GrafanaAdminUser, GrafanaAdminPassword, GrafanaDbPassword,
        LogRetention, LogDiskLimit, ContainerLogs, LokiMemory, LogShipperMemory, GrafanaMemory,
        TaxiBaseUrl, TaxiTypes, TaxiMonths, TaxiSourceDirectory, DltHome,
        BackupDirectory, BackupEncrypt, BackupWebhook, WalArchiveDirectory, WalArchiveMax,
    ] : field;
}
