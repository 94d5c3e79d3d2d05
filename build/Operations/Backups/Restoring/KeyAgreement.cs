using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Refuses a part of a restore after which <c>.env</c> and data would not fit each other.</summary>
static class KeyAgreement
{
    /// <param name="replaced">Directories that are exchanged.</param>
    /// <exception cref="DataSpecException">A key that lives in data would differ from it (exit code 2).</exception>
    public static void Require(StackRoot root, ImmutableArray<RestorePart> only, IEnumerable<string> replaced, EnvDocument backup, EnvDocument current)
    {
        if (current.Text.Length == 0 && !only.Contains(RestorePart.Secrets))
        {
            throw Refused($"'{root.EnvFile}' is not there, and without 'secrets' nobody could open what is restored", only);
        }

        var secrets = only.Contains(RestorePart.Secrets);
        var differing = EnvKeys.All.Where(key => key.LivesIn is not null && backup[key.Name] is { } value && current[key.Name] is { } here && value != here).ToArray();
        var exchanged = replaced.ToHashSet(StringComparer.Ordinal);
        var wrong = differing.Where(key => exchanged.Contains(key.LivesIn!) ? !secrets : secrets && HoldsData(root, key.LivesIn!)).Select(key => key.Name).ToArray();
        if (wrong.Length > 0)
            throw Refused($"{string.Join(" and ", wrong)} differ between .env and the backup: what is restored and what stays would need different ones", only);
    }

    static bool HoldsData(StackRoot root, string directory)
    {
        var path = Path.Combine(root.Directory, directory);
        try
        {
            return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    static DataSpecException Refused(string why, ImmutableArray<RestorePart> only) =>
        new(ExitCode.WrongUsage, $"--only {string.Join(',', only).ToLowerInvariant()}: {why}.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "the same command with --only postgres,files,secrets",
        };
}
