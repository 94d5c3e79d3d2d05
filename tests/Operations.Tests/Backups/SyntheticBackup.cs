using System.Collections.Immutable;
using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>A backup with the names and sizes of a real one and made-up content, for everything that does not start Postgres.</summary>
[SupportedOSPlatform("linux")]
static class SyntheticBackup
{
    public const string Id = "20261122T120000Z-backup-0a1b";

    public const int HeapBytes = 8 * PageBytes;
    public const int PageBytes = 8192;

    public static async Task<BackupLayout> MakeAsync(string target, string id = Id, DateTimeOffset? at = null)
    {
        var backup = BackupLayout.Of(target, id);
        foreach (var directory in new[] { "base/global", "base/base/5", "base/pg_wal/archive_status", "base/pg_notify", "files", "config/compose" })
            Directory.CreateDirectory(Path.Combine(backup.Directory, directory));
        var random = new Random(id.GetHashCode(StringComparison.Ordinal));
        Write("base/PG_VERSION", "18\n"u8.ToArray());
        Write("base/global/pg_control", Bytes(8192));
        Write("base/backup_label", "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\n"u8.ToArray());
        Write("base/backup_manifest", Bytes(900));
        Write("base/base/5/16384", Bytes(HeapBytes));
        Write("base/base/5/16390", Bytes(2 * PageBytes));
        Write("base/base/5/16399", []);
        Write("base/pg_wal/000000010000000000000002", Bytes(1 << 16));
        Write("base/pg_wal/000000010000000000000003", Bytes(1 << 16));
        Write("files/airflow-dlt.tar", Bytes(10240));
        Write("config/.env", "AIRFLOW_FERNET_KEY=made-up\nSUPERSET_SECRET_KEY=made-up\n"u8.ToArray());
        Write("config/compose/compose.yaml", "services: {}\n"u8.ToArray());
        Write("fingerprint.json", "{}\n"u8.ToArray());
        Write("RESTORE.md", "# Restore\n"u8.ToArray());
        var (directories, files) = await BackupFiles.ListAsync(backup, new SilentSink(), CancellationToken.None);
        await File.WriteAllTextAsync(backup.Manifest, ManifestText.Of(Manifest(id, at ?? DateTimeOffset.UnixEpoch, directories, files)));
        return backup;

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }

        void Write(string path, byte[] content) => File.WriteAllBytes(Path.Combine(backup.Directory, path), content);
    }

    /// <summary>One that is an archive of two files.</summary>
    public static async Task<BackupLayout> MakePackedAsync(string target, string id = Id)
    {
        var backup = BackupLayout.Of(target, id);
        Directory.CreateDirectory(backup.Directory);
        var bytes = new byte[5 << 20];
        new Random(id.GetHashCode(StringComparison.Ordinal)).NextBytes(bytes);
        var content = await PackFile.WriteAsync(new MemoryStream(bytes), backup.Directory, "backup.tar.zst", _ => { }, CancellationToken.None, mostPartBytes: 3 << 20);
        await File.WriteAllTextAsync(backup.Instructions, "# Restore\n");
        var (directories, files) = await BackupFiles.ListAsync(backup, new SilentSink(), CancellationToken.None);
        await File.WriteAllTextAsync(backup.Manifest, ManifestText.Of(Manifest(id, DateTimeOffset.UnixEpoch, directories, files) with
        {
            Format = BackupManifest.CurrentFormat,
            KeepsModes = false,
            Pack = new("backup.tar.zst", content.Bytes, content.Sha256, [], new string('0', 64), 20 << 20, 10 << 20),
        }));
        return backup;
    }

    /// <summary>One that continues another; its parent is made too.</summary>
    public static async Task<BackupLayout> MakeIncrementalAsync(string target, string id = Id, string parentId = "20261121T120000Z-backup-0a1a")
    {
        var parent = Directory.Exists(Path.Combine(target, parentId)) ? BackupLayout.Of(target, parentId) : await MakeAsync(target, parentId);
        var before = ManifestText.Read(parent);
        var backup = await MakeAsync(target, id);
        await File.WriteAllTextAsync(backup.Manifest, ManifestText.Of(ManifestText.Read(backup) with
        {
            Format = BackupManifest.CurrentFormat,
            Parent = new(parentId, before.Checksum, [.. before.Parent?.Chain ?? [], parentId], 1 << 20),
        }));
        return backup;
    }

    public static BackupManifest Manifest(
        string id, DateTimeOffset at, ImmutableArray<BackedUpDirectory> directories, ImmutableArray<BackedUpFile> files) => new()
        {
            Format = BackupManifest.PlainFormat,
            Id = id,
            Tool = "test",
            StartedAt = at.AddMinutes(-1),
            FinishedAt = at.AddMinutes(1),
            Project = "dataspec",
            Postgres = new("postgres:18.6", "sha256:00", 180006, "7400000000000000001", 1, "0/2000028", "0/2000120", true, "datafoundry", "datafoundry", "18/docker", "2.41", 1),
            Consistency = new(at, $"dataspec-{id}", "0/3000060"),
            Images = [new("postgres", "postgres:18.6", "sha256:00", null)],
            Archives = [new("data/airflow/dlt", "files/airflow-dlt.tar")],
            Canaries = [new("AIRFLOW_FERNET_KEY", "fernet", "made-up")],
            KeepsModes = true,
            Directories = directories,
            Files = files,
            Checksum = "",
        };

    public static BackupProof Proof(BackupManifest manifest, bool holds = true) =>
        new(manifest.Checksum, manifest.FinishedAt, "test", "sha256:00", 2, 10, 100, 1, 2, ["booted"], holds ? [] : ["table 'a' differs"]);
}
