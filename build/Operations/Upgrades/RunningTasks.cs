using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Upgrades;

/// <summary>A running task and how long it took before.</summary>
/// <param name="Ran">Since its start.</param>
/// <param name="Usual">The middle of its good runs; null where it has none.</param>
/// <param name="Longest">The longest of them.</param>
sealed record RunningTaskLength(RunningTask Task, TimeSpan Ran, TimeSpan? Usual, TimeSpan? Longest)
{
    /// <summary>At most, by what it took before; null where that is not known.</summary>
    public TimeSpan? Left => Longest is { } longest ? (longest > Ran ? longest - Ran : TimeSpan.Zero) : null;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Task} has run for {ProgressText.Duration(Ran)}{(Usual is { } usual ? $"; it usually takes {ProgressText.Duration(usual)}, at most {ProgressText.Duration(Longest!.Value)}" : "; it never ended before")}");
}

/// <summary>Asks the metadata what runs; works with the api-server down.</summary>
sealed class RunningTasks(PostgresClient postgres)
{
    public Task<ImmutableArray<RunningTaskLength>> ReadAsync(CancellationToken ct) => postgres.QueryAsync(
        """
        select t.dag_id, t.task_id, t.run_id, t.state::text, t.start_date, extract(epoch from clock_timestamp() - coalesce(t.start_date, clock_timestamp()))::float8,
               (select percentile_cont(0.5) within group (order by h.duration) from task_instance h where h.dag_id = t.dag_id and h.task_id = t.task_id and h.state = 'success')::float8,
               (select max(h.duration) from task_instance h where h.dag_id = t.dag_id and h.task_id = t.task_id and h.state = 'success')::float8
        from task_instance t where t.state in ('running', 'queued', 'restarting') order by 1, 2
        """,
        row => new RunningTaskLength(
            new RunningTask(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)),
            TimeSpan.FromSeconds(row.GetDouble(5)), row.IsDBNull(6) ? null : TimeSpan.FromSeconds(row.GetDouble(6)), row.IsDBNull(7) ? null : TimeSpan.FromSeconds(row.GetDouble(7))),
        ct,
        PostgresLogin.AirflowDatabase);
}
