using System.Diagnostics;
using System.Security.Cryptography;

namespace DataSpec.EndToEnd;

/// <summary>A private copy of the project's sources, in a path with a space, with its own stack name and ports; removed with everything it started.</summary>
public sealed class Checkout : IAsyncDisposable
{
    static readonly string Sources = FindSources();
    readonly Dictionary<string, string> _environment;

    Checkout(string directory, string project, Dictionary<string, string> environment) =>
        (Directory, Project, _environment) = (directory, project, environment);

    public string Directory { get; }

    public string Project { get; }

    public IDictionary<string, string> Environment => _environment;

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Directory, .. parts]);

    public static Checkout Create(string name)
    {
        var project = $"e2e-{name}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
        var directory = Path.Combine(Path.GetTempPath(), "dataspec tests", project);
        CopySources(directory);
        var port = Random.Shared.Next(20000, 28000);
        return new Checkout(directory, project, new Dictionary<string, string>
        {
            ["COMPOSE_PROJECT_NAME"] = project,
            ["POSTGRES_PORT"] = $"{port}",
            ["AIRFLOW_PORT"] = $"{port + 1}",
            ["NO_COLOR"] = "1",
        });
    }

    public RunningBuild Start(params string[] arguments) => new(Directory, _environment, arguments);

    public async Task<BuildRun> Run(TimeSpan limit, params string[] arguments)
    {
        using var build = Start(arguments);
        return await build.End(limit, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs to the end and requires this exit code; a failure shows everything that was printed.</summary>
    public async Task<BuildRun> Run(int expectedExitCode, params string[] arguments)
    {
        var run = await Run(TimeSpan.FromMinutes(8), arguments);
        run.ExitCode.ShouldBe(expectedExitCode, run.Everything);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(PathOf(".env")))
            await Run(TimeSpan.FromMinutes(3), "Reset", "--yes");
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>The tracked and the new files of the working tree, without what lives: data, secrets, caches.</summary>
    static void CopySources(string target)
    {
        var list = new ProcessStartInfo("git", ["-C", Sources, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(list)!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        files.ShouldNotBeEmpty("git lists no files: the tests must run inside a checkout");
        foreach (var file in files.Where(file => File.Exists(Path.Combine(Sources, file))))
        {
            var copy = Path.Combine(target, file);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Sources, file), copy);
        }
    }

    static string FindSources()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "build.sh")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests are not inside a checkout");
        return directory;
    }
}
