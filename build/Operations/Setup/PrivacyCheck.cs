using System.Runtime.Versioning;

namespace DataSpec.Operations.Setup;

/// <summary>Can others on this machine read the passwords?</summary>
static class PrivacyCheck
{
    const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<Finding> Of(StackRoot root) =>
        OpenFiles(root).Select(path => Finding.Warning("privacy", $"Others on this machine can open '{path}', which holds passwords.", $"chmod 600 '{path}'"));

    /// <summary>Files with passwords that are not for their owner alone.</summary>
    public static IEnumerable<string> OpenFiles(StackRoot root) =>
        OperatingSystem.IsWindows() ? [] : ((string[])[root.EnvFile, root.Credentials]).Where(IsOpen);

    [UnsupportedOSPlatform("windows")]
    static bool IsOpen(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;
}
