using System.Globalization;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using Npgsql;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Postgres 17 to 18 with a small and a ten times larger database: how long it answers no query.</summary>
sealed class MajorUpgradeBenchmark(Func<BenchmarkStack> newStack, IProcessRunner runner, IProgressSink progress)
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
        await DoAsync(InPostgres(stack, "createdb", "bench"), ct);
        await DoAsync(InPostgres(stack, "pgbench", "--initialize", "--quiet", "--scale", scale.ToString(CultureInfo.InvariantCulture), "bench"), ct);
        await File.WriteAllTextAsync(file, now, ct);
        var env = new EnvFile(stack.PathOf(".env")).Read();
        var relations = 0L;
        foreach (var database in await ListAsync(env, "postgres", "select datname from pg_database where datallowconn", ct))
            relations += long.Parse((await ListAsync(env, database, "select count(*)::text from pg_class", ct))[0], CultureInfo.InvariantCulture);
        var bytes = long.Parse((await ListAsync(env, "postgres", "select sum(pg_database_size(oid))::text from pg_database", ct))[0], CultureInfo.InvariantCulture);
        var seconds = await Outage.DuringAsync(
            token => AnswersAsync(env, token),
            () => DoAsync(stack.Build("Upgrade", "--skip", "Rehearse", "--target-dir", stack.PathOf("backups"), "--yes"), ct),
            ct);
        var measured = new Case(seconds, relations, bytes / 1e9);
        progress.Say("upgrade-major", measured.ToString());
        return measured;
    }

    static async Task<bool> AnswersAsync(EnvDocument env, CancellationToken ct)
    {
        try
        {
            return await ListAsync(env, "postgres", "select '1'", ct) is ["1"];
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    static async Task<string[]> ListAsync(EnvDocument env, string database, string sql, CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = int.Parse(env["POSTGRES_PORT"]!, CultureInfo.InvariantCulture), Username = "datafoundry", Password = env[EnvKeys.PostgresPassword.Name],
            Database = database, Pooling = false, Timeout = 2, CommandTimeout = 2,
        };
        await using var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> found = [];
        while (await reader.ReadAsync(ct))
            found.Add(reader.GetString(0));
        return [.. found];
    }

    static Command InPostgres(BenchmarkStack stack, params ReadOnlySpan<string> arguments) => stack.Project.Compose(["exec", "-T", "--env", "PGUSER=datafoundry", "postgres", .. arguments]);

    async Task DoAsync(Command command, CancellationToken ct) => (await runner.RunAsync(command, ct: ct)).EnsureSuccess();
}
