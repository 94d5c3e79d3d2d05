using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Backups;

/// <summary>Refuses a target that would fail later, before anything is done.</summary>
static class BackupTarget
{
    const UnixFileMode PrivateDirectory = EnvFile.PrivateMode | UnixFileMode.UserExecute;

    /// <summary>The target with every link resolved; made where it is missing.</summary>
    /// <exception cref="DataSpecException">In <c>./data</c>, or it cannot be written.</exception>
    public static string Open(string target, StackRoot root)
    {
        var path = Path.GetFullPath(target, root.Directory);
        if (IsInData(path, root))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"'{path}' is inside '{root.Data}': Reset deletes that, and a broken disk takes both.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Backup --target-dir <a directory on another disk>",
            };
        }

        if (path.AsSpan().IndexOfAny(',', ':') >= 0)
            throw Unusable(path, "its name holds a ',' or ':', which mounts cannot");
        try
        {
            // Backups hold every password of the stack.
            if (!Directory.Exists(path))
                MakePrivate(path);
            var probe = Path.Combine(path, $".dataspec-probe-{Environment.ProcessId}{BackupLayout.PartSuffix}");
            File.WriteAllText(probe, "probe");
            File.Delete(probe);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, error.Message, error);
        }
    }

    /// <exception cref="DataSpecException">Less room than the backup takes.</exception>
    public static void RequireRoom(string target, long needed)
    {
        if (OperatingSystem.IsLinux() && Posix.RoomAt(target) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{target}' has {ProgressText.Size(room.FreeBytes)} free and the backup needs {ProgressText.Size(needed)}: {ProgressText.Size(needed - room.FreeBytes)} are missing.")
            {
                LeftAsItWas = "Nothing was written.",
                NextStep = "Free room, or choose another directory: ./build.sh Backup --target-dir DIR; ./build.sh Backups --prune deletes those that no rule keeps",
            };
        }
    }

    /// <summary>A new directory that its owner alone may enter.</summary>
    public static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, PrivateDirectory);
    }

    static bool IsInData(string path, StackRoot root)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(root.Data))
            return IsBelow(path, root.Data);
        var existing = DiskCheck.Existing(path);
        var real = Path.Combine(Posix.RealPathOf(existing), Path.GetRelativePath(existing, path));
        return IsBelow(Path.GetFullPath(real), Posix.RealPathOf(root.Data));
    }

    static bool IsBelow(string path, string directory) =>
        path.Equals(directory, StringComparison.Ordinal) || path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    static DataSpecException Unusable(string path, string why, Exception? error = null) =>
        new(ExitCode.RequirementMissing, $"No backup can be written to '{path}': {why}", error)
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = $"ls -ld '{path}', or ./build.sh Backup --target-dir DIR",
        };
}
