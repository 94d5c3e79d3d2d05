using DataSpec.Operations.Backups;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Tests.Containers;
using DataSpec.Operations.Upgrades.Clusters;
using Npgsql;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Clusters;

/// <summary>A cluster of Postgres 17 that was written to until its stop, its backup with the log to the end; made by the first test of a class.</summary>
public sealed class OldCluster : IAsyncLifetime
{
    public const string Image17 = "dataspec/postgres:17.12-packages";
    public const string Image18 = RealCluster.Image;
    public const string Operation = "20261123T000000Z-upgrade-test";

    readonly ProcessRunner _runner = new(TimeProvider.System);
    readonly List<string> _containers = [];
    readonly SemaphoreSlim _once = new(1);
    RealCluster? _cluster;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal RealCluster Cluster => _cluster!;

    internal StackRoot Root => Cluster.Stack.Root;

    internal ClusterPlaces Places => ClusterPlaces.Of(Root, Operation);

    public string LiveData => Path.Combine(Root.Data, "postgres/17/docker");

    public string Base { get; private set; } = "";

    internal SealedLog Log { get; private set; } = null!;

    internal IReadOnlyList<long> Acknowledged { get; private set; } = [];

    public string OldId { get; private set; } = "";

    public string NewId { get; private set; } = "";

    internal ClusterUpgrade Upgrade => new(Cluster.Engine, _runner, Cluster.Name, Root, Cluster.Progress);

    internal WorkingCopy Copy => new(Cluster.Engine, _runner, Cluster.Name, Root, Cluster.Progress);

    internal LogTail Tail => new(Cluster.Engine, _runner, Cluster.Name, Cluster.Client, Root);

    internal UpgradeContainers Containers => new(Cluster.Engine, _runner, Cluster.Name);

    /// <summary>Skips the test where the engine lacks one of the images.</summary>
    internal async Task<OldCluster> StoppedAsync()
    {
        await _once.WaitAsync(Ct);
        try
        {
            if (_cluster is null)
                await MakeAsync();
        }
        finally
        {
            _once.Release();
        }

        return this;
    }

    internal ClusterUpgradeRequest Request(ClusterUpgradeWay way, string operation = Operation, string? oldData = null, string? newData = null) =>
        new(operation, OldId, NewId, oldData ?? Places.Old, newData ?? Places.New, "datafoundry", way);

    /// <summary>The stopped data directory once more, to do harm to.</summary>
    public async Task<string> AnotherAsync(string name, string? from = null)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Root.State, "upgrade", name)).FullName;
        Posix.Own(directory, 999, 999);
        await TestPrograms.RunAsync("cp", "-a", "--reflink=auto", from ?? LiveData, Path.Combine(directory, "old"));
        return directory;
    }

    /// <summary>Starts a data directory with this version, without a network.</summary>
    internal async Task<Func<string, CancellationToken, Task<NpgsqlConnection?>>> BootAsync(string image, string data)
    {
        var (name, socket) = ($"{Cluster.Name}-boot{_containers.Count}", Directory.CreateTempSubdirectory("dsc-").FullName);
        _containers.Add(name);
        File.WriteAllText(Path.Combine(socket, "hba"), "local all all trust\n");
        Posix.Own(socket, 999, 999);
        File.SetUnixFileMode(Path.Combine(socket, "hba"), (UnixFileMode)0x1A4);
        (await Cluster.DockerAsync(
            "run", "--detach", "--name", name, "--network", "none", "--user", "999:999", "--volume", $"{data}:/d", "--volume", $"{socket}:/s", "--entrypoint", "postgres", image,
            "-D", "/d", "-c", "listen_addresses=", "-c", "unix_socket_directories=/s", "-c", "hba_file=/s/hba")).EnsureSuccess();
        var server = new CopyServer(Cluster.Sidecars, name, socket, "datafoundry");
        await server.UntilRecoveredAsync(Ct);
        return server.OpenAsync;
    }

    internal async Task StopBootedAsync()
    {
        foreach (var name in _containers)
        {
            await Cluster.DockerAsync("stop", "--time", "60", name);
            await Cluster.DockerAsync("rm", "--force", "--volumes", name);
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null)
            return;
        await StopBootedAsync();
        await Containers.RemoveLeftoversAsync(CancellationToken.None);
        await _cluster.DisposeAsync();
    }

    async Task MakeAsync()
    {
        await using var live = await LiveEngine.WithAsync(Image17, Image18);
        _cluster = await RealCluster.StartAsync(Image17, port: 26000);
        (OldId, NewId) = ((await Cluster.Images.FindAsync(Image17, Ct))!.Id, (await Cluster.Images.FindAsync(Image18, Ct))!.Id);
        await TestPrograms.RunAsync("cp", "-a", Path.Combine(Repository.Directory, "compose/images"), Root.ImagesDirectory);
        await FillAsync();
        await Tail.BeginAsync(Operation, Places.Log, Cluster.Source, Ct);
        var backup = await Cluster.BackUpAsync(prove: false);
        Base = new BackupLayout(backup.Directory).Base;
        var writer = new LedgerWriter(Cluster.Client, 1).Start();
        await Copy.MakeAsync(Operation, Base, OldId, Ct);
        await Upgrade.PrepareAsync(Request(ClusterUpgradeWay.Link), Ct);
        await Cluster.StopServerAsync();
        // The server went away below it.
        await Should.ThrowAsync<NpgsqlException>(writer.StopAsync);
        Acknowledged = [.. writer.Acknowledged.Select(commit => commit.Number)];
        Log = await Tail.SealAsync(Operation, Places.Log, LiveData, OldId, Ct);
    }

    async Task FillAsync()
    {
        await Cluster.ExecuteAsync("alter role airflow password 'the airflow password'");
        await Cluster.ExecuteAsync("alter system set work_mem = '7MB'");
        await Cluster.ExecuteAsync("create database \"odd base\" template template0 lc_collate 'C' lc_ctype 'C'");
        await Cluster.ExecuteAsync("alter database superset set statement_timeout = '11min'");
        await Cluster.ExecuteAsync(
            """
            create table altered (n bigint, text text, primary key (n));
            alter table altered alter text type varchar(7), alter n set (n_distinct = 500);
            create table words as select chr(97 + n % 26) || '-' || md5(n::text) as word from generate_series(1, 20000) n;
            create index on words (word);
            create index on words (word collate "en_US");
            create sequence big start 5000000000;
            select nextval('big');
            analyze
            """);
        var rules = Path.Combine(LiveData, "pg_hba.conf");
        File.AppendAllText(rules, "host airflow outsider 192.0.2.7/32 scram-sha-256\n");
        File.AppendAllText(Path.Combine(LiveData, "postgresql.conf"), "log_min_duration_statement = 4321 # a person's\n");
    }
}
