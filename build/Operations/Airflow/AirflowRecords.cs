using System.Collections.Immutable;

namespace DataSpec.Operations.Airflow;

/// <summary>One run of a DAG.</summary>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>success</c> or <c>failed</c>.</param>
public sealed record DagRun(string Dag, string Id, string State, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public bool HasEnded => State is "success" or "failed";

    public bool Succeeded => State is "success";
}

/// <summary>One task of a run; <paramref name="State"/> is null before the scheduler has looked at it.</summary>
public sealed record TaskRun(string Task, string? State, int Try);

/// <summary>A DAG file that cannot be loaded, and the last line of why.</summary>
public sealed record ImportError(string File, string Reason);

/// <summary>What Airflow says about its own parts: <c>healthy</c>, <c>unhealthy</c>, or null for a part that does not run.</summary>
public sealed record AirflowHealth(string? Database, string? Scheduler, string? DagProcessor, string? Triggerer)
{
    /// <summary>True where every part that the stack always runs is healthy.</summary>
    public bool IsHealthy => Database is "healthy" && Scheduler is "healthy" && DagProcessor is "healthy";

    /// <summary>The parts that are not healthy, by Airflow's names.</summary>
    public ImmutableArray<string> Ill =>
    [
        .. new[] { ("metadatabase", Database), ("scheduler", Scheduler), ("dag_processor", DagProcessor) }
            .Where(part => part.Item2 is not "healthy")
            .Select(part => part.Item1),
    ];
}
