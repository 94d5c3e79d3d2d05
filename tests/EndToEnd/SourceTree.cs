using System.Diagnostics;

namespace DataSpec.EndToEnd;

/// <summary>The working tree that these tests belong to.</summary>
static class SourceTree
{
    public static string Root { get; } = Find();

    /// <summary>Copies the tracked and the new files, without what lives: data, secrets, caches.</summary>
    public static void CopyTo(string target)
    {
        var list = new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(list)!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        files.ShouldNotBeEmpty("git lists no files");
        foreach (var file in files.Where(file => File.Exists(Path.Combine(Root, file))))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Root, file), copy);
        }
    }

    static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "build.sh")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("these tests are not inside a checkout");
        return directory;
    }
}
