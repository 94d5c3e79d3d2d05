namespace DataSpec.Operations.Setup;

/// <summary>Can others on this machine read the passwords?</summary>
static class PrivacyCheck
{
    const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<Finding> Of(StackRoot root)
    {
        if (OperatingSystem.IsWindows())
            yield break;
        foreach (var path in (string[])[root.EnvFile, root.Credentials])
        {
            if (File.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                yield return Finding.Warning("privacy", $"Others on this machine can open '{path}', which holds passwords.", $"chmod 600 '{path}'");
        }
    }
}
