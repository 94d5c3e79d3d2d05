using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DataSpec.Operations.Backups;

/// <summary>How a backup lies in its target.</summary>
public enum BackupForm
{
    /// <summary>A directory that Postgres can be started from.</summary>
    Plain,

    /// <summary>The same in one archive.</summary>
    Packed,

    /// <summary>A packed one that only the holder of a key can read.</summary>
    Encrypted,

    /// <summary>What changed in the database since another backup.</summary>
    Incremental,
}

/// <summary>What a backup is: written last, as <c>MANIFEST.json</c>; a directory without it is no backup.</summary>
public sealed record BackupManifest
{
    /// <summary>Plain backups, which every version of this program reads.</summary>
    public const int PlainFormat = 1;

    /// <summary>The newest format that this program reads, and writes where the form is not plain.</summary>
    public const int CurrentFormat = 2;

    public required int Format { get; init; }

    /// <summary>Name of the backup's directory.</summary>
    public required string Id { get; init; }

    public string? Label { get; init; }

    /// <summary>Version of the program that wrote it.</summary>
    public required string Tool { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The compose project that was backed up.</summary>
    public required string Project { get; init; }

    public required PostgresFacts Postgres { get; init; }

    public required ConsistencyPoint Consistency { get; init; }

    /// <summary>The images that the stack's services ran with.</summary>
    public required ImmutableArray<ImageUsed> Images { get; init; }

    /// <summary>The state directories that are not Postgres, each an archive.</summary>
    public required ImmutableArray<ArchivedDirectory> Archives { get; init; }

    /// <summary>Short texts encrypted with the stack's keys: that they can be read proves the keys of <c>config/.env</c>.</summary>
    public required ImmutableArray<KeyCanary> Canaries { get; init; }

    /// <summary>False where the target's file system keeps no permission bits: they are not compared then.</summary>
    public required bool KeepsModes { get; init; }

    /// <summary>Every directory, parents before children; an empty one matters to Postgres too.</summary>
    public required ImmutableArray<BackedUpDirectory> Directories { get; init; }

    /// <summary>Every file but <c>MANIFEST.json</c> and <c>proof.json</c>.</summary>
    public required ImmutableArray<BackedUpFile> Files { get; init; }

    /// <summary>The archive that holds everything; null where the backup is a directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PackFacts? Pack { get; init; }

    /// <summary>The backup that this one continues; null where it stands alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ParentFacts? Parent { get; init; }

    /// <summary>SHA-256 of this document with zeros in this place.</summary>
    public required string Checksum { get; init; }

    public BackupForm Form => this switch
    {
        { Pack.Recipients.IsEmpty: false } => BackupForm.Encrypted,
        { Pack: not null } => BackupForm.Packed,
        { Parent: not null } => BackupForm.Incremental,
        _ => BackupForm.Plain,
    };

    /// <summary>Of all files, as they lie in the target.</summary>
    public long Bytes() => Files.Sum(file => file.Size);

    /// <summary>Of the database alone when it is restored, its write-ahead log included.</summary>
    public long PostgresBytes() => Pack?.PostgresBytes ?? Parent?.PostgresBytes ?? Files.Where(file => file.Path.StartsWith("base/", StringComparison.Ordinal)).Sum(file => file.Size);
}

/// <summary>The cluster at the time of the backup; a restore needs the same major version.</summary>
/// <param name="Image">As compose names it.</param>
/// <param name="ImageId">The engine's id of it, <c>sha256:...</c>.</param>
/// <param name="VersionNumber">As <c>server_version_num</c>: 180006.</param>
/// <param name="SystemIdentifier">Tells one cluster from every other.</param>
/// <param name="StartLsn">Where replay begins.</param>
/// <param name="StopLsn">From here on the copied files are consistent.</param>
/// <param name="Superuser">The bootstrap role, <c>POSTGRES_USER</c>.</param>
/// <param name="Database">The warehouse, <c>POSTGRES_DB</c>.</param>
/// <param name="DataDirectory">PGDATA below <c>data/postgres</c>: <c>18/docker</c>.</param>
/// <param name="CollationVersion">Of the C library whose order the indexes have; null where the locale has none.</param>
/// <param name="LiveBytes">Sum of the sizes of all databases.</param>
public sealed record PostgresFacts(
    string Image,
    string ImageId,
    int VersionNumber,
    string SystemIdentifier,
    int Timeline,
    string StartLsn,
    string StopLsn,
    bool DataChecksums,
    string Superuser,
    string Database,
    string DataDirectory,
    string? CollationVersion,
    long LiveBytes)
{
    public int Major => VersionNumber / 10000;
}

/// <summary>The archive of a packed backup.</summary>
/// <param name="Name">Its first file: <c>backup.tar.zst</c>, <c>.age</c> after it where it is encrypted; further ones have <c>.002</c> and so on at the end.</param>
/// <param name="Bytes">Of all its files together.</param>
/// <param name="Sha256">Of all its files, one after the other.</param>
/// <param name="Recipients">Public keys of those who can read it; empty where it is not encrypted.</param>
/// <param name="Manifest">Checksum of the manifest of the plain backup in it.</param>
/// <param name="PlainBytes">Of all files of the plain backup in it.</param>
/// <param name="PostgresBytes">Of the database in it.</param>
public sealed record PackFacts(
    string Name, long Bytes, string Sha256, ImmutableArray<string> Recipients, string Manifest, long PlainBytes, long PostgresBytes);

/// <summary>What an incremental backup continues.</summary>
/// <param name="Id">Of the backup, in the same target.</param>
/// <param name="Manifest">Checksum of its manifest.</param>
/// <param name="Chain">Ids from the full backup to <paramref name="Id"/>.</param>
/// <param name="PostgresBytes">Of the database when the chain is combined, roughly.</param>
public sealed record ParentFacts(string Id, string Manifest, ImmutableArray<string> Chain, long PostgresBytes);

/// <summary>The moment that the backup holds: everything acknowledged before it is restored.</summary>
/// <param name="At">By the server's clock.</param>
/// <param name="RestorePoint">Name of the record in the write-ahead log.</param>
/// <param name="RestorePointLsn">Where that record is.</param>
public sealed record ConsistencyPoint(DateTimeOffset At, string RestorePoint, string RestorePointLsn);

/// <summary>An image of one service.</summary>
/// <param name="Id">The engine's id, <c>sha256:...</c>.</param>
/// <param name="Digest">Its digest in a registry; null where it was built here.</param>
public sealed record ImageUsed(string Service, string Reference, string Id, string? Digest);

/// <summary>A directory of <c>data</c> as a tar archive that keeps owners as numbers.</summary>
/// <param name="Directory">Below the stack's root: <c>data/airflow/dlt</c>.</param>
/// <param name="Archive">Below the backup: <c>files/airflow-dlt.tar</c>; its entries begin with <see cref="Directory"/>.</param>
public sealed record ArchivedDirectory(string Directory, string Archive);

/// <summary>A known text encrypted with one key of <c>.env</c>.</summary>
/// <param name="Key">Name of the key in <c>.env</c>.</param>
/// <param name="Cipher"><c>fernet</c>, or <c>superset</c> for the AES form that Superset keeps database passwords in.</param>
public sealed record KeyCanary(string Key, string Cipher, string Text);

/// <summary>A file of the backup.</summary>
/// <param name="Path">Below the backup's directory, with slashes.</param>
/// <param name="Mode">Permission bits as four octal digits.</param>
public sealed record BackedUpFile(string Path, long Size, string Sha256, string Mode);

/// <inheritdoc cref="BackedUpFile"/>
public sealed record BackedUpDirectory(string Path, string Mode);
