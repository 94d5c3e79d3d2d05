using System.Collections.Immutable;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Verification.Checks.Data;

/// <summary>A table beside what its last successful load wrote.</summary>
/// <param name="Rows">Counted, or of a large table what the planner believes; null where the table is not there.</param>
/// <param name="IsCounted">False for a large one.</param>
sealed record LoadedTable(LoadRecord Load, long? Rows, bool IsCounted)
{
    /// <summary>Statistics are of a sample: of a table of any size they are this near.</summary>
    const double Near = 0.05;

    public bool Holds => Rows is { } rows && (IsCounted ? rows == Load.Rows : Math.Abs(rows - Load.Rows.GetValueOrDefault()) <= Near * Load.Rows);

    public override string ToString() => Rows is { } rows ? $"{Load.Table} has {(IsCounted ? "" : "about ")}{rows} rows" + (Holds ? "" : $", its last load wrote {Load.Rows}") : $"{Load.Table} is not there";
}

/// <summary>What the records of loads say, and the tables as they are.</summary>
/// <param name="Loading">Tables that a load is writing now.</param>
/// <param name="Failed">Loads that failed after the last success of their table.</param>
sealed record LoadedTables(ImmutableArray<LoadedTable> Tables, ImmutableArray<string> Loading, ImmutableArray<LoadRecord> Failed)
{
    /// <summary>Tables up to this size are counted: some seconds from a slow disk, and 30 million trips.</summary>
    public const long CountedBytes = 4L << 30;

    public static async Task<LoadedTables> ReadAsync(PostgresClient postgres, CancellationToken ct)
    {
        var found = await TryAsync(postgres, ct);
        // A load that ended between the two questions: its record is there now.
        return found.Tables.All(table => table.Holds) ? found : await TryAsync(postgres, ct);
    }

    static async Task<LoadedTables> TryAsync(PostgresClient postgres, CancellationToken ct)
    {
        var records = await new LoadRecords(postgres).ReadLastAsync(ct);
        ImmutableArray<string> loading = [.. records.Where(record => record.Status is "running").Select(record => record.Table)];
        var tables = ImmutableArray.CreateBuilder<LoadedTable>();
        foreach (var load in records.Where(record => record.Status is "succeeded" && !loading.Contains(record.Table, StringComparer.Ordinal)))
            tables.Add(await MeasureAsync(postgres, load, ct));
        return new(tables.ToImmutable(), loading, [.. records.Where(record => record.Status is "failed")]);
    }

    static async Task<LoadedTable> MeasureAsync(PostgresClient postgres, LoadRecord load, CancellationToken ct)
    {
        var (bytes, estimate) = (await postgres.QueryAsync(
            "select coalesce(pg_relation_size(to_regclass($1)), -1), coalesce((select reltuples from pg_class where oid = to_regclass($1)), -1)::bigint",
            row => (row.GetInt64(0), row.GetInt64(1)), ct, values: load.Table))[0];
        return bytes switch
        {
            < 0 => new(load, null, IsCounted: true),
            > CountedBytes => new(load, estimate, IsCounted: false),
            _ => new(load, await new LoadRecords(postgres).CountAsync(load.Table, ct), IsCounted: true),
        };
    }
}
