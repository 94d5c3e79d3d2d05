using DataSpec.Operations.Airflow;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Runs the DAG <c>dataspec_probe</c>: what Verify writes, beside one line in a log.</summary>
sealed class AirflowProbe : ICheck
{
    public const string Dag = "dataspec_probe";
    const string Prefix = "verify__";

    /// <summary>Runs deleted by one check: each adds one, so that they do not pile up.</summary>
    const int Deleted = 5;

    /// <summary>A run takes 2-6 s, on a machine with other work several times that.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(35);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the record of a run stays: another Verify may be waiting for it.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public CheckDescription About { get; } = new(
        "airflow.probe", 2, $"A tiny DAG goes through scheduler and executor (writes a run of `{Dag}`, which a later check deletes)", "./build.sh Logs --service airflow-scheduler")
    {
        Services = [CoreServices.ApiServer, CoreServices.Scheduler],
        Needs = [AirflowChecks.Login, AirflowChecks.Health, PostgresChecks.Login],
        Patience = Longest + TimeSpan.FromSeconds(20),
    };

    public async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        if ((await view.Services.BeatsAsync(ct)).Parts.Any(part => part is { Service: CoreServices.Scheduler, IsHealthy: false }))
            return CheckOutcome.Failed("not tried: the scheduler does not beat");
        if ((await view.SnapshotAsync(ct)).ContainerOf(CoreServices.Scheduler) is not { IsRunning: true })
            return CheckOutcome.Failed("not tried: the scheduler does not run");
        var api = await view.Services.AirflowAsync(ct);
        var airflow = new AirflowClient(api);
        var begun = view.Time.GetTimestamp();
        var run = await airflow.TriggerAsync(Dag, $"{Prefix}{view.Time.GetUtcNow():yyyyMMdd'T'HHmmss.fff}", new Dictionary<string, object>(StringComparer.Ordinal), ct);
        if (run is null)
            return CheckOutcome.Failed($"Airflow does not know the DAG '{Dag}'") with { Remedy = $"airflow/dags/{Dag}.py belongs to the project: put it back, and wait a minute" };
        while (!run.HasEnded && view.Time.GetElapsedTime(begun) < Longest)
        {
            await Task.Delay(Pause, view.Time, ct);
            run = await airflow.ReadRunAsync(Dag, run.Id, ct);
        }

        var took = view.Time.GetElapsedTime(begun).TotalSeconds;
        await ClearUpAsync(api, view.Time.GetUtcNow() - Kept, ct);
        if (run.Succeeded)
            return CheckOutcome.Passed($"run {run.Id} ended well after {took:0.0} s");
        return run.HasEnded ? CheckOutcome.Failed($"run {run.Id} failed after {took:0.0} s") : await WhyWaitingAsync(view, api, run, ct);
    }

    static async Task<CheckOutcome> WhyWaitingAsync(StackView view, AirflowApi api, DagRun run, CancellationToken ct)
    {
        var about = await api.GetAsync($"api/v2/dags/{Dag}", ct);
        var busy = (await view.Postgres.QueryAsync("select count(*) from task_instance where state = 'running'", row => row.GetInt64(0), ct, "airflow"))[0];
        if (run.State is "queued")
            await api.DeleteAsync($"api/v2/dags/{Dag}/dagRuns/{Uri.EscapeDataString(run.Id)}", ct);
        var waited = $"run {run.Id} is {run.State} after {Longest.TotalSeconds:0} s";
        if (about.Member("is_paused")?.GetBoolean() is true)
            return CheckOutcome.Failed($"{waited}: the DAG '{Dag}' is paused") with { Remedy = $"./build.sh Airflow -- dags unpause -y {Dag}" };
        // Work that was asked for is no fault of the scheduler.
        return busy >= view.Settings.Airflow.Parallelism
            ? CheckOutcome.Warning($"{waited}: all {busy} slots are busy (AIRFLOW_PARALLELISM)")
            : CheckOutcome.Failed($"{waited}, with {busy} of {view.Settings.Airflow.Parallelism} slots busy");
    }

    static async Task ClearUpAsync(AirflowApi api, DateTimeOffset before, CancellationToken ct)
    {
        var old = await api.GetAsync($"api/v2/dags/{Dag}/dagRuns?order_by=run_after&limit={Deleted}&run_after_lte={before.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}", ct);
        foreach (var run in old.Items("dag_runs").Where(run => run.Text("state") is not "running").Select(run => run.Text("dag_run_id")!).Where(id => id.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            try
            {
                await api.DeleteAsync($"api/v2/dags/{Dag}/dagRuns/{Uri.EscapeDataString(run)}", ct);
            }
            catch (AirflowRefusedException)
            {
                // Another Verify was quicker, or the next one is.
            }
        }
    }
}
