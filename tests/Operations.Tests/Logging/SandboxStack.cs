using System.Security.Cryptography;
using System.Text.Json;
using DataSpec.Operations.Processes;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>The real compose files and configuration with a real Postgres, and stand-ins for Loki, Promtail, Grafana and pgAdmin, in a
/// folder, project and ports of their own.</summary>
sealed class SandboxStack : IAsyncDisposable
{
    const string Postgres = "dataspec/postgres:18.6-packages";
    const string StateFormat = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}";
    const string Python = "dataspec/airflow:3.3.2-packages";

    public static readonly string[] Secrets =
    [
        "POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "SUPERSET_DB_PASSWORD", "SUPERSET_WAREHOUSE_PASSWORD", "AIRFLOW_FERNET_KEY", "AIRFLOW_API_SECRET_KEY",
        "AIRFLOW_JWT_SECRET", "AIRFLOW_ADMIN_PASSWORD", "SUPERSET_SECRET_KEY", "SUPERSET_ADMIN_PASSWORD", "PGADMIN_PASSWORD", "GRAFANA_ADMIN_PASSWORD",
        "GRAFANA_DB_PASSWORD",
    ];

    static int _ports = Random.Shared.Next(3000, 3900) * 10;

    readonly ProcessRunner _runner = new(TimeProvider.System);
    readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    SandboxStack()
    {
        Project = $"logtest-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        Root = new StackRoot(Directory.CreateTempSubdirectory("dataspec logs ").FullName);
    }

    public StackRoot Root { get; }

    public string Project { get; }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(15) };

    public string this[string key] => _values[key];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An empty stack; the test is skipped where no engine or no image is.</summary>
    public static async Task<SandboxStack> CreateAsync()
    {
        var stack = new SandboxStack();
        var engine = await stack._runner.RunAsync(Command.Of("docker", "info", "--format", "{{.DockerRootDir}}"), ct: Ct);
        if (!engine.Succeeded)
            Assert.Skip("no container engine answers");
        foreach (var image in new[] { Postgres, Python })
        {
            if (!(await stack.DockerAsync("image", "inspect", image)).Succeeded)
                Assert.Skip($"the image {image} is not built");
        }

        foreach (var folder in new[] { "compose", "scripts-config" })
            CopyTree(Path.Combine(Repository.Directory, folder), Path.Combine(stack.Root.Directory, folder));
        stack._values["COMPOSE_FILE"] = "compose/compose.yaml";
        stack._values["COMPOSE_PROJECT_NAME"] = stack.Project;
        stack._values["COMPOSE_PROFILES"] = "admin,logging";
        stack._values["DOCKER_CONTAINERS_DIR"] = Path.Combine(engine.StandardOutput.Trim(), "containers");
        stack._values["POSTGRES_IMAGE"] = Postgres;
        stack._values["AIRFLOW_IMAGE"] = Python;
        foreach (var part in new[] { "LOKI", "PROMTAIL", "GRAFANA", "PGADMIN" })
            stack._values[$"{part}_IMAGE"] = await stack.BuildStandInAsync(part.ToLowerInvariant());
        foreach (var port in new[] { "POSTGRES", "GRAFANA", "PGADMIN" })
            stack._values[$"{port}_PORT"] = $"{Interlocked.Increment(ref _ports)}";
        foreach (var secret in Secrets)
            stack._values[secret] = RandomNumberGenerator.GetHexString(32, lowercase: true);
        stack.Save();
        return stack;
    }

    public void Set(string key, string value)
    {
        _values[key] = value;
        Save();
    }

    public async Task<string> ComposeAsync(params string[] arguments) =>
        (await _runner.RunAsync(Compose(arguments), ct: Ct)).EnsureSuccess().StandardOutput;

    public Task<CommandResult> DockerAsync(params string[] arguments) => _runner.RunAsync(Command.Of("docker", arguments), ct: Ct);

    public async Task<string> ExecAsync(string service, params string[] command) =>
        (await DockerAsync(["exec", $"{Project}-{service}-1", .. command])).EnsureSuccess().StandardOutput;

    /// <summary>Runs psql as the superuser; its rows.</summary>
    public Task<string> PsqlAsync(params string[] arguments) =>
        ExecAsync("postgres", ["psql", "--no-psqlrc", "-qtA", "-v", "ON_ERROR_STOP=1", "-U", "datafoundry", "-d", "datafoundry", .. arguments]);

    /// <summary>Starts these services and what they depend on.</summary>
    public Task<string> StartAsync(params string[] services) => ComposeAsync(["up", "--detach", .. services]);

    public Task HealthyAsync(string service) => EventuallyAsync(async () => await StateAsync(service) == "healthy", $"{service} is healthy");

    public async Task<string> StateAsync(string service) =>
        (await DockerAsync("inspect", "--format", StateFormat, $"{Project}-{service}-1")).StandardOutput.Trim();

    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await holds(); await Task.Delay(300, Ct))
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(3))
                Assert.Fail($"not within three minutes: {what}");
        }
    }

    /// <summary>An answer of Grafana's stand-in to its administrator.</summary>
    public async Task<JsonElement> GrafanaAsync(string path, string? password = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{this["GRAFANA_PORT"]}{path}"));
        var login = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"admin:{password ?? this["GRAFANA_ADMIN_PASSWORD"]}"));
        request.Headers.Authorization = new("Basic", login);
        using var response = await Http.SendAsync(request, Ct);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement;
    }

    /// <summary>Waits until Postgres and Grafana's stand-in answer, which is sooner than their next health checks.</summary>
    public async Task AnswersAsync()
    {
        await EventuallyAsync(
            async () => (await DockerAsync("exec", $"{Project}-postgres-1", "pg_isready", "-q", "-h", "127.0.0.1")).Succeeded, "Postgres answers");
        await EventuallyAsync(HasGrafanaAsync, "Grafana answers");
    }

    async Task<bool> HasGrafanaAsync()
    {
        try
        {
            return (await GrafanaAsync("/api/health")).GetProperty("database").GetString() == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The lines of a query, asked of Loki's stand-in through Grafana's: labels and text.</summary>
    public async Task<List<(JsonElement Labels, string Text)>> LinesAsync(string query)
    {
        var answer = await GrafanaAsync($"/api/datasources/proxy/uid/dataspec-loki/loki/api/v1/query_range?query={Uri.EscapeDataString(query)}");
        return
        [
            .. answer.GetProperty("data").GetProperty("result").EnumerateArray().SelectMany(
                stream => stream.GetProperty("values").EnumerateArray().Select(value => (stream.GetProperty("stream"), value[1].GetString()!))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!File.Exists(Root.EnvFile))
            return;
        await _runner.RunAsync(Compose("--profile", "*", "down", "--timeout", "3", "--volumes", "--remove-orphans"), ct: CancellationToken.None);
        await EmptyAsync();
        Directory.Delete(Root.Directory, recursive: true);
    }

    /// <summary>Deletes what is in a folder of this stack, whoever owns it.</summary>
    public Task EmptyAsync(string folder = ".") => _runner.RunAsync(
        Command.Of(
            "docker", "run", "--rm", "--network=none", "--user=0:0", "--entrypoint=find", "-v", $"{Root.Directory}:/root-of-test", Postgres,
            $"/root-of-test/{folder}", "-mindepth", "1", "-delete"),
        ct: CancellationToken.None);

    async Task<string> BuildStandInAsync(string part)
    {
        var image = $"dataspec-tests/{part}-stand-in:1";
        var context = Path.Combine(Repository.Directory, "tests", "sandbox", "logging");
        string[] build = ["build", "--quiet", "--network=none", "--build-arg", $"BASE={Python}", "--build-arg", $"PART={part}"];
        (await DockerAsync([.. build, "--tag", image, context])).EnsureSuccess();
        return image;
    }

    Command Compose(params string[] arguments) => Command.Of("docker", "compose").With(arguments).In(Root.Directory)
        .WithVariable("COMPOSE_FILE", null).WithVariable("COMPOSE_PROFILES", null).WithVariable("COMPOSE_PROJECT_NAME", null);

    void Save() => File.WriteAllLines(Root.EnvFile, _values.Select(pair => $"{pair.Key}={pair.Value}"));

    static void CopyTree(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
