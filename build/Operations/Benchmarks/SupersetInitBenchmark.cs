using System.Globalization;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Superset's init against the four commands that do the same without dashboards, in turn, each on an empty metadata database of a
/// Postgres of its own.</summary>
sealed class SupersetInitBenchmark(StackRoot root, IProcessRunner runner, IProgressSink progress, TimeProvider time, EngineEndpoint engine)
{
    const string Commands =
        """
        superset db upgrade && superset fab create-admin --username admin --firstname A --lastname B --email admin@example.org --password "$WORD" &&
        superset init && superset set-database-uri -d Plain -u "postgresql+psycopg2://superset_reader:$WORD@postgres:5432/datafoundry"
        """;

    const string Init = "python /opt/dataspec/init.py";

    readonly string _name = $"dataspec-bench-{Guid.NewGuid():N}"[..22];
    readonly string _word = SecretGenerator.Password();

    /// <exception cref="DataSpecException">An image cannot be had, or one of the two failed.</exception>
    public async Task<Measured[]> RunAsync(int pairs, string? wheels, CancellationToken ct)
    {
        var options = new ImagesOptions { Services = ["postgres", "superset"], Wheels = wheels };
        var images = (await new ImagesOperation(root, runner, time, engine).RunAsync(options, progress, ct)).Images;
        var (postgres, superset) = (images[0].Reference, images[1].Reference);
        try
        {
            await StartAsync(postgres, ct);
            var (ours, plain, again) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
            for (var pair = 1; pair <= pairs; pair++)
            {
                await EmptyAsync(ct);
                plain.Add(await CostAsync(superset, Commands, ct));
                await EmptyAsync(ct);
                ours.Add(await CostAsync(superset, Init, ct));
                again.Add(await CostAsync(superset, Init, ct));
                progress.Say(Promise.SupersetInit.Name, $"pair {pair}: init {ours[^1]}, four commands {plain[^1]}, init again {again[^1]}");
            }
            return [Compared(ours, plain), Promise.SupersetInitAgain.Of(Statistics.Median(again.Select(cost => cost.Wall)), Statistics.Spread([.. again.Select(cost => cost.Wall)], "s"))];
        }
        finally
        {
            await runner.RunAsync(engine.Docker("rm", "--force", "--volumes", _name, $"{_name}-run"), ct: CancellationToken.None);
            await runner.RunAsync(engine.Docker("network", "rm", _name), ct: CancellationToken.None);
        }
    }

    static Measured Compared(List<Cost> ours, List<Cost> plain)
    {
        double[] ratios = [.. ours.Zip(plain, (one, other) => one.Processor / other.Processor)];
        return Promise.SupersetInit.Of(
            Statistics.Median(ratios),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Statistics.Spread(ratios, "x")} in {ratios.Length} pairs; processor time: init with dashboards {Statistics.Spread([.. ours.Select(cost => cost.Processor)], "s")}, four commands {Statistics.Spread([.. plain.Select(cost => cost.Processor)], "s")}"));
    }

    async Task StartAsync(string postgres, CancellationToken ct)
    {
        await CallAsync(engine.Docker("network", "create", _name), ct);
        await CallAsync(
            engine.Docker(
                "run", "--detach", "--name", _name, "--network", _name, "--network-alias", "postgres", "--env", "POSTGRES_USER=datafoundry", "--env", "POSTGRES_PASSWORD",
                "--volume", $"{Path.Combine(root.Directory, "scripts-config", "postgres")}:/opt/dataspec:ro", postgres).WithVariable("POSTGRES_PASSWORD", _word),
            ct);
        await CallAsync(engine.Docker("exec", _name, "sh", "-c", "until pg_isready -q -h 127.0.0.1; do sleep 0.5; done").Within(TimeSpan.FromMinutes(2)), ct);
        string[] passwords = ["AIRFLOW_DB_PASSWORD", "SUPERSET_DB_PASSWORD", "SUPERSET_WAREHOUSE_PASSWORD", "GRAFANA_DB_PASSWORD"];
        var roles = engine.Docker(["exec", .. passwords.SelectMany(name => (string[])["--env", name]), _name, "psql", "-q", "-U", "datafoundry", "-f", "/opt/dataspec/roles.sql"]);
        await CallAsync(passwords.Aggregate(roles, (command, name) => command.WithVariable(name, _word)), ct);
    }

    Task EmptyAsync(CancellationToken ct) => CallAsync(
        engine.Docker("exec", _name, "psql", "-q", "-U", "datafoundry", "-c", "DROP DATABASE superset WITH (FORCE)", "-c", "CREATE DATABASE superset OWNER superset"), ct);

    async Task<Cost> CostAsync(string superset, string script, CancellationToken ct)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WORD"] = _word,
            ["SUPERSET_SECRET_KEY"] = _word,
            ["SUPERSET_DATABASE_URI"] = $"postgresql+psycopg2://superset:{_word}@postgres:5432/superset",
            ["SUPERSET_ADMIN_PASSWORD"] = _word,
            ["SUPERSET_WAREHOUSE_PASSWORD"] = _word,
        };
        string[] plain =
        [
            "SUPERSET_CONFIG_PATH=/opt/dataspec/superset_config.py", "SUPERSET_LOG_LEVEL=ERROR", "SUPERSET_ADMIN_USER=admin", "SUPERSET_WAREHOUSE_ROLE=superset_reader",
            "POSTGRES_USER=datafoundry", "POSTGRES_DB=datafoundry", "TIMEFORMAT=cost %U %S %R",
        ];
        var run = engine.Docker(
        [
            "run", "--rm", "--name", $"{_name}-run", "--network", _name, .. plain.Concat(secrets.Keys).SelectMany(variable => (string[])["--env", variable]),
            "--volume", $"{Path.Combine(root.Directory, "scripts-config", "superset")}:/opt/dataspec:ro", superset, "bash", "-c", $"time {{ {script}; }}",
        ]);
        var result = (await runner.RunAsync(secrets.Aggregate(run, (command, secret) => command.WithVariable(secret.Key, secret.Value)).Hiding(_word), ct: ct)).EnsureSuccess();
        double[] parts = [.. result.Lines.Last(line => line.Text.StartsWith("cost ", StringComparison.Ordinal)).Text.Split(' ')[1..].Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        return new Cost(parts[0] + parts[1], parts[2]);
    }

    async Task CallAsync(Command command, CancellationToken ct) => (await runner.RunAsync(command.Hiding(_word), ct: ct)).EnsureSuccess();

    /// <param name="Processor">Seconds of processor time, user and system.</param>
    /// <param name="Wall">Seconds from start to end, without the start of the container.</param>
    sealed record Cost(double Processor, double Wall)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Processor:0.00} s of processor time in {Wall:0.00} s");
    }
}
