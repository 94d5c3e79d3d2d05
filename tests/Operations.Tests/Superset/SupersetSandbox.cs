using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Containers;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>One Postgres with the roles of the stack, and Superset's init against it. Starting Superset costs 10 s of processor time, so
/// one initialised database is kept as a template, from which each test gets its own copy.</summary>
public sealed class SupersetSandbox : IAsyncDisposable
{
    public const string Postgres = "dataspec/postgres:18.6-packages";
    public const string Superset = "dataspec/superset:6.1.0-packages";
    public const string Owner = "owner-password";
    public const string Metadata = "metadata-password";
    public const string Administrator = "admin-password";
    public const string Reader = "reader-password";
    public const string Grafana = "grafana-password";
    public const string Key = "the-secret-key-of-these-tests";

    readonly string _network = $"sstest-{Guid.NewGuid():N}"[..18];
    readonly TemporaryDirectory _folder = new();
    readonly SemaphoreSlim _gate = new(1);
    LiveEngine? _engine;
    string? _postgres;
    bool _hasTemplate;

    internal LiveEngine Engine => _engine!;

    /// <summary>A copy of the shipped files that a test may change; <see cref="FreshAsync"/> makes it anew.</summary>
    public string Assets => _folder.File("assets");

    /// <summary>The two inits that ran side by side on the empty database.</summary>
    internal CommandResult[] FirstRuns { get; private set; } = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A running Postgres with all roles.</summary>
    public async Task StartAsync()
    {
        await _gate.WaitAsync(Ct);
        try
        {
            if (_postgres is not null)
                return;
            _engine = await LiveEngine.WithAsync(Postgres, Superset);
            (await Engine.DockerAsync("network", "create", _network)).EnsureSuccess();
            var name = await Engine.StartAsync(
                "--network", _network, "--network-alias", "postgres", "-e", "POSTGRES_USER=datafoundry", "-e", $"POSTGRES_PASSWORD={Owner}", Postgres,
                "postgres", "-c", "fsync=off");
            await Engine.EventuallyAsync("exec", name, "pg_isready", "-q", "-h", "127.0.0.1", "-U", "datafoundry");
            _postgres = name;
            (await RolesAsync()).EnsureSuccess();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Superset's database as the first init left it, and the files as shipped.</summary>
    public async Task FreshAsync()
    {
        await StartAsync();
        ResetAssets();
        if (_hasTemplate)
        {
            await SqlAsync("DROP DATABASE IF EXISTS superset WITH (FORCE)", "postgres");
            await SqlAsync("CREATE DATABASE superset TEMPLATE initialised OWNER superset", "postgres");
            return;
        }
        await EmptyAsync();
        FirstRuns = await Task.WhenAll(InitAsync(), InitAsync());
        Array.ForEach(FirstRuns, run => run.EnsureSuccess());
        await SqlAsync("CREATE DATABASE initialised TEMPLATE superset OWNER superset", "postgres");
        _hasTemplate = true;
    }

    /// <summary>A metadata database in which nothing was ever done.</summary>
    public async Task EmptyAsync()
    {
        await StartAsync();
        ResetAssets();
        await SqlAsync("DROP DATABASE IF EXISTS superset WITH (FORCE)", "postgres");
        await SqlAsync("CREATE DATABASE superset OWNER superset", "postgres");
    }

    public Task<CommandResult> RolesAsync() => Engine.DockerAsync(
        "run", "--rm", "--network", _network, "--user", "999:999", "--entrypoint", "psql", "-e", "PGHOST=postgres", "-e", "PGUSER=datafoundry",
        "-e", "PGDATABASE=datafoundry", "-e", $"PGPASSWORD={Owner}", "-e", "AIRFLOW_DB_PASSWORD=airflow-password", "-e", $"SUPERSET_DB_PASSWORD={Metadata}",
        "-e", $"SUPERSET_WAREHOUSE_PASSWORD={Reader}", "-e", $"GRAFANA_DB_PASSWORD={Grafana}",
        "-v", $"{Repository.Directory}/scripts-config/postgres:/opt/dataspec:ro", Postgres, "--no-psqlrc", "--quiet", "--file=/opt/dataspec/roles.sql");

    /// <summary>Runs init.py to its end, with these variables (<c>NAME=value</c>) instead of the usual ones.</summary>
    public Task<CommandResult> InitAsync(params string[] variables) => RunAsync("", _ => { }, variables);

    /// <summary>Kills it as soon as it has printed this text.</summary>
    public Task<CommandResult> KilledAtAsync(string text)
    {
        var name = $"{_network}-killed";
        return RunAsync(name, Heard);

        void Heard(OutputLine line)
        {
            if (line.Text.Contains(text, StringComparison.Ordinal))
                _ = Engine.DockerAsync("kill", "--signal", "KILL", name);
        }
    }

    /// <summary>The first column of what a statement gives, a line each.</summary>
    public async Task<string> SqlAsync(string sql, string database = "superset") =>
        (await PsqlAsync("datafoundry", Owner, database, sql)).EnsureSuccess().StandardOutput;

    public Task<CommandResult> PsqlAsync(string user, string password, string database, string sql) => Engine.DockerAsync(
        "exec", "-e", $"PGPASSWORD={password}", _postgres!, "sh", "-c", "psql -h $(hostname -i) -qAtX -v ON_ERROR_STOP=1 \"$@\"", "psql",
        "-U", user, "-d", database, "-c", sql);

    /// <summary>Where this machine reaches the Postgres.</summary>
    public async Task<string> AddressAsync() =>
        (await Engine.DockerAsync("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", _postgres!)).EnsureSuccess().StandardOutput.Trim();

    public Task<string> PostgresLogAsync() => Engine.LogsAsync(_postgres!);

    public void Change(string file, string from, string to)
    {
        var path = Path.Combine(Assets, file);
        var text = File.ReadAllText(path);
        var changed = text.Replace(from, to, StringComparison.Ordinal);
        if (string.Equals(changed, text, StringComparison.Ordinal))
            throw new InvalidOperationException($"{file} has no '{from}'");
        File.WriteAllText(path, changed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
            await _engine.Runner.RunAsync(_engine.Endpoint.Docker("network", "rm", _network), ct: CancellationToken.None);
        }
        _folder.Dispose();
        _gate.Dispose();
    }

    Task<CommandResult> RunAsync(string name, Action<OutputLine> heard, params string[] variables)
    {
        string[] usual =
        [
            $"SUPERSET_SECRET_KEY={Key}", $"SUPERSET_DATABASE_URI=postgresql+psycopg2://superset:{Metadata}@postgres:5432/superset", "SUPERSET_ADMIN_USER=admin",
            $"SUPERSET_ADMIN_PASSWORD={Administrator}", "SUPERSET_WAREHOUSE_ROLE=superset_reader", $"SUPERSET_WAREHOUSE_PASSWORD={Reader}", "POSTGRES_USER=datafoundry",
            "POSTGRES_DB=datafoundry", $"POSTGRES_PASSWORD={Owner}", "SUPERSET_CONFIG_PATH=/opt/dataspec/superset_config.py", "SUPERSET_LOG_LEVEL=ERROR",
            "DATASPEC_ASSETS_DIR=/assets", "DATASPEC_PATIENCE=2",
        ];
        string[] named = name.Length > 0 ? ["--name", name] : [];
        return Engine.Runner.RunAsync(
            Engine.Endpoint.Docker(
            [
                "run", "--rm", .. named, "--network", _network, "--cap-drop", "ALL", .. usual.Concat(variables).SelectMany(variable => (string[])["-e", variable]),
                "-v", $"{Repository.Directory}/scripts-config/superset:/opt/dataspec:ro", "-v", $"{Assets}:/assets:ro", Superset, "python", "/opt/dataspec/init.py",
            ]).Within(TimeSpan.FromMinutes(10)),
            heard,
            Ct);
    }

    void ResetAssets()
    {
        if (Directory.Exists(Assets))
            Directory.Delete(Assets, recursive: true);
        var shipped = Path.Combine(Repository.Directory, "scripts-config", "superset", "assets");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Assets, Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
