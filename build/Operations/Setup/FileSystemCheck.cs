using System.Collections.Frozen;
using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Can the file system of <c>data</c> keep a database? By its type, and by trying what Postgres needs.</summary>
static class FileSystemCheck
{
    const string Remedy = "Move the checkout to a local Linux file system (ext4, XFS, btrfs), or make 'data' a link to a directory on one.";

    /// <summary>No owners or modes (FAT, NTFS, shares of a virtual machine's host), or no dependable fsync and locks (network).</summary>
    static readonly FrozenSet<string> Unsupported = FrozenSet.Create(
        StringComparer.Ordinal,
        "vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "9p", "drvfs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone",
        "fuse.s3fs", "vboxsf", "fuse.vmhgfs-fuse", "fuse.portal", "hfsplus", "hfs", "iso9660", "squashfs", "ecryptfs");

    static readonly FrozenSet<string> Volatile = FrozenSet.Create(StringComparer.Ordinal, "tmpfs", "ramfs");

    public static IEnumerable<Finding> Of(StackRoot root, bool mayWrite)
    {
        if (root.Directory.Contains(':', StringComparison.Ordinal))
            yield return Finding.Missing("path", $"The path '{root.Directory}' holds a ':', which mounts of containers cannot.", "Move the checkout.");
        if (!OperatingSystem.IsLinux())
            yield break;

        var data = DiskCheck.Existing(root.Data);
        var real = new DirectoryInfo(data).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? data;
        foreach (var finding in OfType(real, File.ReadAllLines("/proc/mounts")))
            yield return finding;
        if (mayWrite && Probe(real) is { } problem)
            yield return problem;
    }

    public static IEnumerable<Finding> OfType(string path, IEnumerable<string> mounts)
    {
        if (Mount.Of(path, mounts) is not { } mount)
            yield break;
        if (Unsupported.Contains(mount.Type))
            yield return Finding.Missing("filesystem", $"'{path}' is on a {mount.Type} file system ({mount.Device}), which cannot keep a database safely.", Remedy);
        else if (Volatile.Contains(mount.Type))
            yield return Finding.Warning("filesystem", $"'{path}' is on {mount.Type}: the data is lost when the machine stops.", Remedy);
    }

    /// <summary>Writes, flushes, renames and changes the mode (and as root the owner) of a small file, then removes it; null where all work.</summary>
    [SupportedOSPlatform("linux")]
    public static Finding? Probe(string directory)
    {
        var path = Path.Combine(directory, $".dataspec-probe-{Environment.ProcessId}");
        try
        {
            DurableFile.Write(path, "probe", EnvFile.PrivateMode);
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            if (Posix.OwnerOf(path)?.Mode != UnixFileMode.UserRead)
                return Finding.Missing("filesystem", $"'{directory}' does not keep file modes.", Remedy);
            if (Posix.EffectiveUser == 0)
                Posix.Own(path, 50000, 0);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Finding.Missing("filesystem", $"'{directory}' cannot be written by this user.", $"ls -ld '{directory}', then run as its owner or: sudo chown \"$(id -u)\" '{directory}'");
        }
        catch (IOException error)
        {
            return Finding.Missing("filesystem", $"'{directory}' cannot be used: {error.Message}", Remedy);
        }
        finally
        {
            TryDelete(path);
        }
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written there is nothing to remove.
        }
    }
}
