using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary><c>Up</c> on empty data against the time that its containers need for themselves.</summary>
sealed class ColdUpBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress, TimeProvider time)
{
    const string Load = "first load";

    const string LoadTimes = "select extract(epoch from start_date), extract(epoch from end_date) from dag_run where dag_id = 'nyc_taxi' order by id limit 1";

    public async Task<Measured> RunAsync(int times, CancellationToken ct)
    {
        var runs = new List<(double Ratio, string Detail)>();
        for (var i = 0; i < times; i++)
        {
            runs.Add(await OnceAsync(ct));
            progress.Say(Promise.ColdUp.Name, $"{i + 1} of {times}: {runs[i].Detail}");
        }

        var ratios = runs.ConvertAll(run => run.Ratio);
        var typical = runs.OrderBy(run => run.Ratio).ElementAt((times - 1) / 2);
        return Promise.ColdUp.Of(Statistics.Median(ratios), $"{Statistics.Spread(ratios, "x")} in {times} runs; one of them: {typical.Detail}");
    }

    async Task<(double Ratio, string Detail)> OnceAsync(CancellationToken ct)
    {
        await stack.EmptyAsync(ct);
        var events = new EngineEvents(runner, stack.Project, time);
        var up = (await events.DuringAsync(() => runner.RunAsync(stack.Build("Up"), ct: ct), ct)).EnsureSuccess();
        var model = await stack.Project.ReadModelAsync(ct);
        var spans = events.Spans(model);
        spans[Load] = await LoadAsync(ct);
        var chain = StartChain.Longest(Needs(model), spans);
        var length = StartChain.Length(chain).TotalSeconds;
        var links = chain.Select(link => string.Create(CultureInfo.InvariantCulture, $"{link.Name} {link.Own.TotalSeconds:0.0}"));
        return (
            up.Duration.TotalSeconds / length,
            string.Create(CultureInfo.InvariantCulture, $"Up {up.Duration.TotalSeconds:0.0} s, chain {length:0.0} s = {string.Join(" + ", links)}"));
    }

    /// <summary>As the stack file says; the load needs the service that runs it and the one that reads its file.</summary>
    static Dictionary<string, ImmutableArray<string>> Needs(StackModel model)
    {
        var needs = model.Services.Values.ToDictionary(service => service.Name, service => service.DependsOn.Keys.ToImmutableArray(), StringComparer.Ordinal);
        needs[Load] = ["airflow-scheduler", "airflow-dag-processor"];
        return needs;
    }

    /// <summary>The first run of the load by Airflow's own record.</summary>
    async Task<Span> LoadAsync(CancellationToken ct)
    {
        var psql = stack.Project.Compose("exec", "-T", "postgres", "psql", "-U", "datafoundry", "-d", "airflow", "-AtF", " ", "-c", LoadTimes);
        var times = (await runner.RunAsync(psql, ct: ct)).EnsureSuccess().StandardOutput.Trim().Split(' ')
            .Select(seconds => DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))).ToArray();
        return new Span(times[0], times[1]);
    }
}
