using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace DataSpec.Operations.Airflow;

/// <summary>What the operations ask of Airflow, over its REST API (a call of its command line costs 3-8 s of CPU).</summary>
public sealed class AirflowClient(AirflowApi api)
{
    /// <summary>Starts a run with this configuration; null where the DAG is not known yet, which is so until its file was first read.</summary>
    /// <param name="run">The run's id; a repeated call with the same one starts nothing new.</param>
    public async Task<DagRun?> TriggerAsync(string dag, string run, IReadOnlyDictionary<string, object> configuration, CancellationToken ct)
    {
        try
        {
            var body = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["dag_run_id"] = run,
                ["conf"] = configuration,
                ["logical_date"] = null,
            };
            return ReadRun(await api.PostAsync($"api/v2/dags/{dag}/dagRuns", body, ct));
        }
        catch (AirflowRefusedException refused) when (refused.Status is HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AirflowRefusedException refused) when (refused.Status is HttpStatusCode.Conflict)
        {
            return await ReadRunAsync(dag, run, ct);
        }
    }

    public async Task<DagRun> ReadRunAsync(string dag, string run, CancellationToken ct) =>
        ReadRun(await api.GetAsync($"api/v2/dags/{dag}/dagRuns/{Uri.EscapeDataString(run)}", ct));

    /// <summary>The newest run of the DAG; null where there is none, or where the DAG is not known yet.</summary>
    public async Task<DagRun?> ReadLastRunAsync(string dag, CancellationToken ct)
    {
        try
        {
            var runs = await api.GetAsync($"api/v2/dags/{dag}/dagRuns?order_by=-run_after&limit=1", ct);
            return runs.Items("dag_runs").Select(ReadRun).FirstOrDefault();
        }
        catch (AirflowRefusedException refused) when (refused.Status is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lets a paused DAG run; one that is not paused stays as it is.</summary>
    public Task UnpauseAsync(string dag, CancellationToken ct) => api.PatchAsync($"api/v2/dags/{dag}", new { is_paused = false }, ct);

    public async Task<ImmutableArray<TaskRun>> ReadTasksAsync(DagRun run, CancellationToken ct)
    {
        var tasks = await api.GetAsync($"{Path(run)}/taskInstances", ct);
        return
        [
            .. tasks.Items("task_instances").Select(task => new TaskRun(
                task.Text("task_id")!, task.Text("state"), task.Member("try_number")?.GetInt32() ?? 0)),
        ];
    }

    /// <summary>The events a try of a task logged, oldest first.</summary>
    public async Task<ImmutableArray<string>> ReadLogAsync(DagRun run, TaskRun task, CancellationToken ct)
    {
        var log = await api.GetAsync($"{Path(run)}/taskInstances/{task.Task}/logs/{task.Try}?full_content=true", ct);
        return [.. log.Items("content").Select(line => line.ValueKind is JsonValueKind.String ? line.GetString()! : line.Text("event") ?? "")];
    }

    public async Task<AirflowHealth> ReadHealthAsync(CancellationToken ct)
    {
        var health = await api.GetAsync("api/v2/monitor/health", ct);
        return new AirflowHealth(Status("metadatabase"), Status("scheduler"), Status("dag_processor"), Status("triggerer"));

        string? Status(string part) => health.Member(part)?.Text("status");
    }

    public async Task<ImmutableArray<ImportError>> ReadImportErrorsAsync(CancellationToken ct)
    {
        var errors = await api.GetAsync("api/v2/importErrors", ct);
        return [.. errors.Items("import_errors").Select(error => new ImportError(error.Text("filename") ?? "?", LastLine(error.Text("stack_trace"))))];
    }

    static string Path(DagRun run) => $"api/v2/dags/{run.Dag}/dagRuns/{Uri.EscapeDataString(run.Id)}";

    static string LastLine(string? text) => text?.TrimEnd().Split('\n')[^1].Trim() ?? "";

    static DagRun ReadRun(JsonElement run) => new(
        run.Text("dag_id")!,
        run.Text("dag_run_id")!,
        run.Text("state")!,
        run.Member("start_date")?.GetDateTimeOffset(),
        run.Member("end_date")?.GetDateTimeOffset());
}
