using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Files and folders of the checkout that are not as they must be.</summary>
static class FileFaults
{
    const UnixFileMode Readable = (UnixFileMode)0x1A4; // 0644
    const UnixFileMode Private = (UnixFileMode)0x180; // 0600

    public static ImmutableArray<Fault> All { get; } =
    [
        new("a folder of data is moved away under its container", "mounts.data", Replace, PutBack),
        new("a folder of data has another owner", "data.owners", stack => Own(stack, "0:0"), stack => Own(stack, "1000:1000")),
        new("others may read .env", "secrets.modes", stack => Allow(stack.PathOf(".env"), Readable), stack => Allow(stack.PathOf(".env"), Private)),
        new("others may read a copy of .env", "secrets.modes", OpenCopy, stack => Docker.Program("chmod", "700", Deployed(stack))),
        new(
            "git tracks .env", "secrets.git",
            async stack =>
            {
                await Docker.Program("git", "-C", stack.Directory, "init", "--quiet");
                await Docker.Program("git", "-C", stack.Directory, "add", "--force", ".env");
            },
            stack => Docker.Program("rm", "-rf", stack.PathOf(".git"))),
        new(
            "a password is a well-known one", "secrets.known",
            async stack => await File.WriteAllTextAsync(stack.PathOf(".nuke", "temp", "password"), stack.SetEnv("PGADMIN_PASSWORD", "changeme")),
            async stack => stack.SetEnv("PGADMIN_PASSWORD", await File.ReadAllTextAsync(stack.PathOf(".nuke", "temp", "password")))),
    ];

    /// <summary>As after `mv` and a copy back: the same content under the name, and the container holds the other one.</summary>
    static async Task Replace(Checkout stack)
    {
        var (folder, away) = Folders(stack);
        await Docker.Program("mv", folder, away);
        await Docker.Program("cp", "--archive", away, folder);
    }

    static async Task PutBack(Checkout stack)
    {
        var (folder, away) = Folders(stack);
        if (!Directory.Exists(away))
            return;
        await Docker.Program("rm", "-rf", folder);
        await Docker.Program("mv", away, folder);
    }

    static (string Folder, string Away) Folders(Checkout stack) => (stack.PathOf("data", "airflow", "dlt"), stack.PathOf("data", "airflow", "dlt.away"));

    static Task Own(Checkout stack, string owner) => Docker.Program("chown", owner, stack.PathOf("data", "superset"));

    static string Deployed(Checkout stack) => stack.PathOf("data", ".dataspec", "deployed");

    static async Task OpenCopy(Checkout stack)
    {
        await Docker.Program("chmod", "755", Deployed(stack));
        await Docker.Program("chmod", "644", Path.Combine(Deployed(stack), ".env"));
    }

    static Task Allow(string file, UnixFileMode mode)
    {
        File.SetUnixFileMode(file, mode);
        return Task.CompletedTask;
    }
}
