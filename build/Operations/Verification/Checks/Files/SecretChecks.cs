using System.Collections.Frozen;
using System.Collections.Immutable;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification.Checks.Files;

/// <summary>Whether passwords are where only their owner finds them, and none is one that everybody knows. No evidence holds a value.</summary>
static class SecretChecks
{
    /// <summary>What images, examples and older versions of such stacks begin with.</summary>
    static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "admin", "administrator", "root", "password", "passwd", "secret", "changeme", "change_me", "change-me", "default", "test", "example", "guest", "postgres", "airflow", "superset",
        "pgadmin", "grafana", "loki", "dataspec", "datafoundry", "datafoundry_password", "airflow_password", "superset_password", "thisISaSECRET_1234", "TEST_NON_DEV_SECRET",
        "temporary_key", "airflow_jwt_secret", "temporary_superset_secret_key", "CHANGE_ME_SECRET_KEY", "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET", "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
        "admin123", "admin1234", "password1", "password123", "123456", "12345678", "qwerty", "letmein");

    public static ICheck Values { get; } = new Check(
        new("secrets.known", 1, "No password is a well-known one or the name of its user", "./build.sh RotateSecrets --only KEY"),
        (view, _) => Task.FromResult(OfValues(new EnvFile(view.Root.EnvFile).Read())));

    public static ICheck InGit { get; } = new Check(
        new("secrets.git", 1, "Git tracks neither .env nor data nor backups", "git rm -r --cached NAME, and change what was in it: ./build.sh RotateSecrets"),
        InGitAsync);

    internal static CheckOutcome OfValues(EnvDocument env)
    {
        ImmutableArray<string> names = [.. EnvKeys.All.Where(key => key.Name.EndsWith("_USER", StringComparison.Ordinal)).Select(key => env[key.Name] ?? key.Default)];
        string[] secrets = [.. EnvKeys.All.Where(key => key.IsSecret && env[key.Name] is { Length: > 0 }).Select(key => key.Name)];
        var bad = secrets.Where(key => Known.Contains(env[key]!) || names.Contains(env[key]!, StringComparer.OrdinalIgnoreCase)).ToArray();
        return bad.Length == 0
            ? CheckOutcome.Passed($"{secrets.Length} secrets, none well known")
            : CheckOutcome.Failed($"{string.Join(", ", bad)}: a password that everybody knows") with { Remedy = $"./build.sh RotateSecrets --only {string.Join(',', bad)}" };
    }

    static async Task<CheckOutcome> InGitAsync(StackView view, CancellationToken ct)
    {
        try
        {
            var tracked = await view.Processes.RunAsync(Command.Of("git", "ls-files", "--", ".env", ".env.*", "data", "backups").In(view.Root.Directory), ct: ct);
            return tracked.Succeeded ? OfTracked(tracked.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)) : CheckOutcome.Skipped("this is no checkout of git");
        }
        catch (CommandNotFoundException)
        {
            return CheckOutcome.Skipped("there is no git on this machine");
        }
    }

    internal static CheckOutcome OfTracked(string[] tracked) => tracked.Length == 0
        ? CheckOutcome.Passed("none of them")
        : CheckOutcome.Failed($"git tracks {Listing.Names(tracked, shown: 3)}")
            with { Remedy = $"git rm -r --cached {tracked[0].Split('/')[0]}, and change what was in it: ./build.sh RotateSecrets" };
}
