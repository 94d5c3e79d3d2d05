using System.Collections.Immutable;
using DataSpec.Operations.Airflow;
using Npgsql;

namespace DataSpec.Operations.Postgres;

/// <inheritdoc cref="ILoadRecords"/>
public sealed class LoadRecords(PostgresClient client) : ILoadRecords
{
    const string Columns =
        """
        run_id, table_name, months, status, rows, (select coalesce(sum((file ->> 'rows')::bigint), 0)::bigint from jsonb_array_elements(files) as file),
        seconds::float8, finished_at, reason
        """;

    public Task<ImmutableArray<LoadRecord>> ReadRunAsync(string run, CancellationToken ct) =>
        ReadAsync($"select {Columns} from dataspec.loads where run_id = $1 order by table_name", ct, run);

    public Task<ImmutableArray<LoadRecord>> ReadLastAsync(CancellationToken ct) =>
        ReadAsync(
            $"""
            with newest as (select distinct on (table_name, status) * from dataspec.loads order by table_name, status, started_at desc)
            select {Columns} from newest
            where status = 'succeeded' or not exists (
                select from newest later
                where later.table_name = newest.table_name and later.status = 'succeeded' and later.started_at > newest.started_at)
            order by table_name, started_at desc
            """,
            ct);

    public async Task<bool> HasLoadedAsync(CancellationToken ct) =>
        !(await ReadAsync($"select {Columns} from dataspec.loads where status = 'succeeded' and table_name like '%_trips' limit 1", ct)).IsEmpty;

    public async Task<long> CountAsync(string table, CancellationToken ct)
    {
        var quoted = string.Join('.', table.Split('.').Select(SqlIdentifier.Quote));
        return (await client.QueryAsync($"select count(*) from {quoted}", row => row.GetInt64(0), ct))[0];
    }

    /// <summary>The table is made by the first load: before that there are no records.</summary>
    async Task<ImmutableArray<LoadRecord>> ReadAsync(string sql, CancellationToken ct, params object[] values)
    {
        try
        {
            return await client.QueryAsync(sql, Record, ct, values: values);
        }
        catch (DataSpecException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName })
        {
            return [];
        }
    }

    static LoadRecord Record(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        [.. row.GetFieldValue<string[]>(2)],
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetInt64(4),
        row.GetInt64(5),
        row.IsDBNull(6) ? null : row.GetDouble(6),
        row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
        row.IsDBNull(8) ? null : row.GetString(8));
}
