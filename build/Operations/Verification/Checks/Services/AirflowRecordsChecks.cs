using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>What Airflow knows of the DAGs, asked in its database: it tells also when the api-server does not.</summary>
static class AirflowRecordsChecks
{
    /// <summary>A new file is seen within half a minute (<c>REFRESH_INTERVAL</c>) and then parsed.</summary>
    static readonly TimeSpan Seen = TimeSpan.FromMinutes(2);

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("airflow.imports", 2, "Every DAG file can be imported", "mend the file under airflow/dags; Airflow reads it again within a minute") { Services = [CoreServices.Postgres], Needs = [PostgresChecks.Login] },
            ImportsAsync),
        new Check(
            new("airflow.dags", 2, "Airflow knows a DAG of every file in `airflow/dags`, and those that are not made paused are not paused (a warning)", "./build.sh Logs --service airflow-dag-processor")
            { Services = [CoreServices.Postgres], Needs = [PostgresChecks.Login] },
            DagsAsync),
        new Check(
            new("airflow.runs", 2, "The last run of every DAG did not fail, and none runs far longer than it used to (a warning)", "./build.sh Airflow -- tasks states-for-dag-run DAG RUN, then clear the run on Airflow's page")
            { Services = [CoreServices.Postgres], Needs = [PostgresChecks.Login] },
            RunsAsync),
    ];

    static async Task<CheckOutcome> ImportsAsync(StackView view, CancellationToken ct)
    {
        var errors = await AskAsync(view, "select filename, coalesce(stacktrace, '') from import_error order by 1", row => $"{row.GetString(0)}: {row.GetString(1).TrimEnd().Split('\n')[^1].Trim()}", ct);
        return errors.IsEmpty ? CheckOutcome.Passed("no import error") : CheckOutcome.Failed(string.Join("; ", errors));
    }

    static async Task<CheckOutcome> DagsAsync(StackView view, CancellationToken ct)
    {
        var known = await AskAsync(
            view,
            """
            select coalesce(relative_fileloc, ''), dag_id, is_paused from dag where not is_stale
            union all select filename, '', false from import_error
            """,
            row => (File: row.GetString(0), Dag: row.GetString(1), IsPaused: row.GetBoolean(2)),
            ct);
        var files = Files(view);
        var unknown = files.Where(file => !known.Any(dag => dag.File == file.Name) && view.Time.GetUtcNow().UtcDateTime - file.ChangedAt > Seen).Select(file => file.Name).ToArray();
        if (unknown.Length > 0)
            return CheckOutcome.Failed($"Airflow knows no DAG of {string.Join(", ", unknown)}", CoreServices.DagProcessor);
        var paused = known.Where(dag => dag.IsPaused && files.Any(file => file.Name == dag.File && file.Runs)).Select(dag => dag.Dag).ToArray();
        return paused.Length == 0
            ? CheckOutcome.Passed($"{known.Count(dag => dag.Dag.Length > 0)} DAGs of {files.Length} files")
            : CheckOutcome.Warning($"paused: {string.Join(", ", paused)}") with { Remedy = $"./build.sh Airflow -- dags unpause -y {paused[0]}" };
    }

    static async Task<CheckOutcome> RunsAsync(StackView view, CancellationToken ct)
    {
        var runs = await AskAsync(
            view,
            $"""
            select distinct on (r.dag_id) r.dag_id, r.run_id, r.state,
              extract(epoch from now() - coalesce(r.start_date, r.queued_at))::float8,
              greatest(3600, 3 * (select extract(epoch from max(o.end_date - o.start_date)) from dag_run o where o.dag_id = r.dag_id and o.state = 'success'))::float8
            from dag_run r join dag d on d.dag_id = r.dag_id and not d.is_stale
            where r.dag_id <> '{AirflowProbe.Dag}' order by r.dag_id, r.run_after desc, r.id desc
            """,
            row => (Dag: row.GetString(0), Run: row.GetString(1), State: row.GetString(2), Seconds: row.IsDBNull(3) ? 0 : row.GetDouble(3), Most: row.GetDouble(4)),
            ct);
        var failed = runs.Where(run => run.State is "failed").Select(run => $"{run.Dag}: {run.Run}").ToArray();
        if (failed.Length > 0)
        {
            return CheckOutcome.Failed($"failed: {string.Join(", ", failed)}")
                with { Remedy = runs.Any(run => run is { Dag: Operations.Airflow.SeedOperation.Dag, State: "failed" }) ? "./build.sh Seed loads again, and says why it fails" : null };
        }

        var late = runs.Where(run => run.State is "running" or "queued" && run.Seconds > run.Most).Select(run => $"{run.Dag} is {run.State} for {run.Seconds / 60:0} min").ToArray();
        return late.Length == 0 ? CheckOutcome.Passed($"last runs: {string.Join(", ", runs.Select(run => $"{run.Dag} {run.State}"))}") : CheckOutcome.Warning(string.Join(", ", late));
    }

    /// <summary>Airflow's own rule (safe mode): a file that does not speak of both is no file with DAGs.</summary>
    static (string Name, DateTime ChangedAt, bool Runs)[] Files(StackView view)
    {
        var folder = Path.Combine(view.Root.Airflow, "dags");
        return
        [
            .. Directory.EnumerateFiles(folder, "*.py", SearchOption.AllDirectories)
                .Select(path => (Path: path, Text: File.ReadAllText(path)))
                .Where(file => file.Text.Contains("dag", StringComparison.OrdinalIgnoreCase) && file.Text.Contains("airflow", StringComparison.OrdinalIgnoreCase))
                .Select(file => (Path.GetRelativePath(folder, file.Path).Replace('\\', '/'), File.GetLastWriteTimeUtc(file.Path), file.Text.Contains("is_paused_upon_creation=False", StringComparison.Ordinal))),
        ];
    }

    static Task<ImmutableArray<T>> AskAsync<T>(StackView view, string sql, Func<Npgsql.NpgsqlDataReader, T> map, CancellationToken ct) =>
        view.Postgres.QueryAsync(sql, map, ct, PostgresLogin.AirflowDatabase);
}
