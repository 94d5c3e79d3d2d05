using Nuke.Common.IO;

namespace Nuke.Common;

/// <summary>The process's surroundings.</summary>
public static class EnvironmentInfo
{
    public static AbsolutePath WorkingDirectory => AbsolutePath.Create(Environment.CurrentDirectory);

    /// <summary>The arguments as they were typed, without the program's own name.</summary>
    public static string[] CommandLineArguments => Environment.GetCommandLineArgs()[1..];

    public static bool IsWin => OperatingSystem.IsWindows();

    public static bool IsLinux => OperatingSystem.IsLinux();

    public static bool IsOsx => OperatingSystem.IsMacOS();

    public static bool IsUnix => IsLinux || IsOsx;

    public static string? GetVariable(string name) => Environment.GetEnvironmentVariable(name);

    public static bool HasVariable(string name) => GetVariable(name) is not null;
}
