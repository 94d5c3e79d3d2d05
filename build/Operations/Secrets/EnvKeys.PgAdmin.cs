namespace DataSpec.Operations.Secrets;

/// <summary>Keys of pgAdmin.</summary>
public static partial class EnvKeys
{
    const string PgAdmin = "pgAdmin";

    public static EnvKey PgAdminImage { get; } = new("PGADMIN_IMAGE", PgAdmin, "Image of pgAdmin.", "docker compose, build")
    { Default = "dpage/pgadmin4:9.18", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey PgAdminPort { get; } = new("PGADMIN_PORT", PgAdmin, "Port of the web page on this machine.", "docker compose, build")
    { Default = "5050", Rule = EnvRules.Port, BelongsTo = EnvOwner.Machine };

    public static EnvKey PgAdminEmail { get; } = new(
        "PGADMIN_EMAIL",
        PgAdmin,
        "Name to log in with, in the form of an address; nothing is sent there.",
        "pgadmin, build")
    { Default = "admin@example.com", Rule = EnvRules.Email, LivesIn = "data/pgadmin", BelongsTo = EnvOwner.Data };

    public static EnvKey PgAdminPassword { get; } = new("PGADMIN_PASSWORD", PgAdmin, "Password of that user.", "pgadmin, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, BelongsTo = EnvOwner.Data };

    public static EnvKey PgAdminMemory { get; } = new("PGADMIN_MEMORY", PgAdmin, "Most memory the container may take.", "docker compose")
    { Default = "512m", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };
}
