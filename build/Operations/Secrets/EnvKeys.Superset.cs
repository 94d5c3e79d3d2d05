namespace DataSpec.Operations.Secrets;

/// <summary>Keys of Superset.</summary>
public static partial class EnvKeys
{
    const string Superset = "Superset";

    public static EnvKey SupersetImage { get; } = new(
        "SUPERSET_IMAGE",
        Superset,
        "Image of Superset with the Postgres driver; `Up` writes here the one it chose.",
        "docker compose, build")
    { Default = "dataspec/superset:6.1.0", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey SupersetPort { get; } = new("SUPERSET_PORT", Superset, "Port of the web page and API on this machine.", "docker compose, build")
    { Default = "8088", Rule = EnvRules.Port, BelongsTo = EnvOwner.Machine };

    public static EnvKey SupersetDbPassword { get; } = new("SUPERSET_DB_PASSWORD", Superset, "Password of the role `superset`.", "db-roles, superset")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetSecretKey { get; } = new(
        "SUPERSET_SECRET_KEY",
        Superset,
        "Encrypts stored connections and signs sessions: without it the connections cannot be read again.",
        "superset")
    { Generate = SecretGenerator.SigningKey, Rule = EnvRules.Secret, LivesIn = "data/superset", BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetAdminUser { get; } = new("SUPERSET_ADMIN_USER", Superset, "User of the web page.", "superset-init, build")
    { Default = "admin", Rule = EnvRules.UserName, BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetAdminPassword { get; } = new("SUPERSET_ADMIN_PASSWORD", Superset, "Password of that user.", "superset-init, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetWarehouseRole { get; } = new(
        "SUPERSET_WAREHOUSE_ROLE",
        Superset,
        "Role with which Superset reads the warehouse: `superset_reader` may only read; the value of `POSTGRES_USER` may do everything.",
        "superset-init")
    { Default = "superset_reader", Rule = EnvRules.Identifier, BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetWarehousePassword { get; } = new(
        "SUPERSET_WAREHOUSE_PASSWORD",
        Superset,
        "Password of the role `superset_reader`.",
        "db-roles, superset-init")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey SupersetWorkers { get; } = new(
        "SUPERSET_WORKERS",
        Superset,
        "Worker processes of about 0.3 GB each; empty takes half as many as there are processors.",
        "superset")
    { MayBeEmpty = true, Rule = EnvRules.Number(1, 64), BelongsTo = EnvOwner.Machine };

    public static EnvKey SupersetMemory { get; } = new("SUPERSET_MEMORY", Superset, "Most memory the container may take.", "docker compose")
    { Default = "2g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };
}
