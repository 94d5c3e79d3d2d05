using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Airflow;

/// <summary>One table after a load.</summary>
/// <param name="Rows">Rows the table has now.</param>
/// <param name="FileRows">Rows the files say they have.</param>
public sealed record LoadedTable(string Table, ImmutableArray<string> Months, long Rows, long FileRows, double? Seconds);

/// <summary>A load that succeeded and whose counts were compared.</summary>
public sealed record LoadResult(string Run, TimeSpan Duration, ImmutableArray<LoadedTable> Tables);

/// <summary>Waits for a run of the load to end, tells how far it is, and compares what it left with the files.</summary>
public sealed class LoadWatch(AirflowClient airflow, ILoadRecords records, IProgressSink progress, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the run has ended is asked more often than how far it is: the person waits for its end.</summary>
    const int LooksPerState = 3;

    /// <summary>Airflow calls a scheduler ill after 30 s without a heartbeat; one that restarts is back within another minute.</summary>
    static readonly TimeSpan SchedulerPatience = TimeSpan.FromSeconds(90);

    /// <summary>Returns when the run has ended well.</summary>
    /// <exception cref="DataSpecException">The run failed, or a count differs (<see cref="ExitCode.VerificationFailed"/>).</exception>
    public async Task<LoadResult> UntilEndedAsync(DagRun run, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var alive = begun;
        var said = "";
        for (var look = 0; !run.HasEnded; look++)
        {
            if (look % LooksPerState == 0)
            {
                var state = await DescribeAsync(run, ct);
                if (!string.Equals(state, said, StringComparison.Ordinal))
                    progress.Say(run.Dag, said = state);
                if ((await airflow.ReadHealthAsync(ct)).Scheduler is "healthy")
                    alive = time.GetTimestamp();
                else if (time.GetElapsedTime(alive) > SchedulerPatience)
                    throw NobodyRunsIt(run);
            }

            await Task.Delay(Pause, time, ct);
            run = await airflow.ReadRunAsync(run.Dag, run.Id, ct);
        }

        if (!run.Succeeded)
            throw await FailureAsync(run, ct);
        return new LoadResult(run.Id, run.EndedAt - run.StartedAt ?? time.GetElapsedTime(begun), await CompareAsync(run, ct));
    }

    static DataSpecException NobodyRunsIt(DagRun run) =>
        new(ExitCode.VerificationFailed, $"The load '{run.Id}' does not go on: Airflow's scheduler has not been alive for {SchedulerPatience.TotalSeconds:0} s.")
        {
            LeftAsItWas = "The tables keep the rows they had before.",
            NextStep = "./build.sh Status (is the disk full?), then ./build.sh Logs --service airflow-scheduler",
        };

    async Task<string> DescribeAsync(DagRun run, CancellationToken ct)
    {
        var active = (await airflow.ReadTasksAsync(run, ct)).Where(task => task.State is "running" or "up_for_retry" or "queued").ToArray();
        return active.Length == 0 ? run.State : string.Join(", ", active.Select(task => task switch
        {
            { State: "up_for_retry" } => $"{task.Task} waits for try {task.Try + 1}",
            { Try: > 1 } => $"{task.Task} {task.State} (try {task.Try})",
            _ => $"{task.Task} {task.State}",
        }));
    }

    async Task<ImmutableArray<LoadedTable>> CompareAsync(DagRun run, CancellationToken ct)
    {
        var loaded = await records.ReadRunAsync(run.Id, ct);
        var tables = ImmutableArray.CreateBuilder<LoadedTable>();
        foreach (var record in loaded)
            tables.Add(new LoadedTable(record.Table, record.Months, await records.CountAsync(record.Table, ct), record.FileRows, record.Seconds));
        if (tables.FirstOrDefault(table => table.Rows != table.FileRows) is { } wrong)
        {
            throw new DataSpecException(
                ExitCode.VerificationFailed,
                FormattableString.Invariant($"{wrong.Table} has {wrong.Rows:N0} rows, its files have {wrong.FileRows:N0}."))
            {
                NextStep = "./build.sh Seed (loads the months again)",
            };
        }

        return tables.ToImmutable();
    }

    /// <summary>The load's own line about the cause: its record, else the end of the failed task's log.</summary>
    async Task<DataSpecException> FailureAsync(DagRun run, CancellationToken ct)
    {
        var reason = (await records.ReadRunAsync(run.Id, ct)).Select(record => record.Reason).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
            ?? await LogLineAsync(run, ct)
            ?? "no reason was logged";
        return new DataSpecException(ExitCode.VerificationFailed, $"The load '{run.Id}' failed: {reason}")
        {
            LeftAsItWas = "The tables keep the rows they had before.",
            NextStep = "./build.sh Seed when the cause is mended (--months, --from change what is loaded)",
        };
    }

    async Task<string?> LogLineAsync(DagRun run, CancellationToken ct)
    {
        var failed = (await airflow.ReadTasksAsync(run, ct)).FirstOrDefault(task => task.State is "failed");
        return failed is null ? null
            : (await airflow.ReadLogAsync(run, failed, ct)).LastOrDefault(line => line.Contains("Error", StringComparison.OrdinalIgnoreCase));
    }
}
