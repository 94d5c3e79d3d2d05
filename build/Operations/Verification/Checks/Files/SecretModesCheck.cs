using System.Runtime.Versioning;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification.Checks.Files;

/// <summary>Whether others on this machine can read the passwords, or a copy of them.</summary>
static class SecretModesCheck
{
    const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Enter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Copies of <c>.env</c> lie no deeper below <c>data/.dataspec</c> and a place of backups.</summary>
    const int Deepest = 4;

    public static ICheck Check { get; } = new Check(
        new("secrets.modes", 1, "Others on this machine can read neither .env nor credentials.txt nor a copy of them in data/.dataspec or a backup", "chmod 600 FILE"),
        (view, _) => Task.FromResult(OperatingSystem.IsWindows() ? CheckOutcome.Skipped("Windows has no such modes") : Of(view.Root, view.Settings.BackupDirectory)));

    [UnsupportedOSPlatform("windows")]
    internal static CheckOutcome Of(StackRoot root, string backups)
    {
        string[] own =
        [
            .. PrivacyCheck.OpenFiles(root),
            // The pattern finds .env itself too.
            .. Directory.EnumerateFiles(root.Directory, ".env.*").Where(file => file != root.EnvFile && (File.GetUnixFileMode(file) & Read) != UnixFileMode.None),
            .. Exposed(root.State, Deepest),
        ];
        if (own.Length > 0)
            return CheckOutcome.Failed($"others can read {string.Join(", ", own)}") with { Remedy = $"chmod 600 '{own[0]}'" };
        // A disk from elsewhere (FAT, a share) may keep no modes: nothing that chmod could mend.
        var copies = Exposed(Path.GetFullPath(backups, root.Directory), Deepest).ToArray();
        return copies.Length > 0
            ? CheckOutcome.Warning($"others can read {copies.Length} copies of the passwords in backups, first {copies[0]}") with { Remedy = $"chmod 700 '{backups}'" }
            : CheckOutcome.Passed(".env, credentials.txt and their copies are for their owner alone");
    }

    /// <summary>Files with secrets that can be reached and read; what is closed is not entered.</summary>
    [UnsupportedOSPlatform("windows")]
    static IEnumerable<string> Exposed(string directory, int depth)
    {
        if (depth == 0 || !Directory.Exists(directory) || (File.GetUnixFileMode(directory) & Enter) == UnixFileMode.None)
            return [];
        try
        {
            return
            [
                .. Directory.EnumerateFiles(directory).Where(file => HoldsSecrets(Path.GetFileName(file)) && (File.GetUnixFileMode(file) & Read) != UnixFileMode.None),
                .. Directory.EnumerateDirectories(directory).Where(inner => new DirectoryInfo(inner).LinkTarget is null).SelectMany(inner => Exposed(inner, depth - 1)),
            ];
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // Closed to this user, who may be one of the others.
            return [];
        }
    }

    static bool HoldsSecrets(string name) => name is ".env" or "credentials.txt" or "backup.tar" or "backup.tar.zst";
}
