using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>Everything besides data that the stack runs from: <c>.env</c>, compose files with the image lock, mounted scripts, DAGs.</summary>
static class ConfigCopy
{
    public static readonly ImmutableArray<string> Folders = ["compose", "scripts-config", "airflow"];
    public static readonly ImmutableArray<string> NotCopied = ["__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"];

    public static void Write(StackRoot root, BackupLayout backup)
    {
        BackupTarget.MakePrivate(backup.Config);
        WriteTo(root, backup.Config);
    }

    /// <param name="directory">Empty, and open to its owner alone.</param>
    public static void WriteTo(StackRoot root, string directory)
    {
        var env = Path.Combine(directory, ".env");
        File.Copy(root.EnvFile, env);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(env, EnvFile.PrivateMode);
        foreach (var folder in Folders.Where(folder => Directory.Exists(Path.Combine(root.Directory, folder))))
            Copy(new DirectoryInfo(Path.Combine(root.Directory, folder)), Path.Combine(directory, folder));
    }

    /// <summary>Links are not followed: what they point to may be anything.</summary>
    public static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null && !NotCopied.Contains(entry.Name, StringComparer.Ordinal)))
        {
            if (entry is DirectoryInfo folder)
                Copy(folder, Path.Combine(to, folder.Name));
            else
                File.Copy(entry.FullName, Path.Combine(to, entry.Name));
        }
    }
}
