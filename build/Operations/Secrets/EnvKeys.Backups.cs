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
}
