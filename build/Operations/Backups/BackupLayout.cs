namespace DataSpec.Operations.Backups;

/// <summary>The parts of one backup's directory.</summary>
/// <param name="Directory">Absolute; ends with the backup's id, and with <c>.part</c> after it while the backup is being made.</param>
public sealed record BackupLayout(string Directory)
{
    /// <summary>Suffix of a directory that is being written, or was when its run died.</summary>
    public const string PartSuffix = ".part";

    public const string ManifestName = "MANIFEST.json";
    public const string ProofName = "proof.json";
    public const string BaseName = "base";
    public const string FilesName = "files";
    public const string ConfigName = "config";
    public const string FingerprintName = "fingerprint.json";

    /// <summary>The archive of a backup that is one, before what tells how it is compressed and encrypted.</summary>
    public const string PackName = "backup.tar";

    public const string ZstdSuffix = ".zst";
    public const string InstructionsName = "RESTORE.md";

    /// <summary>Plain base backup: a data directory that Postgres starts from.</summary>
    public string Base => Path.Combine(Directory, BaseName);

    /// <summary>Archives of the other state directories.</summary>
    public string Files => Path.Combine(Directory, FilesName);

    /// <summary>What the stack is run with: <c>.env</c>, <c>compose/</c> and <c>scripts-config/</c>.</summary>
    public string Config => Path.Combine(Directory, ConfigName);

    public string EnvFile => Path.Combine(Config, ".env");

    public string Fingerprint => Path.Combine(Directory, FingerprintName);

    public string Instructions => Path.Combine(Directory, InstructionsName);

    public string Manifest => Path.Combine(Directory, ManifestName);

    public string Proof => Path.Combine(Directory, ProofName);

    /// <summary>The backup's id, or what would be its id.</summary>
    public string Id => Path.GetFileName(Directory) is var name && IsPart ? name[..^PartSuffix.Length] : Path.GetFileName(Directory);

    public bool IsPart => Directory.EndsWith(PartSuffix, StringComparison.Ordinal);

    /// <summary>The directory of a backup in a target.</summary>
    public static BackupLayout Of(string target, string id) => new(Path.Combine(target, id));

    /// <summary>The directory in which a backup is made; renamed to <see cref="Of"/> when it is whole.</summary>
    public static BackupLayout PartOf(string target, string id) => new(Path.Combine(target, id + PartSuffix));

    /// <summary>Written beside the manifest's list: neither may list itself, and a proof is added later.</summary>
    internal static bool IsUnlisted(string path) => path is ManifestName or ProofName;
}
