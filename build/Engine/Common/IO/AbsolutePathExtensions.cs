using System.Text;

namespace Nuke.Common.IO;

/// <summary>What the build does with files and folders; most calls give the path back for chaining.</summary>
public static class AbsolutePathExtensions
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static bool FileExists(this AbsolutePath path) => File.Exists(path);

    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path);

    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    /// <summary>A missing folder is no error.</summary>
    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    /// <summary>A missing file is no error.</summary>
    public static void DeleteFile(this AbsolutePath path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    /// <summary>Files whose names match, down to <paramref name="depth"/> levels; sorted.</summary>
    public static IEnumerable<AbsolutePath> GetFiles(this AbsolutePath path, string pattern = "*", int depth = 1) =>
        Directory.EnumerateFiles(path, pattern, Levels(depth)).Order(StringComparer.Ordinal).Select(AbsolutePath.Create);

    /// <summary>Folders whose names match, down to <paramref name="depth"/> levels; sorted.</summary>
    public static IEnumerable<AbsolutePath> GetDirectories(this AbsolutePath path, string pattern = "*", int depth = 1) =>
        Directory.EnumerateDirectories(path, pattern, Levels(depth)).Order(StringComparer.Ordinal).Select(AbsolutePath.Create);

    public static string ReadAllText(this AbsolutePath path, Encoding? encoding = null) => File.ReadAllText(path, encoding ?? Utf8);

    public static string[] ReadAllLines(this AbsolutePath path, Encoding? encoding = null) => File.ReadAllLines(path, encoding ?? Utf8);

    /// <summary>Creates the folder, writes UTF-8 without a mark, and ends the text with exactly one line break.</summary>
    public static AbsolutePath WriteAllText(this AbsolutePath path, string content, Encoding? encoding = null, bool eofLineBreak = true)
    {
        path.Parent?.CreateDirectory();
        File.WriteAllText(path, eofLineBreak ? content.TrimEnd('\r', '\n') + Environment.NewLine : content, encoding ?? Utf8);
        return path;
    }

    /// <summary>The way from one path to another, with the system's separators.</summary>
    public static string GetRelativePathTo(this AbsolutePath path, AbsolutePath destination) => Path.GetRelativePath(path, destination);

    static EnumerationOptions Levels(int depth) =>
        new() { RecurseSubdirectories = depth > 1, MaxRecursionDepth = depth - 1, AttributesToSkip = FileAttributes.None };
}
