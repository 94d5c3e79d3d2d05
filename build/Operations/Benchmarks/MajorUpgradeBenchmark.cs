using System.Globalization;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Postgres 17 to 18 with a small and a ten times larger database: how long it answers no query.</summary>
sealed class MajorUpgradeBenchmark(Func<BenchmarkStack> newStack, IProgressSink progress)
{
    /// <summary>15 MB each of pgbench's scale.</summary>
    const int Small = 20, Large = 200;

    sealed record Case(double Seconds, long Relations, double Gigabytes)
    {
        public double Allowed => 10 + (0.0015 * Relations);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.0} s at {Gigabytes:0.0} GB with {Relations} relations (allowed {Allowed:0.0} s)");
    }

    public async Task<Measured[]> RunAsync(StackRoot origin, bool quick, CancellationToken ct)
    {
        var small = await CaseAsync(origin, quick ? 1 : Small, ct);
        var large = await CaseAsync(origin, quick ? 2 : Large, ct);
        return
        [
            Promise.MajorStop.Of(large.Seconds / large.Allowed, $"{large}; {small}"),
            Promise.MajorStopBySize.Of(large.Seconds / small.Seconds, $"{large}; {small}"),
        ];
    }

    async Task<Case> CaseAsync(StackRoot origin, int scale, CancellationToken ct)
    {
        await using var stack = newStack();
        await stack.CopyAsync(origin, ct);
        var file = stack.PathOf(Path.Combine("compose", "images.lock.json"));
        var now = await File.ReadAllTextAsync(file, ct);
        await File.WriteAllTextAsync(file, OlderLock.WithPostgres(now), ct);
        await File.AppendAllLinesAsync(stack.PathOf(".env"), OlderLock.PostgresSettings(now), ct);
        await stack.ProvideAsync(ct);
        await stack.UpAsync(ct);
        await stack.RunAsync(stack.InPostgres("createdb", "bench"), ct);
        await stack.RunAsync(stack.InPostgres("pgbench", "--initialize", "--quiet", "--scale", scale.ToString(CultureInfo.InvariantCulture), "bench"), ct);
        await File.WriteAllTextAsync(file, now, ct);
        var env = new EnvFile(stack.PathOf(".env")).Read();
        var postgres = new PostgresClient(new("127.0.0.1", int.Parse(env["POSTGRES_PORT"]!, CultureInfo.InvariantCulture), "datafoundry", env[EnvKeys.PostgresPassword.Name]!, "postgres"));
        var relations = 0L;
        foreach (var database in await postgres.QueryAsync("select datname from pg_database where datallowconn", row => row.GetString(0), ct))
            relations += (await postgres.QueryAsync("select count(*) from pg_class", row => row.GetInt64(0), ct, database))[0];
        var bytes = (await postgres.QueryAsync("select sum(pg_database_size(oid))::bigint from pg_database", row => row.GetInt64(0), ct))[0];
        var seconds = await Outage.DuringAsync(
            token => AnswersAsync(postgres, token),
            () => stack.RunAsync(stack.Build("Upgrade", "--skip", "Rehearse", "--target-dir", stack.PathOf("backups"), "--yes"), ct),
            ct);
        var measured = new Case(seconds, relations, bytes / 1e9);
        progress.Say("upgrade-major", measured.ToString());
        return measured;
    }

    static async Task<bool> AnswersAsync(PostgresClient postgres, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await postgres.QueryAsync("select 1", row => row.GetInt32(0), patience.Token) is [1];
        }
        catch (Exception error) when (error is DataSpecException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }
}
