using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>The public keys that a backup is encrypted for.</summary>
sealed record AgeRecipients(ImmutableArray<string> Keys)
{
    static readonly string[] Beginnings = ["age1", "ssh-ed25519 ", "ssh-rsa "];

    /// <summary>One public key of age or ssh, or a file that holds such, one a line.</summary>
    /// <param name="directory">Where a relative path begins.</param>
    /// <exception cref="DataSpecException">Neither; or a secret key, which is never repeated.</exception>
    public static AgeRecipients Parse(string text, string directory)
    {
        var typed = text.Trim();
        if (IsKey(typed))
            return new([typed]);
        var file = Path.GetFullPath(typed, directory);
        if (IsSecret(typed) || !File.Exists(file))
            throw Wrong(IsSecret(typed) ? "--encrypt is given a secret key, and takes a public one." : $"--encrypt '{typed}' is no public key of age (age1...) or ssh, and no file that holds one.");
        var lines = File.ReadLines(file).Take(1000).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToImmutableArray();
        if (lines.Any(IsSecret))
            throw Wrong($"'{file}' holds a secret key: a backup is encrypted for the public one.");
        return !lines.IsEmpty && lines.All(IsKey) ? new(lines) : throw Wrong($"'{file}' holds something else than public keys of age (age1...) or ssh.");
    }

    static bool IsKey(string text) => Beginnings.Any(beginning => text.StartsWith(beginning, StringComparison.Ordinal)) && !text.Contains('\n', StringComparison.Ordinal);

    static bool IsSecret(string text) =>
        text.StartsWith("AGE-SECRET-KEY-", StringComparison.OrdinalIgnoreCase) || text.Contains("PRIVATE KEY-----", StringComparison.Ordinal);

    static DataSpecException Wrong(string what) => new(ExitCode.WrongUsage, what)
    {
        LeftAsItWas = "Nothing was changed.",
        NextStep = "age-keygen -o key.txt (keep it on another machine), then ./build.sh Backup --encrypt <the public key that it shows>",
    };
}
