using System.Security.Cryptography;

namespace DataSpec.EndToEnd;

/// <summary>A private copy of the project's sources, in a path with a space, with its own stack name and ports; removed with everything it started.</summary>
public sealed class Checkout : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);
    static int _ports = Random.Shared.Next(2000, 2800) * 10;

    readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["NO_COLOR"] = "1" };

    int? _user;

    Checkout(string directory, string project, string profiles) => (Directory, Project, Profiles) = (directory, project, profiles);

    public string Directory { get; }

    public string Project { get; }

    /// <summary>What runs beside the core; what is not looked at is left out, for its start costs minutes.</summary>
    public string Profiles { get; }

    public int PostgresPort { get; } = Interlocked.Increment(ref _ports);

    public int AirflowPort { get; } = Interlocked.Increment(ref _ports);

    public int SupersetPort { get; } = Interlocked.Increment(ref _ports);

    /// <summary>Address of Superset's page.</summary>
    internal string Superset => $"http://127.0.0.1:{SupersetPort}";

    public int PgAdminPort { get; } = Interlocked.Increment(ref _ports);

    public int GrafanaPort { get; } = Interlocked.Increment(ref _ports);

    public static async Task<Checkout> Create(string name, string profiles = "")
    {
        var project = $"e2e-{name}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}";
        var directory = Leftovers.NewFolder(project);
        await SourceTree.CopyTo(directory, TestContext.Current.CancellationToken);
        return new Checkout(directory, project, profiles);
    }

    public string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Directory, .. parts]);

    /// <summary>An <c>.env</c> as a person would write it by hand: only what this stack must not share with another.</summary>
    public void WriteEnv(TaxiFiles taxi, params ReadOnlySpan<string> more) =>
        File.WriteAllLines(PathOf(".env"),
        [
            $"COMPOSE_PROJECT_NAME={Project}",
            $"POSTGRES_PORT={PostgresPort}",
            $"AIRFLOW_PORT={AirflowPort}",
            $"SUPERSET_PORT={SupersetPort}",
            $"PGADMIN_PORT={PgAdminPort}",
            $"GRAFANA_PORT={GrafanaPort}",
            $"COMPOSE_PROFILES={Profiles}",
            $"NYC_TAXI_SOURCE_DIR=\"{taxi.Directory}\"",
            "NYC_TAXI_BASE_URL=/opt/airflow/taxi-source",
            $"NYC_TAXI_MONTHS={string.Join(',', taxi.Months)}",
            .. more,
        ]);

    public string EnvValue(string key) =>
        File.ReadLines(PathOf(".env")).Last(line => line.StartsWith($"{key}=", StringComparison.Ordinal))[(key.Length + 1)..].Trim('"', '\'');

    /// <summary>Changes one value of <c>.env</c> and returns the one before.</summary>
    public string SetEnv(string key, string value)
    {
        var before = EnvValue(key);
        var lines = File.ReadAllLines(PathOf(".env"));
        File.WriteAllLines(PathOf(".env"), lines.Select(line => line.StartsWith($"{key}=", StringComparison.Ordinal) ? $"{key}={value}" : line));
        return before;
    }

    /// <summary>Gives every later run this variable; null leaves it as the tests have it.</summary>
    internal void SetVariable(string name, string? value)
    {
        _environment.Remove(name);
        if (value is not null)
            _environment[name] = value;
    }

    /// <summary>What its runs get beside the variables of the tests.</summary>
    internal IReadOnlyDictionary<string, string> Variables => _environment;

    /// <summary>Name of a service's container.</summary>
    internal string Container(string service) => $"{Project}-{service}-1";

    /// <summary>Superset as its administrator.</summary>
    internal Task<SupersetSite> EnterSuperset() => SupersetSite.Enter(Superset, "admin", EnvValue("SUPERSET_ADMIN_PASSWORD"));

    public RunningBuild Start(params string[] arguments) => new(Directory, _environment, arguments, _user);

    /// <summary>From now on this user, who is not root and has no account, owns the checkout and runs its commands.</summary>
    internal async Task GiveTo(int user)
    {
        _user = user;
        SetVariable("HOME", System.IO.Directory.CreateDirectory(PathOf(".nuke", "temp", "home")).FullName);
        await Docker.Program("chown", "--recursive", $"{user}:{user}", Directory);
    }

    /// <summary>Runs to the end, whatever its exit code.</summary>
    public async Task<BuildRun> Run(params string[] arguments)
    {
        using var build = Start(arguments);
        return await build.End(Longest, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs to the end and requires this exit code; a failure shows everything that was printed.</summary>
    public async Task<BuildRun> Run(int exitCode, params string[] arguments)
    {
        var run = await Run(arguments);
        run.ExitCode.ShouldBe(exitCode, run.Everything);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        using (var reset = Start("Reset", "--yes"))
            await reset.End(Longest, CancellationToken.None);
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
