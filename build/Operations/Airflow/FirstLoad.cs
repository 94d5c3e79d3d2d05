using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Airflow;

/// <summary>The load that a new stack starts by itself: waits for it, or says that it is done.</summary>
public sealed class FirstLoad(AirflowClient airflow, ILoadRecords records, LoadWatch watch, IProgressSink progress, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Null where an earlier load succeeded and none runs: nothing was waited for.</summary>
    /// <exception cref="DataSpecException">The load failed, a count differs, or no run appeared within two minutes.</exception>
    public async Task<LoadResult?> RunAsync(CancellationToken ct)
    {
        var last = await records.ReadLastAsync(ct);
        if (!last.IsEmpty && last.All(record => record.Status is "succeeded"))
            return null;
        var begun = time.GetTimestamp();
        while (true)
        {
            if (await airflow.ReadLastRunAsync(SeedOperation.Dag, ct) is { } run)
                return await watch.UntilEndedAsync(run, ct);
            await DagFile.EnsureLoadableAsync(airflow, ct);
            if (time.GetElapsedTime(begun) > Patience)
                throw DagFile.NotFound(SeedOperation.Dag);
            progress.Say(SeedOperation.Dag, "waits for Airflow to read it");
            await Task.Delay(Pause, time, ct);
        }
    }
}
