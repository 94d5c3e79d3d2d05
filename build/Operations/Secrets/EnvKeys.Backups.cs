namespace DataSpec.Operations.Secrets;

/// <summary>Keys of backups.</summary>
public static partial class EnvKeys
{
    const string Backups = "Backups";

    public static EnvKey BackupDirectory { get; } = new(
        "BACKUP_DIR",
        Backups,
        "Directory that backups are written to, from the project's root; another disk than that of `data` is the point of it.",
        "build")
    { Default = "./backups", BelongsTo = EnvOwner.Place };

    public static EnvKey BackupEncrypt { get; } = new(
        "BACKUP_ENCRYPT",
        Backups,
        "Public key of age (`age1...`) or ssh, or a file of such, for which every backup is encrypted; empty leaves them readable.",
        "build")
    { MayBeEmpty = true, BelongsTo = EnvOwner.Place };

    public static EnvKey WalArchiveDirectory { get; } = new(
        "WAL_ARCHIVE_DIR",
        Backups,
        "Directory for the log that the profile `pitr` receives, an absolute path; empty is `./backups/wal`. As for backups, another disk than that of `data` is the point of it.",
        "wal-receiver, build")
    { MayBeEmpty = true, Rule = EnvRules.AbsolutePath, BelongsTo = EnvOwner.Place };

    public static EnvKey WalArchiveMax { get; } = new(
        "WAL_ARCHIVE_MAX",
        Backups,
        "Size of that directory from which on `Status` warns; `Backups --prune` deletes what no backup needs.",
        "build")
    { Default = "50GB", Rule = EnvRules.PostgresMemory, BelongsTo = EnvOwner.Place };

    public static EnvKey BackupWebhook { get; } = new(
        "BACKUP_WEBHOOK",
        Backups,
        "Address that gets a JSON message when a scheduled backup failed; empty for none. It may hold a token: it is masked like a password.",
        "build")
    { MayBeEmpty = true, IsPrivate = true, Rule = EnvRules.WebAddress, BelongsTo = EnvOwner.Place };
}
