using System.Collections.Immutable;

namespace DataSpec.Operations.Airflow;

/// <summary>What the load recorded about one table of one run, in <c>dataspec.loads</c>.</summary>
/// <param name="Status"><c>running</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Rows">Rows loaded; null unless succeeded.</param>
/// <param name="FileRows">Sum of the row counts in the files' own metadata.</param>
/// <param name="Reason">The one line that says why it failed.</param>
public sealed record LoadRecord(
    string Run, string Table, ImmutableArray<string> Months, string Status, long? Rows, long FileRows, double? Seconds, DateTimeOffset? FinishedAt, string? Reason);

/// <summary>Reads the records of loads and the loaded tables.</summary>
public interface ILoadRecords
{
    /// <summary>The records of a run, by table; empty before it made any.</summary>
    Task<ImmutableArray<LoadRecord>> ReadRunAsync(string run, CancellationToken ct);

    /// <summary>The newest success of each table and what was tried after it; empty in a warehouse that never loaded.</summary>
    Task<ImmutableArray<LoadRecord>> ReadLastAsync(CancellationToken ct);

    /// <summary>True once any load of trips has succeeded.</summary>
    Task<bool> HasLoadedAsync(CancellationToken ct);

    /// <summary>Rows that a table has now.</summary>
    /// <param name="table">Schema and name, as in a record.</param>
    Task<long> CountAsync(string table, CancellationToken ct);
}
