using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Dumps;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Tests.Compose;
using DataSpec.Operations.Tests.Containers;
using DataSpec.Operations.Upgrades.Rehearsing;
using Npgsql;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>A real Postgres with the stack's databases, roles and stored secrets, and a checkout around it; removed at the end.</summary>
sealed class RealCluster : IAsyncDisposable
{
    public const string Image = "dataspec/postgres:18.6-packages";
    const string Password = "made-up-password";
    public const string FernetKey = "dGhpcyBpcyBhIGtleSBvZiAzMiBieXRlcywgeWVzISE=";
    public const string SupersetKey = "made-up-superset-key";

    const string OfParentVariable = "DATASPEC_TEST_BACKUP";

    static readonly string[] _scratch = ["proof", "forms", "rehearsal"];

    readonly string _name;
    IProcessRunner _runner = new ProcessRunner(TimeProvider.System);
    readonly EngineEndpoint _engine;
    readonly int _port;
    string _image = Image;
    string _imageId = "";

    RealCluster(EngineEndpoint engine, string name, int port, TemporaryDirectory stack, TemporaryDirectory target) =>
        (_engine, _name, _port, Stack, Target) = (engine, name, port, stack, target);

    public string Name => _name;

    public TemporaryDirectory Stack { get; }

    public TemporaryDirectory Target { get; }

    public RecordingProgress Progress { get; } = new();

    /// <summary>Called with what operations say; for tests that die there.</summary>
    public Action<string>? Said { get; set; }

    /// <summary>File with the key of encrypted backups.</summary>
    public string? Identity { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>From now on no container starts on an overlay.</summary>
    public void RefuseOverlays() => _runner = new NoOverlays(_runner);

    /// <summary>From now on one of the containers that operations run is killed as soon as it is there.</summary>
    /// <param name="victim">From 1; 0 kills none and counts.</param>
    public KilledContainers KillContainer(int victim)
    {
        var killed = new KilledContainers(new ProcessRunner(TimeProvider.System), _engine, victim);
        _runner = killed;
        return killed;
    }

    public void RunAsUsual() => _runner = new ProcessRunner(TimeProvider.System);

    public PostgresClient Client => new(new PostgresLogin("127.0.0.1", _port, "datafoundry", Password, "datafoundry"));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal BackupSidecars Sidecars => new(_engine, _runner, _name);

    BackupHistory History => new(Client, Progress);

    public ProveOperation Proving => ProvingWith(identity: null);

    public ProveOperation ProvingWith(string? identity) => new(Sidecars, new LocalImages(_runner, _engine), Form(identity), Stack.Root, History, new Telling(Progress, Said), Time);

    public RehearseOperation Rehearsing => new(
        new Rehearsal(_engine, _runner, Stack.Root, new Dictionary<string, string>(StringComparer.Ordinal), new Telling(Progress, Said), Time, new MaskedSecrets(), Identity), Stack.Root, Time, new MaskedSecrets());

    internal LocalImages Images => new(_runner, _engine);

    internal EngineEndpoint Engine => _engine;

    public int Port => _port;

    public static async Task<RealCluster> StartAsync(string image = Image, int port = 27000)
    {
        await using var live = await LiveEngine.WithAsync(image);
        var cluster = new RealCluster(
            live.Endpoint, $"bk-{RandomNumberGenerator.GetHexString(6, lowercase: true)}", Random.Shared.Next(port, port + 999), new TemporaryDirectory(), new TemporaryDirectory())
        { _image = image };
        cluster._imageId = (await new LocalImages(cluster._runner, live.Endpoint).FindAsync(image, Ct))!.Id;
        cluster.WriteCheckout();
        await cluster.StartServerAsync();
        await new ClusterContent(cluster).WriteAsync();
        return cluster;
    }

    /// <summary>As the stack does: on the checkout's own <c>data/postgres</c>.</summary>
    public async Task StartServerAsync()
    {
        var data = Path.Combine(Stack.Root.Data, "postgres");
        Directory.CreateDirectory(data);
        if (Directory.GetFileSystemEntries(data).Length == 0)
            Posix.Own(data, 999, 999);
        (await DockerAsync(
            "run", "--detach", "--name", _name, "--user", "999:999", "--publish", $"127.0.0.1:{_port}:5432", "--mount", $"type=bind,source={data},target=/var/lib/postgresql",
            "--env", $"POSTGRES_PASSWORD={Password}", "--env", "POSTGRES_USER=datafoundry", "--env", "POSTGRES_DB=datafoundry",
            "--env", $"PGDATA=/var/lib/postgresql/{ClusterCheck.MajorOf(_image)}/docker", _image)).EnsureSuccess();
        await UntilItAnswersAsync();
    }

    /// <summary>The server that starts next is of this version, in a directory of its own.</summary>
    public void Become(string image) => _image = image;

    public async Task StopServerAsync()
    {
        (await DockerAsync("stop", "--time", "60", _name)).EnsureSuccess();
        (await DockerAsync("rm", "--volumes", _name)).EnsureSuccess();
    }

    public async Task<bool> RunsAsync() => (await DockerAsync("ps", "--quiet", "--filter", $"name=^{_name}$")).StandardOutput.Trim().Length > 0;

    /// <summary>A process of its own that begins a backup of this cluster and kills itself at a step.</summary>
    public Process StartKilledBackup(string step) =>
        StartKilled($"{typeof(BackupOnRealClusterSpecs).FullName}.{nameof(BackupOnRealClusterSpecs.Backup_that_is_killed)}", step);

    /// <summary>A process of its own that runs this explicit test on this cluster.</summary>
    public Process StartKilled(string method, string step) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, ["-noLogo", "-explicit", "only", "-method", method])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        Environment = { [OfParentVariable] = string.Join('|', _engine.DockerExecutable, _engine.Host, _engine.ConfigDirectory, _name, _port, _imageId, Stack.Path, Target.Path, step) },
    })!;

    public static bool HasParent => Environment.GetEnvironmentVariable(OfParentVariable) is not null;

    /// <summary>The cluster of the process that started this one, and the step to die at.</summary>
    public static (RealCluster Cluster, string Step) OfParent()
    {
        var parts = Environment.GetEnvironmentVariable(OfParentVariable)!.Split('|');
        var engine = new EngineEndpoint(parts[0], Text(parts[1]), Text(parts[2]), IsPrivate: false);
        return (new RealCluster(engine, parts[3], int.Parse(parts[4], CultureInfo.InvariantCulture), new(parts[6]), new(parts[7])) { _imageId = parts[5] }, parts[8]);
        static string? Text(string part) => part.Length == 0 ? null : part;
    }

    /// <summary>Numbers that a query finds in a copy of the backup, started plainly.</summary>
    public async Task<HashSet<long>> ReadCopyAsync(BackupLayout backup, BackupManifest manifest, string sql)
    {
        await using var boot = await ProofBoot.StartAsync(Sidecars, Stack.Root, Progress, backup, manifest, _imageId, $"{_name}-copy", stopBefore: null, Ct);
        await using var connection = (await boot.OpenAsync("datafoundry", Ct))!;
        return [.. await FingerprintReader.QueryAsync(connection, sql, row => row.GetInt64(0), Ct)];
    }

    public BackupSource Source =>
        new(_name, _name, _image, _imageId, [new("postgres", _image, _imageId, null)], "datafoundry", new Secret(Password), "datafoundry", new(FernetKey, SupersetKey));

    public BackupOperation Backup(Action<JournalRecord>? written = null) => new(
        Sidecars, Source, Client, Proving, new FormChoice(Sidecars, _runner, new ParentChoice(Client, Progress), Stack.Root, Progress), History, Stack.Root, Progress, Time)
    { Written = written };

    public DumpOperation Dumping(Action<JournalRecord>? written = null) => new(Sidecars, Source, Client, Stack.Root, Progress, TimeProvider.System) { Written = written };

    public Task<BackupResult> BackUpAsync(bool prove = true, string? target = null, string? encrypt = null, bool incremental = false) =>
        Backup().RunAsync(new() { Target = target ?? Target.Path, Prove = prove, Encrypt = encrypt, Incremental = incremental }, Ct);

    public PlainForm Form(string? identity = null) => new(Sidecars, Stack.Root, new Telling(Progress, Said), new LocalImages(_runner, _engine), _runner, identity ?? Identity);

    public Task<CommandResult> DockerAsync(params string[] arguments) => _runner.RunAsync(_engine.Docker(arguments).Within(TimeSpan.FromMinutes(3)), ct: Ct);

    /// <summary>Containers, networks, volumes and scratch space of backups, proofs and rehearsals that are there now.</summary>
    public async Task<string[]> LeftAsync() =>
    [
        .. Lines(await DockerAsync("ps", "--all", "--format", "{{.Names}}", "--filter", $"label=dataspec.backup={_name}")),
        .. Lines(await DockerAsync("volume", "ls", "--quiet", "--filter", $"label=dataspec.backup={_name}")),
        .. Lines(await DockerAsync("ps", "--all", "--format", "{{.Names}}", "--filter", $"label=dataspec.rehearsal={_name}")),
        .. Lines(await DockerAsync("network", "ls", "--format", "{{.Name}}", "--filter", $"label=dataspec.rehearsal={_name}")),
        .. Lines(await DockerAsync("volume", "ls", "--quiet", "--filter", $"label=dataspec.rehearsal={_name}")),
        .. _scratch.Select(name => Path.Combine(Stack.Root.State, name)).Where(Directory.Exists).SelectMany(Directory.GetDirectories),
        .. Directory.GetDirectories(Target.Path, "*.part"),
    ];

    /// <summary>Runs commands of a page, whose <c>docker</c> is the engine of this cluster.</summary>
    public async Task ShellAsync(string commands)
    {
        var command = Command.Of("bash", "-euo", "pipefail", "-c", commands) with { Environment = _engine.Docker("ps").Environment };
        (await _runner.RunAsync(command.WithVariable("PATH", $"{Path.GetDirectoryName(_engine.DockerExecutable)}:{Environment.GetEnvironmentVariable("PATH")}"), ct: Ct)).EnsureSuccess();
    }

    public async Task ExecuteAsync(string sql, string database = "datafoundry")
    {
        await using var connection = await Client.OpenAsync(Ct, database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Sidecars.RemoveLeftoversAsync(CancellationToken.None);
        await Rehearsal.RemoveLeftoversAsync(Sidecars, Stack.Root, CancellationToken.None);
        await _runner.RunAsync(_engine.Docker("rm", "--force", "--volumes", _name), ct: CancellationToken.None);
        Stack.Dispose();
        Target.Dispose();
    }

    static string[] Lines(CommandResult result) => result.EnsureSuccess().StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    void WriteCheckout()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POSTGRES_IMAGE"] = _image,
            ["POSTGRES_PASSWORD"] = Password,
            ["AIRFLOW_FERNET_KEY"] = FernetKey,
            ["SUPERSET_SECRET_KEY"] = SupersetKey,
        };
        new EnvFile(Stack.Root.EnvFile).Write(EnvPlan.For(EnvDocument.Empty, values, DateTimeOffset.UtcNow).Document);
        Directory.CreateDirectory(Stack.Root.ComposeDirectory);
        File.WriteAllText(Stack.Root.ComposeFile, "services: {}\n");
        Directory.CreateDirectory(Path.Combine(Stack.Root.Data, "airflow", "dlt"));
        File.WriteAllText(Path.Combine(Stack.Root.Data, "airflow", "dlt", "state.json"), "{}");
        Posix.Own(Path.Combine(Stack.Root.Data, "airflow", "dlt", "state.json"), 50000, 0);
    }

    async Task UntilItAnswersAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("select 1");
                break;
            }
            catch (DataSpecException) when (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(300, Ct);
            }
        }
    }
}
