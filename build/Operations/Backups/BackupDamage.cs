namespace DataSpec.Operations.Backups;

/// <summary>What can be wrong with a backup or a file of it.</summary>
public enum BackupDamage
{
    /// <summary>Never finished, or no backup at all.</summary>
    NoManifest,

    /// <summary>The manifest cannot be read, was changed, or contradicts itself.</summary>
    Manifest,

    /// <summary>The manifest of another backup.</summary>
    OtherBackup,

    /// <summary>Written by a later version of this program.</summary>
    NewerFormat,

    Missing,
    Extra,
    Size,
    Content,
    Kind,
    Mode,
    Owner,
    Unreadable,

    /// <summary>A backup that it continues is missing, damaged or another.</summary>
    Chain,

    /// <summary>Postgres's own check of the base backup and its write-ahead log.</summary>
    PostgresCheck,
}

/// <summary>One thing that is wrong with a backup.</summary>
/// <param name="Path">Below the backup's directory; <c>.</c> is the backup itself.</param>
public sealed record BackupFinding(BackupDamage Damage, string Path, string Reason)
{
    public override string ToString() => Path is "." ? Reason : $"{Path}: {Reason}";
}

/// <summary>A backup that must not be used.</summary>
public sealed class BackupDamagedException : DataSpecException
{
    public BackupDamagedException(BackupDamage damage, string reason)
        : base(ExitCode.VerificationFailed, $"This backup cannot be used: {reason}.")
    {
        (Damage, Reason) = (damage, reason);
        LeftAsItWas = "Nothing was changed.";
        NextStep = "./build.sh Backups (shows those that can be used)";
    }

    public BackupDamage Damage { get; }

    /// <summary>What is wrong, as the end of a sentence.</summary>
    public string Reason { get; }
}
