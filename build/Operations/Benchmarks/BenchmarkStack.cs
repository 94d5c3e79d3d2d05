using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>A private copy of the sources with its own stack, so that nobody's stack is touched; removed with all that it started.</summary>
sealed class BenchmarkStack : IAsyncDisposable
{
    const string Months = "2024-01";
    const int Rows = 10_000;

    readonly IProcessRunner _runner;
    readonly IProgressSink _progress;
    readonly EngineEndpoint _engine;
    readonly StackRoot _root;
    readonly string[] _ports;

    bool _mayRun;

    /// <param name="root">Where the copy will be (<see cref="NewRoot"/>).</param>
    public BenchmarkStack(StackRoot root, EngineEndpoint engine, IProcessRunner runner, IProgressSink progress)
    {
        (_root, _engine, _runner, _progress) = (root, engine, runner, progress);
        Project = new ComposeProject(engine, root, Path.GetFileName(root.Directory), runner, []);
        _ports = FreePorts(3);
    }

    public ComposeProject Project { get; }

    public string PathOf(string name) => Path.Combine(_root.Directory, name);

    /// <summary>A new empty folder among the temporary ones, named as its stack will be.</summary>
    public static StackRoot NewRoot() => new(
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"dataspec-bench-{RandomNumberGenerator.GetHexString(6, lowercase: true)}")).FullName);

    /// <summary>Copies the sources, has the program built and the images provided, and makes a small file to load.</summary>
    public async Task PrepareAsync(StackRoot origin, CancellationToken ct)
    {
        _progress.Say("benchmark", $"prepares a stack of its own, '{Project.Name}'");
        await CopyAsync(origin, ct);
        await ProvideAsync(ct);
    }

    /// <summary>The images of the copy's list, and a small file to load.</summary>
    public async Task ProvideAsync(CancellationToken ct)
    {
        await RunAsync(Build("ProvideImages"), ct);
        await GenerateAsync(ct);
    }

    /// <summary>Runs this profile too.</summary>
    public async Task SwitchOnAsync(string profile, CancellationToken ct)
    {
        new EnvFile(_root.EnvFile).Set([KeyValuePair.Create(EnvKeys.ComposeProfiles.Name, profile)]);
        await UpAsync(ct);
    }

    public async Task CopyAsync(StackRoot origin, CancellationToken ct)
    {
        await new SourceCopy(_runner).ToAsync(origin, _root.Directory, ct);
        WriteEnv();
    }

    /// <summary>The copy's own <c>./build.sh</c>; settings of the caller's shell do not reach it.</summary>
    public Command Build(params ReadOnlySpan<string> arguments)
    {
        var command = Command.Of(PathOf("build.sh"), arguments).In(_root.Directory).WithVariable("NO_COLOR", "1");
        // A run that is interrupted in the middle of creating a container finishes that first.
        command = EnvKeys.All.Aggregate(command, (built, key) => built.WithVariable(key.Name, null)) with { StopGrace = TimeSpan.FromSeconds(60) };
        return _engine.Host is null ? command : command.WithVariable("DOCKER_HOST", _engine.Host).WithVariable("DOCKER_CONFIG", _engine.ConfigDirectory);
    }

    /// <summary>A program in the container of Postgres, as its superuser.</summary>
    public Command InPostgres(string program, params ReadOnlySpan<string> arguments) => Project.Compose(["exec", "-T", "--env", "PGUSER=datafoundry", "postgres", program, .. arguments]);

    /// <exception cref="CommandFailedException">It ended with another code than 0.</exception>
    public async Task<CommandResult> RunAsync(Command command, CancellationToken ct) => (await _runner.RunAsync(command, ct: ct)).EnsureSuccess();

    public Task UpAsync(CancellationToken ct)
    {
        _mayRun = true;
        return RunAsync(Build("Up"), ct);
    }

    /// <summary>Nothing but images and the file to load: the next <c>Up</c> is a first one.</summary>
    public async Task EmptyAsync(CancellationToken ct)
    {
        _mayRun = true;
        await RunAsync(Build("Reset", "--yes", "--with-env"), ct);
        WriteEnv();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_mayRun)
                await RunAsync(Build("Reset", "--yes"), CancellationToken.None);
            Directory.Delete(_root.Directory, recursive: true);
        }
        catch (Exception error) when (error is DataSpecException or IOException or UnauthorizedAccessException)
        {
            _progress.Warn("benchmark", $"its stack was not removed whole ({error.Message}); what is left: {_root.Directory}, containers named {Project.Name}-*");
        }
    }

    void WriteEnv() => File.WriteAllLines(_root.EnvFile,
    [
        $"COMPOSE_PROJECT_NAME={Project.Name}",
        // The core alone: what is promised is the way to the first data.
        $"{EnvKeys.ComposeProfiles.Name}=",
        $"POSTGRES_PORT={_ports[0]}",
        $"AIRFLOW_PORT={_ports[1]}",
        $"SUPERSET_PORT={_ports[2]}",
        $"NYC_TAXI_SOURCE_DIR={PathOf("taxi")}",
        "NYC_TAXI_BASE_URL=/opt/airflow/taxi-source",
        $"NYC_TAXI_MONTHS={Months}",
    ]);

    async Task GenerateAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(PathOf("taxi"));
        var image = new EnvFile(_root.EnvFile).Read()[EnvKeys.AirflowImage.Name]!;
        var user = OperatingSystem.IsLinux() ? Posix.EffectiveUser : 0;
        await RunAsync(
            Project.Docker(
                "run", "--rm", "--network=none", $"--user={user}:0", "--volume", $"{PathOf("tests")}:/tests:ro", "--volume", $"{PathOf("taxi")}:/files", image,
                "python", "/tests/sandbox/taxi/generate.py", "/files", "--months", Months, "--rows", Rows.ToString(CultureInfo.InvariantCulture)),
            ct);
    }


    static string[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        string[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture))];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
