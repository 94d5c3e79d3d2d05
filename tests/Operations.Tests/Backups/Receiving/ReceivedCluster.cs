using System.Globalization;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Tests.Backups.Restoring;
using DataSpec.Operations.Tests.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Receiving;

/// <summary>A real cluster whose log is received by the stack's own script.</summary>
sealed class ReceivedCluster(RealCluster cluster) : IAsyncDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    readonly TemporaryDirectory _archive = new();

    public RealCluster Cluster => cluster;

    public RestorableCluster Restorable { get; } = new(cluster);

    /// <summary>What the receiver writes into.</summary>
    public string Archive => _archive.Path;

    string Receiver => $"{cluster.Name}-receiver";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ReceivedCluster> StartAsync()
    {
        var one = new ReceivedCluster(await RealCluster.StartAsync());
        await one.StartReceiverAsync();
        await one.UntilReceivedAsync();
        return one;
    }

    public async Task StartReceiverAsync() => (await cluster.DockerAsync(
        "run", "--detach", "--name", Receiver, "--network", $"container:{cluster.Name}", "--user", "0:0", "--cap-drop", "ALL", "--cap-add", "SETUID", "--cap-add", "SETGID",
        "--security-opt", "no-new-privileges", "--env", "PGHOST=127.0.0.1", "--env", "PGUSER=datafoundry", "--env", "PGDATABASE=datafoundry",
        "--mount", $"type=bind,source={Path.Combine(Checkout.Root.Directory, "scripts-config", "pitr")},target=/opt/dataspec,readonly",
        "--mount", $"type=bind,source={Archive},target=/wal", "--entrypoint", "sh", RealCluster.Image, "/opt/dataspec/receive.sh")).EnsureSuccess();

    /// <summary>As the engine does after a crash or a loss of power.</summary>
    public async Task KillReceiverAsync() => (await cluster.DockerAsync("rm", "--force", Receiver)).EnsureSuccess();

    public async Task<bool> IsReceivingAsync() => (await cluster.DockerAsync("ps", "--quiet", "--filter", $"name=^{Receiver}$")).StandardOutput.Trim().Length > 0;

    public async Task<string> ReceiverLogAsync()
    {
        var log = await cluster.DockerAsync("logs", Receiver);
        return log.StandardOutput + log.StandardError;
    }

    /// <summary>Until all that is committed now lies in the archive.</summary>
    public async Task UntilReceivedAsync()
    {
        var place = await Scalar<string>("select pg_current_wal_flush_lsn()::text");
        await UntilAsync(string.Create(CultureInfo.InvariantCulture, $"select coalesce((select flush_lsn >= '{place}' from pg_stat_replication where application_name = 'pg_receivewal'), false)"));
    }

    public async Task UntilAsync(string question)
    {
        for (var begun = TimeProvider.System.GetTimestamp(); !await Scalar<bool>(question); await Task.Delay(300, Ct))
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Longest, question);
    }

    /// <summary>Commits so many numbered rows; the place of the log and the time after them, with room to both sides.</summary>
    public async Task<(DateTimeOffset At, string Place)> WriteAsync(int first, int count)
    {
        for (var number = first; number < first + count; number++)
            await cluster.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"insert into ledger (n) values ({number})"));
        var place = await Scalar<string>("select pg_current_wal_insert_lsn()::text");
        await Task.Delay(50, Ct);
        var at = await Scalar<DateTimeOffset>("select clock_timestamp()");
        await Task.Delay(50, Ct);
        return (at, place);
    }

    /// <summary>Fills so many segments up.</summary>
    public async Task FillSegmentsAsync(int count)
    {
        for (var number = 0; number < count; number++)
            await cluster.ExecuteAsync("create table if not exists filler (t text); insert into filler values ('x'); select pg_switch_wal()");
        await UntilReceivedAsync();
    }

    public async Task<long[]> LedgerAsync() => [.. await cluster.Client.QueryAsync("select n from ledger order by n", row => row.GetInt64(0), Ct)];

    public async Task<T> Scalar<T>(string sql) => (await cluster.Client.QueryAsync(sql, row => row.GetFieldValue<T>(0), Ct))[0];

    public async Task<RestoreResult> RestoreAsync(RecoveryMoment moment, string? from = null)
    {
        using var log = await Restorable.Tools().PrepareLogAsync(cluster.Target.Path, from, moment, Archive, Ct);
        await using var plan = await Restorable.Tools().LookAsync(Restorable.Options(log.From) with { Target = log.Target }, Ct);
        return await Restorable.Tools().RunAsync(plan, Ct);
    }

    public static RecoveryMoment At(DateTimeOffset time) => new(time, null, null);

    public WalFile[] Files() => [.. Directory.GetFiles(Archive, "*", SearchOption.AllDirectories).Select(WalFile.Of).OfType<WalFile>().OrderBy(file => file.Segment)];

    public async ValueTask DisposeAsync()
    {
        await cluster.DockerAsync("rm", "--force", Receiver);
        await cluster.DisposeAsync();
        _archive.Dispose();
    }
}
