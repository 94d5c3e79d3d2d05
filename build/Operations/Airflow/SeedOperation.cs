using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Airflow;

/// <summary>What to load; whatever is empty or null is taken from <c>.env</c>.</summary>
public sealed record SeedOptions
{
    /// <summary>Months as <c>yyyy-MM</c>.</summary>
    public ImmutableArray<string> Months { get; init; } = [];

    /// <summary><c>yellow</c>, <c>green</c>, <c>fhv</c>, <c>fhvhv</c>.</summary>
    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>A URL, or a directory as the containers see it.</summary>
    public string? BaseUrl { get; init; }
}

/// <summary>Loads or reloads the taxi data through Airflow and waits for the end.</summary>
public sealed class SeedOperation(AirflowClient airflow, LoadWatch watch, IProgressSink progress, TimeProvider time)
{
    public const string Dag = "nyc_taxi";

    /// <summary>The DAG file is read every 30 s; this long until it counts as missing.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Triggers a run and returns when it has ended well.</summary>
    /// <exception cref="DataSpecException">The DAG cannot be loaded, the run failed, or a count differs from the files'.</exception>
    public async Task<LoadResult> RunAsync(SeedOptions options, CancellationToken ct)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"seed__{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fff}Z");
        var run = await TriggerAsync(id, Configuration(options), ct);
        progress.Say(Dag, "triggered");
        return await watch.UntilEndedAsync(run, ct);
    }

    static Dictionary<string, object> Configuration(SeedOptions options)
    {
        var configuration = new Dictionary<string, object>(StringComparer.Ordinal);
        if (!options.Months.IsEmpty)
            configuration["months"] = options.Months;
        if (!options.Types.IsEmpty)
            configuration["types"] = options.Types;
        if (options.BaseUrl is not null)
            configuration["base_url"] = options.BaseUrl;
        return configuration;
    }

    async Task<DagRun> TriggerAsync(string id, Dictionary<string, object> configuration, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            if (await airflow.TriggerAsync(Dag, id, configuration, ct) is { } run)
            {
                await airflow.UnpauseAsync(Dag, ct);
                return run;
            }

            await DagFile.EnsureLoadableAsync(airflow, ct);
            if (time.GetElapsedTime(begun) > Patience)
                throw DagFile.NotFound(Dag);
            await Task.Delay(Pause, time, ct);
        }
    }
}
