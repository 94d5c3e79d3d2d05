using System.Runtime.Versioning;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Upgrades.Clusters;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Clusters;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class LogTailSpecs : IAsyncLifetime
{
    const string Operation = "20261123T000000Z-upgrade-tail";

    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>It holds nothing between calls: each is as after a kill of the program before it.</summary>
    LogTail Tail => new(_cluster.Engine, new ProcessRunner(TimeProvider.System), _cluster.Name, _cluster.Client, _cluster.Stack.Root);

    string Log => ClusterPlaces.Of(_cluster.Stack.Root, Operation).Log;

    string Data => Path.Combine(_cluster.Stack.Root.Data, "postgres/18/docker");

    public async ValueTask InitializeAsync() => _cluster = await RealCluster.StartAsync(port: 26000);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is null)
            return;
        await new UpgradeContainers(_cluster.Engine, new ProcessRunner(TimeProvider.System), _cluster.Name).RemoveLeftoversAsync(CancellationToken.None);
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Begun_twice_it_is_one_receiver_and_ended_nothing_of_it_is_left()
    {
        await _cluster.ExecuteAsync("select pg_create_physical_replication_slot('dataspec_up_of_a_rolled_back_upgrade', true)");
        await Tail.BeginAsync(Operation, Log, _cluster.Source, Ct);
        await Tail.BeginAsync(Operation, Log, _cluster.Source, Ct);
        (await LeftAsync()).ShouldBe([$"{Operation}-log", "dataspec_up_20261123t000000z_upgrade_tail"]);

        (await _cluster.DockerAsync("kill", $"{Operation}-log")).EnsureSuccess();
        await Tail.BeginAsync(Operation, Log, _cluster.Source, Ct);
        (await _cluster.DockerAsync("inspect", "--format", "{{.State.Running}}", $"{Operation}-log")).StandardOutput.Trim().ShouldBe("true");

        (await Tail.EndAsync(Operation, Ct)).ShouldBeTrue();
        (await LeftAsync()).ShouldBeEmpty();
        await Tail.BeginAsync("another", Log, _cluster.Source, Ct);
        (await Tail.RemoveLeftoversAsync(Ct)).ShouldBeTrue();
        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_dead_receiver_missed_comes_from_the_stopped_cluster_and_one_that_was_killed_is_refused()
    {
        await Tail.BeginAsync(Operation, Log, _cluster.Source, Ct);
        (await _cluster.DockerAsync("kill", $"{Operation}-log")).EnsureSuccess();
        for (var round = 0; round < 3; round++)
        {
            await _cluster.ExecuteAsync("insert into ledger (n, h) select coalesce(max(n), 0) + 1, 'late' from ledger");
            await _cluster.ExecuteAsync("select pg_switch_wal()");
        }

        await _cluster.StopServerAsync();
        var log = await Tail.SealAsync(Operation, Log, Data, RealCluster.Image, Ct);

        log.Completed.ShouldBeTrue();
        Directory.GetFiles(Log).Length.ShouldBeGreaterThan(3);
        Directory.GetFiles(Log, "*.partial").ShouldBeEmpty();
        (await Tail.SealAsync(Operation, Log, Data, RealCluster.Image, Ct) with { Seconds = 0 }).ShouldBe(log with { Completed = false, Seconds = 0 });

        (await Tail.EndAsync(Operation, Ct)).ShouldBeFalse();
        await _cluster.StartServerAsync();
        (await _cluster.DockerAsync("kill", _cluster.Name)).EnsureSuccess();
        var error = await Should.ThrowAsync<DataSpecException>(Tail.SealAsync(Operation, Log, Data, RealCluster.Image, Ct));
        error.Message.ShouldContain("was not shut down: in production");
    }

    async Task<string[]> LeftAsync() =>
    [
        .. (await _cluster.DockerAsync("ps", "--all", "--format", "{{.Names}}", "--filter", $"label=dataspec.upgrade={_cluster.Name}")).StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        .. await _cluster.Client.QueryAsync("select slot_name::text from pg_replication_slots", row => row.GetString(0), Ct),
    ];
}
