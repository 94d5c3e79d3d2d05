namespace DataSpec.Operations.Backups;

/// <summary>How a backup is made.</summary>
public sealed record BackupOptions
{
    /// <summary>Directory that holds backups; made where it is missing.</summary>
    public required string Target { get; init; }

    /// <summary>A word for people, shown in the list.</summary>
    public string? Label { get; init; }

    /// <summary>Boots and compares the backup before it counts; true by default.</summary>
    public bool Prove { get; init; } = true;

    /// <summary>Most bytes a second that are read from the database, as <c>pg_basebackup</c> takes it: <c>50M</c>; null for all there is.</summary>
    public string? MaxRate { get; init; }

    /// <summary>Takes only what changed in the database since the newest proved backup of the target, where there is one; false by default.</summary>
    public bool Incremental { get; init; }

    /// <summary>A public key of age or ssh, or a file of such, for which the backup is encrypted; null leaves it readable.</summary>
    public string? Encrypt { get; init; }

    /// <summary>Takes Loki's chunks and Airflow's logs of any size too.</summary>
    public bool WithLogs { get; init; }
}

/// <summary>A finished backup.</summary>
/// <param name="Bytes">In the target.</param>
/// <param name="Proof">Null where it was not asked for.</param>
/// <param name="CopySeconds">From the first byte to the last of the database.</param>
/// <param name="Seconds">Everything but the proof.</param>
/// <param name="NotCompared">Tables whose content could not be taken down at the consistency point.</param>
/// <param name="Points">At how many places of the log the databases were taken down; one on a quiet stack.</param>
public sealed record BackupResult(
    string Id, string Directory, BackupForm Form, long Bytes, BackupProof? Proof, double CopySeconds, double Seconds, int Tables, int NotCompared, int Points);
