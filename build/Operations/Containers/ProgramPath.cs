namespace DataSpec.Operations.Containers;

/// <summary>Finds programs as a root shell would: a plain user's PATH often lacks the sbin folders.</summary>
static class ProgramPath
{
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"])
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}

/// <summary>The user's cache folder for this tool: what can be downloaded again.</summary>
static class UserCache
{
    public static string Folder =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
                ? folder
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "dataspec");
}
