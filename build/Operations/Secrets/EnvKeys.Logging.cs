namespace DataSpec.Operations.Secrets;

/// <summary>Keys of the log stack.</summary>
public static partial class EnvKeys
{
    const string Logging = "Logs";

    public static EnvKey LogShipper { get; } = new(
        "LOG_SHIPPER",
        Logging,
        "What brings the containers' logs to Loki: `promtail` (end of life since 2026-03-02) or `alloy`, with the same labels.",
        "docker compose, build")
    { Default = "promtail", Rule = EnvRules.OneOf("promtail", "alloy"), BelongsTo = EnvOwner.Machine };

    public static EnvKey LokiImage { get; } = new("LOKI_IMAGE", Logging, "Image of Loki.", "docker compose, build")
    { Default = "grafana/loki:3.7.8", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey PromtailImage { get; } = new("PROMTAIL_IMAGE", Logging, "Image of Promtail.", "docker compose, build")
    { Default = "grafana/promtail:3.6.11", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey AlloyImage { get; } = new("ALLOY_IMAGE", Logging, "Image of Grafana Alloy.", "docker compose, build")
    { Default = "grafana/alloy:v1.20.1", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey GrafanaImage { get; } = new("GRAFANA_IMAGE", Logging, "Image of Grafana.", "docker compose, build")
    { Default = "grafana/grafana:13.2.3", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey GrafanaPort { get; } = new("GRAFANA_PORT", Logging, "Port of the web page on this machine.", "docker compose, build")
    { Default = "3000", Rule = EnvRules.Port, BelongsTo = EnvOwner.Machine };

    public static EnvKey GrafanaAdminUser { get; } = new("GRAFANA_ADMIN_USER", Logging, "User of the web page.", "grafana, build")
    { Default = "admin", Rule = EnvRules.UserName, LivesIn = "data/logging/grafana", BelongsTo = EnvOwner.Data };

    public static EnvKey GrafanaAdminPassword { get; } = new("GRAFANA_ADMIN_PASSWORD", Logging, "Password of that user.", "grafana, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, LivesIn = "data/logging/grafana", BelongsTo = EnvOwner.Data };

    public static EnvKey GrafanaDbPassword { get; } = new(
        "GRAFANA_DB_PASSWORD",
        Logging,
        "Password of the role `grafana_reader`, which sees loads, backups and sizes, no rows of the warehouse.",
        "db-roles, grafana")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey LogRetention { get; } = new("LOG_RETENTION", Logging, "How long Loki keeps a line, in hours: at least `24h`.", "loki")
    { Default = "168h", Rule = EnvRules.Retention, BelongsTo = EnvOwner.Data };

    public static EnvKey LogDiskLimit { get; } = new(
        "LOG_DISK_LIMIT",
        Logging,
        "How full the disk may get, as a part of 1, before Loki takes no more lines.",
        "loki")
    { Default = "0.85", Rule = EnvRules.Fraction, BelongsTo = EnvOwner.Machine };

    public static EnvKey ContainerLogs { get; } = new(
        "DOCKER_CONTAINERS_DIR",
        Logging,
        "Where the engine keeps the log files of containers; `Setup` asks it.",
        "promtail, alloy")
    { Default = "/var/lib/docker/containers", Rule = EnvRules.AbsolutePath, BelongsTo = EnvOwner.Place };

    public static EnvKey LokiMemory { get; } = new("LOKI_MEMORY", Logging, "Most memory Loki may take.", "docker compose")
    { Default = "512m", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey LogShipperMemory { get; } = new("LOG_SHIPPER_MEMORY", Logging, "Most memory Promtail or Alloy may take.", "docker compose")
    { Default = "256m", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey GrafanaMemory { get; } = new("GRAFANA_MEMORY", Logging, "Most memory Grafana may take.", "docker compose")
    { Default = "512m", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };
}
