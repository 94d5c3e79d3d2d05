using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>The real stack file with the package images, in a folder, project and ports of its own.</summary>
sealed class RealStack : IAsyncDisposable
{
    const string PostgresImage = "dataspec/postgres:18.6-packages";
    const string AirflowImage = "dataspec/airflow:3.3.2-packages";
    const int PostgresPort = 56432;

    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    RealStack(StackRoot root) => Root = root;

    public StackRoot Root { get; }

    public RecordingProgress Progress { get; } = new();

    public Uri Airflow { get; } = new("http://127.0.0.1:58080");

    /// <summary>What the sleeping task wrote at its begin and end.</summary>
    public string Naps => Path.Combine(Root.Data, "airflow", "logs", "naps");

    public string this[string key] => _values[key];

    ProcessRunner Runner { get; } = new(TimeProvider.System);

    public PostgresClient Client => new(new PostgresLogin("127.0.0.1", PostgresPort, "datafoundry", _values["POSTGRES_PASSWORD"], "datafoundry"));

    public ComposeProject Project => new(
        new EngineEndpoint("docker", Host: null, ConfigDirectory: null, IsPrivate: false),
        Root,
        "comptest",
        Runner,
        [.. _values.Where(pair => pair.Key.Contains("PASSWORD", StringComparison.Ordinal)).Select(pair => pair.Value)]);

    public DrainMark Drain => new(Root, TimeProvider.System);

    public StackStop Stop => new(Project, new StackDatabase(Client), Drain, Progress, TimeProvider.System);

    public Task<StackStartResult> UpAsync(CancellationToken ct) =>
        new StackStart(Project, new OneShotRecords(Client), Stop, Drain, Progress, TimeProvider.System)
            .RunAsync(new StackStartOptions { FingerprintKey = _values["AIRFLOW_JWT_SECRET"] }, ct);

    public Task DownAsync(CancellationToken ct) => Stop.RunAsync(new StackStopOptions(), ct);

    /// <summary>A new, empty stack; the test is skipped where no engine or no images are.</summary>
    public static async Task<RealStack> CreateAsync(CancellationToken ct)
    {
        var stack = new RealStack(new StackRoot(Directory.CreateTempSubdirectory("dataspec stack ").FullName));
        await stack.SkipWithoutImagesAsync(ct);
        foreach (var folder in new[] { "compose", "scripts-config" })
            Copy(Path.Combine(Repository(), folder), Path.Combine(stack.Root.Directory, folder));
        Directory.CreateDirectory(Path.Combine(stack.Root.Airflow, "include"));
        Copy(Path.Combine(Repository(), "tests", "Operations.Tests", "Compose", "dags"), Path.Combine(stack.Root.Airflow, "dags"));
        foreach (var key in EnvKeys.All.Where(key => key.IsSecret))
            stack._values[key.Name] = key.Generate!();
        stack.Set("COMPOSE_FILE", "compose/compose.yaml");
        stack.Set("COMPOSE_PROJECT_NAME", "comptest");
        stack.Set("POSTGRES_IMAGE", PostgresImage);
        stack.Set("AIRFLOW_IMAGE", AirflowImage);
        stack.Set("POSTGRES_PORT", $"{PostgresPort}");
        stack.Set("AIRFLOW_PORT", "58080");
        await stack.Project.DownAsync(volumes: false, ct);
        return stack;
    }

    /// <summary>Changes one value of <c>.env</c>.</summary>
    public void Set(string key, string value)
    {
        _values[key] = value;
        File.WriteAllLines(Root.EnvFile, _values.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    public Task<CommandResult> DockerAsync(CancellationToken ct, params string[] arguments) =>
        Runner.RunAsync(Project.Docker(arguments), ct: ct);

    public async ValueTask DisposeAsync()
    {
        var all = await Project.ReadContainersAsync(service: null, CancellationToken.None);
        if (!all.IsEmpty)
            await Project.RemoveAsync(all.Select(container => container.Id), CancellationToken.None);
        await Project.DownAsync(volumes: true, CancellationToken.None);
        await DockerAsync(
            CancellationToken.None, "run", "--rm", "--network=none", "--user=0:0", "--entrypoint=find", "-v", $"{Root.Directory}:/root-of-test",
            PostgresImage, "/root-of-test", "-mindepth", "1", "-delete");
        Directory.Delete(Root.Directory, recursive: true);
    }

    async Task SkipWithoutImagesAsync(CancellationToken ct)
    {
        ImmutableDictionary<string, ImageFacts>? ids = null;
        try
        {
            ids = await Project.ReadImagesAsync([PostgresImage, AirflowImage], ct);
        }
        catch (DataSpecException)
        {
            Assert.Skip("no container engine answers");
        }

        if (ids.Count < 2)
            Assert.Skip($"the images {PostgresImage} and {AirflowImage} are not built");
    }

    static string Repository([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
