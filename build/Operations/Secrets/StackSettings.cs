using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets;

public sealed record PostgresSettings(
    string Image, int Major, int Port, string User, string Database, Secret Password, long MemoryBytes, long SharedBuffersBytes);

public sealed record AirflowSettings(
    string Image, int Port, int Uid, string AdminUser, Secret AdminPassword, Secret DbPassword, Secret FernetKey, Secret ApiSecretKey, Secret JwtSecret, int Parallelism);

public sealed record SupersetSettings(
    string Image, int Port, string AdminUser, Secret AdminPassword, Secret DbPassword, Secret SecretKey, string WarehouseRole, Secret WarehousePassword);

public sealed record PgAdminSettings(string Image, int Port, string Email, Secret Password);

public sealed record GrafanaSettings(string Image, int Port, string AdminUser, Secret AdminPassword, Secret DbPassword);

public sealed record TaxiSettings(
    string BaseUrl,
    ImmutableArray<string> Types,
    ImmutableArray<string> Months,
    string? SourceDirectory,
    string DltHome);

/// <summary>The configuration in force, checked and typed; made by <see cref="StackSettingsReader"/>.</summary>
public sealed record StackSettings
{
    public required string ComposeProject { get; init; }

    public required ImmutableArray<string> ComposeFiles { get; init; }

    /// <summary>What runs beside the core; see <see cref="StackProfiles"/>.</summary>
    public required ImmutableArray<string> Profiles { get; init; }

    public bool Runs(string profile) => Profiles.Contains(profile, StringComparer.Ordinal);

    public required string BindAddress { get; init; }

    public required PostgresSettings Postgres { get; init; }

    public required AirflowSettings Airflow { get; init; }

    public required SupersetSettings Superset { get; init; }

    public required PgAdminSettings PgAdmin { get; init; }

    public required GrafanaSettings Grafana { get; init; }

    /// <summary><c>promtail</c> or <c>alloy</c>.</summary>
    public required string LogShipper { get; init; }

    public required TaxiSettings Taxi { get; init; }

    /// <summary>Where backups go unless a command says otherwise; a relative one counts from the root.</summary>
    public required string BackupDirectory { get; init; }

    /// <summary>Whom backups are encrypted for unless a command says otherwise; null for nobody.</summary>
    public string? BackupEncrypt { get; init; }

    /// <summary>Where the profile <c>pitr</c> keeps the log; null for <c>backups/wal</c> of the root.</summary>
    public required string? WalArchiveDirectory { get; init; }

    public required long WalArchiveMaxBytes { get; init; }

    /// <summary>Gets a message when a scheduled backup failed; null for none.</summary>
    public required Secret? BackupWebhook { get; init; }

    /// <summary>Every secret value, for masking.</summary>
    public required ImmutableArray<Secret> Secrets { get; init; }

    /// <summary>Keys whose value in force comes from the environment of this process and differs from <c>.env</c>.</summary>
    public required ImmutableArray<string> Overridden { get; init; }
}
