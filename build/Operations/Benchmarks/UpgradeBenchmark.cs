using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Airflow 3.2.2 to 3.3.2 and back on a stack of its own, beside what cannot be avoided: the same stop, migration and start by bare commands.</summary>
sealed class UpgradeBenchmark(BenchmarkStack stack, IProgressSink progress) : IDisposable
{
    const string Page = "airflow-apiserver";

    static readonly string[] Workers = ["airflow-scheduler", "airflow-dag-processor"];

    readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };

    Uri? _asked;

    sealed record Round(double Bare, double Upgrade, double Predicted, double Rollback);

    public async Task<Measured[]> RunAsync(StackRoot origin, int rounds, CancellationToken ct)
    {
        // The new images first: they are not what is measured.
        await stack.PrepareAsync(origin, ct);
        var file = stack.PathOf(Path.Combine("compose", "images.lock.json"));
        var (now, newImage) = (await File.ReadAllTextAsync(file, ct), Env(EnvKeys.AirflowImage.Name));
        _asked = new Uri($"http://127.0.0.1:{Env("AIRFLOW_PORT")}/api/v2/version");
        await stack.EmptyAsync(ct);
        await File.WriteAllTextAsync(file, OlderLock.WithAirflow(now), ct);
        await stack.RunAsync(stack.Build("ProvideImages"), ct);
        await stack.UpAsync(ct);
        await File.WriteAllTextAsync(file, now, ct);
        var done = new List<Round>();
        for (var i = 0; i < rounds; i++)
        {
            done.Add(await RoundAsync(newImage, ct));
            progress.Say("upgrade", done[^1].ToString());
        }

        double[] ratios = [.. done.Select(round => round.Upgrade / round.Bare)], errors = [.. done.Select(round => Math.Abs(round.Predicted - round.Upgrade) / round.Upgrade)];
        return
        [
            Promise.UpgradeStop.Of(Statistics.Median(ratios), $"{Spread(ratios, "x")} in {rounds} rounds; without a page: Upgrade {Spread(done.Select(round => round.Upgrade), "s")}, bare commands {Spread(done.Select(round => round.Bare), "s")}"),
            Promise.UpgradePrediction.Of(Statistics.Median(errors), $"{Spread(errors, "x")} in {rounds} rounds; predicted {Spread(done.Select(round => round.Predicted), "s")}"),
            Promise.Rollback.Of(Statistics.Median(done.Select(round => round.Rollback)), $"{Spread(done.Select(round => round.Rollback), "s")} in {rounds} rounds"),
        ];
    }

    public void Dispose() => _http.Dispose();

    async Task<Round> RoundAsync(string newImage, CancellationToken ct)
    {
        var bare = await BareAsync(newImage, ct);
        var (upgrade, predicted) = (0.0, 0.0);
        upgrade = await Outage.DuringAsync(
            AnswersAsync,
            async () =>
            {
                using var result = JsonDocument.Parse((await stack.RunAsync(stack.Build("Upgrade", "--target-dir", stack.PathOf("backups"), "--yes", "--json"), ct)).StandardOutput);
                predicted = result.RootElement.GetProperty("predictedStop").GetDouble();
            },
            ct);
        var rollback = await Outage.DuringAsync(AnswersAsync, () => stack.RunAsync(stack.Build("Rollback", "--yes"), ct), ct);
        return new(bare, upgrade, predicted, rollback);
    }

    /// <summary>As a person would who knows what must be done and makes no mistake; the metadata is put back afterwards.</summary>
    async Task<double> BareAsync(string newImage, CancellationToken ct)
    {
        await stack.RunAsync(stack.InPostgres("pg_dump", "--format=custom", "--file=/tmp/airflow.dump", "airflow"), ct);
        await stack.RunAsync(stack.Project.Compose(["stop", .. Workers]), ct);
        var taken = await Outage.DuringAsync(
            AnswersAsync,
            async () =>
            {
                await stack.RunAsync(stack.Project.Compose("stop", Page), ct);
                await stack.RunAsync(New("run", "--rm", "--no-deps", "airflow-init"), ct);
                await stack.RunAsync(New("up", "--detach", "--no-deps", Page), ct);
            },
            ct);
        await stack.RunAsync(stack.Project.Compose("rm", "--stop", "--force", Page), ct);
        await stack.RunAsync(stack.InPostgres("dropdb", "--force", "airflow"), ct);
        await stack.RunAsync(stack.InPostgres("createdb", "--owner=airflow", "airflow"), ct);
        await stack.RunAsync(stack.InPostgres("pg_restore", "--exit-on-error", "--dbname=airflow", "/tmp/airflow.dump"), ct);
        await stack.UpAsync(ct);
        return taken;

        Command New(params ReadOnlySpan<string> arguments) => stack.Project.Compose(arguments).WithVariable(EnvKeys.AirflowImage.Name, newImage);
    }

    async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await _http.GetAsync(_asked, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }

    string Env(string key) => new EnvFile(stack.PathOf(".env")).Read()[key]!;

    static string Spread(IEnumerable<double> values, string unit) => Statistics.Spread([.. values], unit);
}
