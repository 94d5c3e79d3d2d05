using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Moves and deletes directories that belong to services: itself where it may, else as a container's root.</summary>
/// <param name="image">Any image with a shell, for the second way.</param>
sealed class Renames(BackupSidecars sidecars, StackRoot root, string image, int airflowUid)
{
    /// <summary>By one rename, or where only one of the two is in <c>data</c> and that is another disk as <see cref="DiskChange"/> does; parents that are missing are made, with their owners.</summary>
    /// <exception cref="DataSpecException">It was refused; nothing was moved.</exception>
    public async Task MoveAsync(string from, string to, CancellationToken ct)
    {
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser != 0 && IsInData(from) && IsInData(to))
        {
            await MoveAsRootAsync(from, to, ct);
            return;
        }

        try
        {
            MakeParents(to);
            // An empty directory of that name, as an engine makes for a mount, would be in the way.
            if (Directory.Exists(to))
                Directory.Delete(to, recursive: false);
            Rename(from, to);
            if (OperatingSystem.IsLinux())
            {
                Posix.FlushDirectory(Path.GetDirectoryName(to)!);
                Posix.FlushDirectory(Path.GetDirectoryName(from)!);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(from, to, error.Message, error);
        }
    }

    void Rename(string from, string to)
    {
        try
        {
            Directory.Move(from, to);
        }
        catch (IOException error) when (DiskChange.IsNeeded(error) && IsInData(from) != IsInData(to))
        {
            DiskChange.Move(from, to);
        }
    }

    /// <summary>With everything in it; links are deleted, not followed.</summary>
    public async Task DeleteAsync(string directory, CancellationToken ct)
    {
        if (!Directory.Exists(directory))
            return;
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception error) when ((error is UnauthorizedAccessException or IOException) && IsInData(directory))
        {
            await AsRootAsync("delete", """rm -rf -- "$1" """, [InContainer(directory)], ct);
        }
    }

    /// <summary>The directory above, which may be missing on an empty machine.</summary>
    void MakeParents(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (Directory.Exists(parent))
            return;
        MakeParents(parent);
        Directory.CreateDirectory(parent);
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0 && LayoutOf(parent) is { User: { } user, Group: { } group } wanted)
        {
            Posix.Own(parent, user, group);
            File.SetUnixFileMode(parent, wanted.Mode);
        }
    }

    DataDirectory? LayoutOf(string path) =>
        DataDirectories.Layout(airflowUid).FirstOrDefault(directory => directory.Name == Path.GetRelativePath(root.Directory, path));

    async Task MoveAsRootAsync(string from, string to, CancellationToken ct)
    {
        var parent = Path.GetDirectoryName(to)!;
        var owner = LayoutOf(parent) is { User: { } user, Group: { } group } ? $"{user}:{group}" : "";
        try
        {
            await AsRootAsync(
                "move",
                """
                [ -d "$3" ] || { mkdir -p "$3" && { [ -z "$4" ] || chown "$4" "$3"; }; }
                [ ! -d "$2" ] || rmdir "$2" || exit 1
                mv -T "$1" "$2" && sync -f "$2"
                """,
                [InContainer(from), InContainer(to), InContainer(parent), owner],
                ct);
        }
        catch (DataSpecException error)
        {
            throw Refused(from, to, error.Message, error);
        }
    }

    async Task AsRootAsync(string step, string script, string[] arguments, CancellationToken ct)
    {
        var result = await sidecars.RunAsync(
            new Sidecar($"restore-{step}-{Guid.NewGuid():N}", image, "sh", ["-c", script, "sh", .. arguments])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "CHOWN", "FOWNER"],
                Mounts = [Sidecar.Bind(root.Data, "/data")],
            },
            onLine: null, ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.FailedUnchanged, result.LastWords());
    }

    bool IsInData(string path) => path.StartsWith(root.Data + "/", StringComparison.Ordinal);

    string InContainer(string path) => IsInData(path) || path == root.Data
        ? Path.Combine("/data", Path.GetRelativePath(root.Data, path))
        : throw new ArgumentException($"'{path}' is not in '{root.Data}'", nameof(path));

    static DataSpecException Refused(string from, string to, string why, Exception error) =>
        new(ExitCode.FailedUnchanged, $"'{from}' cannot be moved to '{to}': {why}", error)
        {
            LeftAsItWas = "Both are where they were.",
            NextStep = $"ls -ld '{from}' '{Path.GetDirectoryName(to)}'",
        };
}
