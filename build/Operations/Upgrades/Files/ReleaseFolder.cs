using System.Collections.Immutable;
using System.Text;
using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>The files of a release in a folder: those the stack runs from, which people edit. The tool itself and data are no part of them.</summary>
static class ReleaseFolder
{
    /// <summary>Each is exchanged as a whole.</summary>
    public static ImmutableArray<string> Parts => ConfigCopy.Folders;

    const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Every file and link below the parts; links are not followed, and caches of Python left out.</summary>
    /// <exception cref="DataSpecException">Something cannot be read, or is neither file, folder nor link.</exception>
    public static ImmutableSortedDictionary<string, ReleaseFile> Read(string root)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReleaseFile>(StringComparer.Ordinal);
        foreach (var part in Parts)
        {
            var folder = new DirectoryInfo(Path.Combine(root, part));
            if (folder.LinkTarget is not null)
                throw Strange(folder.FullName, "is a link to a folder elsewhere");
            if (folder.Exists)
                Walk(folder, part, files);
        }

        return files.ToImmutable();
    }

    static void Walk(DirectoryInfo folder, string path, ImmutableSortedDictionary<string, ReleaseFile>.Builder files)
    {
        foreach (var entry in Entries(folder))
        {
            var below = $"{path}/{entry.Name}";
            if (entry.LinkTarget is { } target)
                files[below] = new(below, IsLink: true, IsExecutable: false, () => Encoding.UTF8.GetBytes(target), entry.FullName);
            else if (entry is DirectoryInfo directory)
                Walk(directory, below, files);
            else if (OperatingSystem.IsLinux() && !Posix.IsRegularFile(entry.FullName))
                throw Strange(entry.FullName, "is neither a file, a folder nor a link");
            else
                files[below] = new(below, IsLink: false, IsExecutable(entry.FullName), () => Bytes(entry.FullName), entry.FullName);
        }
    }

    static FileSystemInfo[] Entries(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos().Where(entry => !ConfigCopy.NotCopied.Contains(entry.Name, StringComparer.Ordinal) && !entry.Name.EndsWith(".pyc", StringComparison.Ordinal))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder.FullName, error);
        }
    }

    static bool IsExecutable(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;

    static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, error);
        }
    }

    static DataSpecException Unreadable(string path, Exception error) =>
        new(ExitCode.RequirementMissing, $"'{path}' cannot be read: {error.Message}", error)
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = $"ls -ld '{path}'",
        };

    static DataSpecException Strange(string path, string what) =>
        new(ExitCode.RequirementMissing, $"'{path}' {what}: the files of a release cannot be merged over it.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "Move it out of the checkout, and type the command again.",
        };
}
