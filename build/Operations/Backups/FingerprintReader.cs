using System.Collections.Immutable;
using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>Reads what a database holds, in the snapshot of the connection's open transaction.</summary>
static class FingerprintReader
{
    /// <summary>Bytes of a table that are hashed; tables up to four times as large are hashed whole.</summary>
    const long SampleBytes = 64L << 20;

    sealed record Relation(string Schema, string Name, long Oid, long File, bool IsUnlogged, long Bytes)
    {
        public string Table => $"{Schema}.{Name}";

        public double? Percent => Bytes > 4 * SampleBytes ? Math.Round(100.0 * SampleBytes / Bytes, 4) : null;
    }

    /// <summary>Every table; one that cannot be read as the snapshot saw it is named with the reason.</summary>
    /// <param name="only">Tables to read; null for all.</param>
    /// <param name="sampled">The share that the live cluster's tables were hashed by, for a copy; null decides by size.</param>
    public static async Task<(ImmutableArray<TableFingerprint> Tables, ImmutableArray<SkippedTable> Skipped)> ReadTablesAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<string, double?>? sampled, Action<long> onRead, CancellationToken ct, IReadOnlySet<string>? only = null)
    {
        var relations = await QueryAsync(
            connection,
            FingerprintSql.Tables,
            row => new Relation(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4), row.GetInt64(5)),
            ct);
        var tables = ImmutableArray.CreateBuilder<TableFingerprint>();
        var skipped = ImmutableArray.CreateBuilder<SkippedTable>();
        foreach (var relation in relations.Where(relation => only?.Contains(relation.Table) is not false))
        {
            var (table, reason) = relation.IsUnlogged
                ? (null, "unlogged: Postgres empties it in every copy")
                : await ReadAsync(connection, relation, sampled is null ? relation.Percent : sampled.GetValueOrDefault(relation.Table), ct);
            if (table is not null)
                tables.Add(table);
            else
                skipped.Add(new(relation.Table, reason!));
            onRead(relation.Bytes);
        }

        return (tables.ToImmutable(), skipped.ToImmutable());
    }

    /// <summary>Value and log-ahead of each sequence; bounds are made of two readings.</summary>
    public static Task<ImmutableArray<(string Name, long Value, long Ahead)>> ReadSequencesAsync(NpgsqlConnection connection, CancellationToken ct) =>
        QueryAsync(connection, FingerprintSql.Sequences, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)), ct);

    public static async Task<ImmutableArray<T>> QueryAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(map(reader));
        return rows.ToImmutable();
    }

    /// <summary>True where the schema <c>public</c> has it.</summary>
    public static async Task<bool> HasTableAsync(NpgsqlConnection connection, string table, CancellationToken ct) =>
        (await QueryAsync(connection, $"select to_regclass('public.{table}') is not null", row => row.GetBoolean(0), ct))[0];

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    static async Task<(TableFingerprint? Table, string? Reason)> ReadAsync(NpgsqlConnection connection, Relation relation, double? percent, CancellationToken ct)
    {
        await ExecuteAsync(connection, "savepoint one", ct);
        try
        {
            var (rows, hash) = (await QueryAsync(
                connection, FingerprintSql.OfTable(relation.Schema, relation.Name, percent), row => (row.GetInt64(0), row.GetString(1)), ct))[0];
            // A truncated or rewritten table is empty to older snapshots; its file tells.
            var file = (await QueryAsync(connection, $"select coalesce(pg_relation_filenode({relation.Oid}::oid), 0)::bigint", row => row.GetInt64(0), ct))[0];
            return relation.File != 0 && file != relation.File
                ? (null, "it was truncated or rewritten while it was read")
                : (new(relation.Table, rows, hash, percent), null);
        }
        catch (PostgresException error) when (error.SqlState is not PostgresErrorCodes.AdminShutdown and not PostgresErrorCodes.CrashShutdown)
        {
            await ExecuteAsync(connection, "rollback to savepoint one", ct);
            return (null, error.MessageText);
        }
    }
}
