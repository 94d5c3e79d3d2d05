using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>A task that Airflow has given to its executor and not seen the end of.</summary>
public sealed record RunningTask(string Dag, string Task, string Run, string State, DateTimeOffset? StartedAt)
{
    public override string ToString() => $"{Dag}.{Task}";
}

/// <summary>What stopping the stack asks of its database.</summary>
public interface IStackDatabase
{
    /// <summary>The tasks that would be lost with the scheduler; works with the api-server down.</summary>
    /// <exception cref="DataSpecException">The database does not answer.</exception>
    Task<ImmutableArray<RunningTask>> ReadRunningTasksAsync(CancellationToken ct);

    /// <summary>Writes what is in memory to disk, so that the stop that follows is short.</summary>
    Task CheckpointAsync(CancellationToken ct);
}
