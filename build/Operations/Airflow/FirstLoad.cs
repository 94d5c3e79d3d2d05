using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Airflow;

/// <summary>The load that a new stack starts by itself: waits for it, repeats it where it failed before, or says that it is done.</summary>
public sealed class FirstLoad(AirflowClient airflow, ILoadRecords records, LoadWatch watch, SeedOperation seed, IProgressSink progress, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Null where an earlier load succeeded: nothing was waited for.</summary>
    /// <exception cref="DataSpecException">The load failed, a count differs, or no run appeared within two minutes.</exception>
    public async Task<LoadResult?> RunAsync(CancellationToken ct)
    {
        if (await records.HasLoadedAsync(ct))
            return null;
        var (begun, now) = (time.GetTimestamp(), time.GetUtcNow());
        progress.Say(SeedOperation.Dag, "waits for its first run");
        while (true)
        {
            if (await airflow.ReadLastRunAsync(SeedOperation.Dag, ct) is { } run)
            {
                // Airflow starts its first run once: one that failed before this call is done again here.
                return run is { HasEnded: true, Succeeded: false } && run.EndedAt < now
                    ? await seed.RunAsync(new SeedOptions(), ct)
                    : await watch.UntilEndedAsync(run, ct);
            }

            await DagFile.EnsureLoadableAsync(airflow, SeedOperation.Dag, ct);
            if (time.GetElapsedTime(begun) > Patience)
                throw DagFile.NotFound(SeedOperation.Dag);
            await Task.Delay(Pause, time, ct);
        }
    }
}
