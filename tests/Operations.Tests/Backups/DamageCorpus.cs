using System.Runtime.Versioning;
using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>One way to damage a backup.</summary>
/// <param name="Expected">What must be found.</param>
/// <param name="Named">What the report must name.</param>
sealed record Damaging(string Name, BackupDamage Expected, string Named, Func<BackupLayout, BackupLayout> Damage);

/// <summary>What disks, people and copying programs do to backups.</summary>
[SupportedOSPlatform("linux")]
static class DamageCorpus
{
    const string Heap = "base/base/5/16384";
    const string Index = "base/base/5/16390";
    const string Pack = "backup.tar.zst";
    const string Wal = "base/pg_wal/000000010000000000000002";

    public static IReadOnlyList<Damaging> All { get; } =
    [
        Of("heap file cut off in the middle", BackupDamage.Size, Heap, path => Cut(path, SyntheticBackup.HeapBytes / 2)),
        Of("heap file cut off by one byte", BackupDamage.Size, Heap, path => Cut(path, SyntheticBackup.HeapBytes - 1)),
        Of("heap file emptied", BackupDamage.Size, Heap, path => Cut(path, 0)),
        Of("one byte appended to a heap file", BackupDamage.Size, Heap, path => File.AppendAllText(path, "x")),
        Of("one bit flipped in a heap page", BackupDamage.Content, Heap, path => Flip(path, 3 * SyntheticBackup.PageBytes + 77)),
        Of("last bit of a heap file flipped", BackupDamage.Content, Heap, path => Flip(path, SyntheticBackup.HeapBytes - 1)),
        Of("one bit flipped in an index page", BackupDamage.Content, Index, path => Flip(path, 100)),
        Of("a heap page zeroed", BackupDamage.Content, Heap, path => Zero(path, SyntheticBackup.PageBytes)),
        Of("two heap pages swapped", BackupDamage.Content, Heap, SwapPages),
        Of("bytes in an empty file", BackupDamage.Size, "base/base/5/16399", path => File.WriteAllText(path, "x")),
        Of("one bit flipped in the write-ahead log", BackupDamage.Content, Wal, path => Flip(path, 5000)),
        Of("a segment of the write-ahead log removed", BackupDamage.Missing, "base/pg_wal/000000010000000000000003", File.Delete),
        Of("a segment of the write-ahead log cut off", BackupDamage.Size, Wal, path => Cut(path, 4096)),
        Of("heap file removed", BackupDamage.Missing, Heap, File.Delete),
        Of("pg_control removed", BackupDamage.Missing, "base/global/pg_control", File.Delete),
        Of("one bit flipped in pg_control", BackupDamage.Content, "base/global/pg_control", path => Flip(path, 0)),
        Of("backup_label removed, as for a forced start", BackupDamage.Missing, "base/backup_label", File.Delete),
        Of("backup_label edited", BackupDamage.Content, "base/backup_label", path => Flip(path, 30)),
        Of("Postgres's own manifest changed", BackupDamage.Content, "base/backup_manifest", path => Flip(path, 5)),
        Of("an empty directory removed", BackupDamage.Missing, "base/pg_notify", Directory.Delete),
        Of("a file too much", BackupDamage.Extra, "base/recovery.signal", path => File.WriteAllText(path, "")),
        Of("postmaster.pid of a start in the backup itself", BackupDamage.Extra, "base/postmaster.pid", path => File.WriteAllText(path, "1\n")),
        Of("a directory too much", BackupDamage.Extra, "base/base/99", path => Directory.CreateDirectory(path)),
        Of("a file replaced by a link to a copy of it", BackupDamage.Kind, Heap, ReplaceByLink),
        Of("a file replaced by a directory", BackupDamage.Kind, Heap, path => { File.Delete(path); Directory.CreateDirectory(path); }),
        Of("keys removed from .env", BackupDamage.Size, "config/.env", path => File.WriteAllText(path, "SUPERSET_SECRET_KEY=made-up\n")),
        Of(".env removed", BackupDamage.Missing, "config/.env", File.Delete),
        Of("an archive cut off", BackupDamage.Size, "files/airflow-dlt.tar", path => Cut(path, 512)),
        Of("fingerprints replaced", BackupDamage.Size, "fingerprint.json", path => File.WriteAllText(path, "{ \"tables\": [] }\n")),
        Of("a file readable by all", BackupDamage.Mode, Heap, path => File.SetUnixFileMode(path, (UnixFileMode)0x1FF)),
        Of("a file of another owner", BackupDamage.Owner, Heap, path => Posix.Own(path, 4242, 4242)),
        Of("manifest removed", BackupDamage.NoManifest, "MANIFEST.json", File.Delete),
        Of("manifest cut off", BackupDamage.Manifest, "MANIFEST.json", path => Cut(path, new FileInfo(path).Length / 2)),
        Of("manifest emptied", BackupDamage.Manifest, "MANIFEST.json", path => Cut(path, 0)),
        Of("a checksum in the manifest changed", BackupDamage.Manifest, "MANIFEST.json", EditChecksum),
        Of("a file taken out of the manifest and the backup", BackupDamage.Manifest, "MANIFEST.json", Forget),
        Of("manifest with bytes that are no text", BackupDamage.Manifest, "MANIFEST.json", path => Overwrite(path, 200, 0xff)),
        new("manifest of another backup", BackupDamage.OtherBackup, "20261122T130000Z-backup-ffff", ManifestOfAnother),
        new("manifest of a later program", BackupDamage.NewerFormat, "format is 3", backup => { Replace(backup.Manifest, "\"format\": 1", "\"format\": 3"); return backup; }),
        new("a .part of a run that died", BackupDamage.NoManifest, ".part", Part),
    ];

    /// <summary>To a backup that is an archive of two files.</summary>
    public static IReadOnlyList<Damaging> OfPacked { get; } =
    [
        Of("archive cut off", BackupDamage.Size, Pack, path => Cut(path, 1 << 20)),
        Of("one bit of the archive flipped", BackupDamage.Content, Pack, path => Flip(path, 1 << 20)),
        Of("last bit of the archive's last file flipped", BackupDamage.Content, $"{Pack}.002", path => Flip(path, (int)new FileInfo(path).Length - 1)),
        Of("archive removed", BackupDamage.Missing, Pack, File.Delete),
        Of("second file of the archive removed", BackupDamage.Missing, $"{Pack}.002", File.Delete),
        Of("a third file beside the archive", BackupDamage.Extra, $"{Pack}.003", path => File.WriteAllText(path, "x")),
        Of("files of the archive swapped", BackupDamage.Size, Pack, SwapParts),
        new("archive of another backup", BackupDamage.Content, Pack, PackOfAnother),
        Of("instructions emptied", BackupDamage.Size, "RESTORE.md", path => Cut(path, 0)),
        Of("a file of a plain backup in it", BackupDamage.Extra, "fingerprint.json", path => File.WriteAllText(path, "{}")),
        Of("size of the archive changed in the manifest", BackupDamage.Manifest, "MANIFEST.json", path => Replace(path, "\"plainBytes\": 20971520", "\"plainBytes\": 1")),
        Of("archive taken out of the manifest", BackupDamage.Manifest, "does not list 'backup.tar.zst'", path => Resign(path, manifest => manifest with { Files = manifest.Files.RemoveAll(file => file.Path == Pack) })),
        Of("format of a plain backup in the manifest of an archive", BackupDamage.Manifest, "format 1 is not that of the form 'packed'", path => Resign(path, manifest => manifest with { Format = 1 })),
    ];

    /// <summary>To a backup that continues another, or to that one; found when backups are listed, before any file is read.</summary>
    public static IReadOnlyList<Damaging> OfIncremental { get; } =
    [
        OfParent("parent removed", "is missing", parent => Directory.Delete(parent.Directory, recursive: true)),
        OfParent("parent without its manifest", "is damaged: it has no MANIFEST.json", parent => File.Delete(parent.Manifest)),
        OfParent("parent's manifest changed", "is damaged: MANIFEST.json was changed", parent => Replace(parent.Manifest, "\"tool\": \"test\"", "\"tool\": \"text\"")),
        OfParent("another backup under the parent's name", "is not the one that it continued", parent => Resign(parent.Manifest, manifest => manifest with { Label = "another" })),
        OfParent("parent not finished", "is missing", parent => Directory.Move(parent.Directory, parent.Directory + BackupLayout.PartSuffix)),
        Of("chain changed in the manifest", BackupDamage.Chain, "names another chain", path => Resign(path, manifest => manifest with { Parent = manifest.Parent! with { Chain = ["x", manifest.Parent.Id] } })),
        Of("parent outside of the target", BackupDamage.Manifest, "names no chain that there can be", path => Resign(path, manifest => manifest with { Parent = manifest.Parent! with { Id = "../x", Chain = ["../x"] } })),
    ];

    static Damaging OfParent(string name, string named, Action<BackupLayout> damage) => new(name, BackupDamage.Chain, named, backup =>
    {
        damage(new(Path.Combine(Path.GetDirectoryName(backup.Directory)!, ManifestText.Read(backup).Parent!.Id)));
        return backup;
    });

    /// <summary>The file is damaged, or the manifest where the text to be found is no path.</summary>
    static Damaging Of(string name, BackupDamage expected, string path, Action<string> damage) => new(name, expected, path, backup =>
    {
        damage(Path.Combine(backup.Directory, path.Contains(' ', StringComparison.Ordinal) ? BackupLayout.ManifestName : path));
        return backup;
    });

    static void Cut(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    static void Flip(string path, int at) => Overwrite(path, at, (byte)(File.ReadAllBytes(path)[at] ^ 0x10));

    static void Overwrite(string path, int at, byte value)
    {
        using var file = File.OpenWrite(path);
        file.Position = at;
        file.WriteByte(value);
    }

    static void Zero(string path, int at)
    {
        using var file = File.OpenWrite(path);
        file.Position = at;
        file.Write(new byte[SyntheticBackup.PageBytes]);
    }

    static void SwapPages(string path)
    {
        var bytes = File.ReadAllBytes(path);
        byte[] swapped = [.. bytes[SyntheticBackup.PageBytes..(2 * SyntheticBackup.PageBytes)], .. bytes[..SyntheticBackup.PageBytes], .. bytes[(2 * SyntheticBackup.PageBytes)..]];
        File.WriteAllBytes(path, swapped);
    }

    static void ReplaceByLink(string path)
    {
        // Beside the backup: inside it would be a file too many.
        var copy = $"{path[..^(Heap.Length + 1)]}.copy";
        File.Copy(path, copy);
        File.Delete(path);
        File.CreateSymbolicLink(path, copy);
    }

    static void EditChecksum(string path)
    {
        var text = File.ReadAllText(path);
        var at = text.IndexOf("\"sha256\": \"", StringComparison.Ordinal) + 12;
        File.WriteAllText(path, $"{text[..at]}{(text[at] is '0' ? '1' : '0')}{text[(at + 1)..]}");
    }

    /// <summary>As somebody would who wants a missing file not to be noticed.</summary>
    static void Forget(string path)
    {
        var backup = new BackupLayout(Path.GetDirectoryName(path)!);
        File.Delete(Path.Combine(backup.Directory, Index));
        var lines = File.ReadAllLines(path).ToList();
        var at = lines.FindIndex(line => line.Contains(Index, StringComparison.Ordinal)) - 1;
        lines.RemoveRange(at, 6);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }

    static BackupLayout ManifestOfAnother(BackupLayout backup)
    {
        var other = SyntheticBackup.MakeAsync(Path.GetDirectoryName(backup.Directory)!, "20261122T130000Z-backup-ffff").GetAwaiter().GetResult();
        File.Copy(other.Manifest, backup.Manifest, overwrite: true);
        return backup;
    }

    static void SwapParts(string path)
    {
        File.Move(path, path + ".x");
        File.Move(path + ".002", path);
        File.Move(path + ".x", path + ".002");
    }

    static BackupLayout PackOfAnother(BackupLayout backup)
    {
        var other = SyntheticBackup.MakePackedAsync(Path.GetDirectoryName(backup.Directory)!, "20261122T130000Z-backup-ffff").GetAwaiter().GetResult();
        File.Copy(Path.Combine(other.Directory, Pack), Path.Combine(backup.Directory, Pack), overwrite: true);
        return backup;
    }

    /// <summary>As somebody would who knows how a manifest is made.</summary>
    static void Resign(string path, Func<BackupManifest, BackupManifest> change) =>
        File.WriteAllText(path, ManifestText.Of(change(ManifestText.Read(new(Path.GetDirectoryName(path)!)))));

    static BackupLayout Part(BackupLayout backup)
    {
        Directory.Move(backup.Directory, backup.Directory + BackupLayout.PartSuffix);
        return new(backup.Directory + BackupLayout.PartSuffix);
    }

    static void Replace(string path, string old, string with) => File.WriteAllText(path, File.ReadAllText(path).Replace(old, with, StringComparison.Ordinal));
}
