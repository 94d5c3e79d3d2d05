using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DataSpec.Operations;
using DataSpec.Operations.Journal;

namespace DataSpec.EndToEnd.Verification;

/// <summary>What runs is not what the checkout says.</summary>
static partial class ConfigurationFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        new("a setting is changed and not applied", "config.drift", stack => Set(stack, "AIRFLOW_PARALLELISM", "3"), stack => Set(stack, "AIRFLOW_PARALLELISM", "4")),
        Edited("a script that a service runs is edited", "files.drift", "scripts-config/airflow/heartbeat.py", "# edited"),
        Edited("the recipe of an image is edited", "images.lock", "compose/images/superset/Dockerfile", "# edited"),
        Edited("a key stands twice", "env.valid", ".env", "POSTGRES_DB=datafoundry"),
        new("a name means another image now", "images.running", MoveTag, MoveTagBack),
        new("an operation was interrupted half-way", "stack.unfinished", Interrupt, stack => Delete(stack, "*-rotate-secrets-*")),
        new(
            "the scheduler was told to stop", "stack.unfinished",
            stack => File.WriteAllTextAsync(stack.PathOf("data", ".dataspec", "draining"), "0123456789ab"), stack => Delete(stack, "draining")),
    ];

    static Fault Edited(string what, string check, string path, string line) => new(
        what, check,
        async stack =>
        {
            File.Copy(stack.PathOf(path), stack.PathOf($"{path}.part"), overwrite: true);
            await File.AppendAllTextAsync(stack.PathOf(path), line + "\n");
        },
        // Written where it stands: its owner, its mode and what containers see of it stay.
        async stack =>
        {
            await File.WriteAllTextAsync(stack.PathOf(path), await File.ReadAllTextAsync(stack.PathOf($"{path}.part")));
            File.Delete(stack.PathOf($"{path}.part"));
        })
    { Warns = true };

    static Task Set(Checkout stack, string key, string value)
    {
        stack.SetEnv(key, value);
        return Task.CompletedTask;
    }

    static string MovedTag(Checkout stack) => $"{stack.Project}/superset:moved";

    static async Task MoveTag(Checkout stack)
    {
        await Docker.Run("tag", stack.EnvValue("SUPERSET_IMAGE"), MovedTag(stack));
        await File.WriteAllTextAsync(stack.PathOf(".nuke", "temp", "superset-image"), stack.SetEnv("SUPERSET_IMAGE", MovedTag(stack)));
        await Recreate(stack);
        await MakeAnother(stack);
    }

    /// <summary>The same program in an image with another digest.</summary>
    static async Task MakeAnother(Checkout stack)
    {
        var container = $"{stack.Project}-moved";
        await Docker.Run("create", "--name", container, MovedTag(stack));
        try
        {
            await Docker.Run("commit", "--change", "LABEL moved=1", container, MovedTag(stack));
        }
        finally
        {
            await Docker.Run("rm", container);
        }
    }

    static async Task MoveTagBack(Checkout stack)
    {
        stack.SetEnv("SUPERSET_IMAGE", await File.ReadAllTextAsync(stack.PathOf(".nuke", "temp", "superset-image")));
        await Recreate(stack);
        await Docker.Try(null, "rmi", MovedTag(stack));
    }

    static async Task Recreate(Checkout stack)
    {
        var (exitCode, _, error) = await Docker.Try(stack.Directory, "compose", "up", "--detach", "--no-deps", "--no-build", "--pull", "never", "superset");
        exitCode.ShouldBe(0, error);
    }

    /// <summary>The journal of an operation whose process is gone.</summary>
    static async Task Interrupt(Checkout stack)
    {
        using (OperationJournal.Begin(new StackRoot(stack.Directory), new OperationIntent("rotate-secrets", "./build.sh RotateSecrets --resume"), TimeProvider.System))
        {
        }

        foreach (var file in Directory.EnumerateFiles(stack.PathOf("data", ".dataspec"), "*-rotate-secrets-*", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(file, Ticks().Replace(await File.ReadAllTextAsync(file), "\"startTicks\":1"));
    }

    static Task Delete(Checkout stack, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(stack.PathOf("data", ".dataspec"), pattern, SearchOption.AllDirectories))
            File.Delete(file);
        return Task.CompletedTask;
    }

    [GeneratedRegex("\"startTicks\":[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Ticks();
}
