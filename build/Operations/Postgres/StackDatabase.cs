using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Postgres;

/// <inheritdoc cref="IStackDatabase"/>
public sealed class StackDatabase(PostgresClient client) : IStackDatabase
{
    public Task<ImmutableArray<RunningTask>> ReadRunningTasksAsync(CancellationToken ct) => client.QueryAsync(
        "select dag_id, task_id, run_id, state::text, start_date from task_instance where state in ('running', 'queued', 'restarting') order by 1, 2",
        row => new RunningTask(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)),
        ct,
        PostgresLogin.AirflowDatabase);

    public Task CheckpointAsync(CancellationToken ct) => client.ExecuteAsync("checkpoint", ct);
}
