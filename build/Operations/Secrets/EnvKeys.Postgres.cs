namespace DataSpec.Operations.Secrets;

/// <summary>Keys of the database.</summary>
public static partial class EnvKeys
{
    const string Postgres = "Postgres";

    public static EnvKey PostgresImage { get; } = new(
        "POSTGRES_IMAGE",
        Postgres,
        "Image of the database. A new major version needs `./build.sh Upgrade`; `Up` writes here the one it chose.",
        "docker compose, build")
    { Default = "postgres:18.6", Rule = EnvRules.Image, BelongsTo = EnvOwner.Machine };

    public static EnvKey PostgresMajor { get; } = new(
        "POSTGRES_MAJOR",
        Postgres,
        "Major version of the database: its files are in `data/postgres/<this>/docker`. `Upgrade` changes it together with the image; by hand neither.",
        "postgres, build")
    { Default = "18", Rule = EnvRules.Number(14, 99), BelongsTo = EnvOwner.Machine };

    public static EnvKey PostgresPort { get; } = new("POSTGRES_PORT", Postgres, "Port on this machine.", "docker compose, build")
    { Default = "5432", Rule = EnvRules.Port, BelongsTo = EnvOwner.Machine };

    public static EnvKey PostgresUser { get; } = new(
        "POSTGRES_USER",
        Postgres,
        "Superuser and owner of the warehouse.",
        "postgres, db-roles, airflow, build")
    { Default = "datafoundry", Rule = EnvRules.Identifier, LivesIn = "data/postgres", BelongsTo = EnvOwner.Data };

    public static EnvKey PostgresDatabase { get; } = new("POSTGRES_DB", Postgres, "The warehouse.", "postgres, db-roles, airflow, build")
    { Default = "datafoundry", Rule = EnvRules.Identifier, LivesIn = "data/postgres", BelongsTo = EnvOwner.Data };

    public static EnvKey PostgresPassword { get; } = new(
        "POSTGRES_PASSWORD",
        Postgres,
        "Password of that superuser.",
        "postgres, db-roles, airflow, build")
    { Generate = SecretGenerator.Password, Rule = EnvRules.Secret, LivesIn = "data/postgres", BelongsTo = EnvOwner.Data };

    public static EnvKey PostgresMemory { get; } = new("POSTGRES_MEMORY", Postgres, "Most memory the container may take.", "docker compose")
    { Default = "2g", Rule = EnvRules.Memory, BelongsTo = EnvOwner.Machine };

    public static EnvKey PostgresSharedBuffers { get; } = new(
        "POSTGRES_SHARED_BUFFERS",
        Postgres,
        "Postgres's own cache; a quarter of its memory is usual.",
        "postgres")
    { Default = "512MB", Rule = EnvRules.PostgresMemory, BelongsTo = EnvOwner.Machine };

    public static EnvKey PostgresWalKeep { get; } = new(
        "POSTGRES_WAL_KEEP",
        Postgres,
        "Most of the log that Postgres keeps in `data/postgres` for a receiver (profile `pitr`) that is away; past that the receiver loses its place, and the disk does not fill.",
        "postgres")
    { Default = "8GB", Rule = EnvRules.PostgresMemory, BelongsTo = EnvOwner.Machine };
}
