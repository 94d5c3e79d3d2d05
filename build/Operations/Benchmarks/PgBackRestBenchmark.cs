using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Our backup against pgBackRest's of the same cluster, neither compressed, in turn; the peer comes from the distribution into an image of Postgres of this benchmark's own.</summary>
sealed class PgBackRestBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress)
{
    /// <summary>On the same disk as the backups, where the container may write.</summary>
    const string Repository = "/var/lib/postgresql/pgbackrest";

    readonly LargeCluster _cluster = new(stack, runner);

    public async Task<Measured[]> RunAsync(StackRoot origin, bool quick, CancellationToken ct)
    {
        await stack.CopyAsync(origin, ct);
        AddPeer();
        await stack.RunAsync(stack.Build("ProvideImages", "--images", "packages"), ct);
        await stack.ProvideAsync(ct);
        await stack.UpAsync(ct);
        await _cluster.FillAsync(quick ? 75 : 3000, progress, ct);
        var rounds = new List<(double Ours, double Peer)>();
        for (var i = 0; i < (quick ? 1 : 3); i++)
        {
            var made = await _cluster.BackupAsync(ct);
            Directory.Delete(Path.Combine(_cluster.Target, made.Id), recursive: true);
            rounds.Add((made.Seconds, await PeerAsync(ct)));
            progress.Say("pgbackrest", $"Backup {rounds[^1].Ours:0.0} s, pgBackRest {rounds[^1].Peer:0.0} s");
        }

        double[] ratios = [.. rounds.Select(round => round.Ours / round.Peer)];
        return
        [
            Promise.BackupPeer.Of(
                Statistics.Median(ratios),
                $"{Statistics.Spread(ratios, "x")} in {rounds.Count} rounds; Backup {Statistics.Spread([.. rounds.Select(round => round.Ours)], "s")}, pgBackRest {Statistics.Spread([.. rounds.Select(round => round.Peer)], "s")}"),
        ];
    }

    /// <summary>Under another name: that of the stack's image must go on meaning what it means.</summary>
    void AddPeer()
    {
        Edit("compose/images.lock.json", "dataspec/postgres:18", "dataspec/bench-postgres:18");
        Edit("compose/images/postgres/base-18.args", "postgresql-18,", "pgbackrest,postgresql-18,");
    }

    void Edit(string file, string from, string to) => File.WriteAllText(stack.PathOf(file), File.ReadAllText(stack.PathOf(file)).Replace(from, to, StringComparison.Ordinal));

    async Task<double> PeerAsync(CancellationToken ct)
    {
        await stack.RunAsync(Peer("stanza-create"), ct);
        await _cluster.CheckpointAsync(ct);
        // No archive: what it would wait for is outside of what is compared.
        var seconds = await _cluster.FlushedAsync(Peer("--type=full", "--compress-type=none", "--start-fast", "--no-archive-check", "--process-max=2", "backup"), ct);
        await stack.RunAsync(stack.InPostgres("rm", "-rf", Repository), ct);
        return seconds;
    }

    Command Peer(params ReadOnlySpan<string> arguments) => stack.InPostgres(
        "pgbackrest", ["--stanza=bench", "--pg1-path=/var/lib/postgresql/18/docker", "--pg1-user=datafoundry", "--pg1-database=postgres", $"--repo1-path={Repository}", "--log-path=/tmp", "--lock-path=/tmp", .. arguments]);
}
