using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using Npgsql;

namespace DataSpec.Operations.Dumps;

/// <summary>Counts what a database holds, in the open transaction of a connection.</summary>
static class DumpContent
{
    public static async Task<(ImmutableArray<DumpedTable> Tables, ImmutableSortedDictionary<string, long> Objects)> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var relations = await FingerprintReader.QueryAsync(connection, DumpSql.Tables, row => (Schema: row.GetString(0), Name: row.GetString(1), Bytes: row.GetInt64(2)), ct);
        var tables = ImmutableArray.CreateBuilder<DumpedTable>(relations.Length);
        foreach (var (schema, name, bytes) in relations)
        {
            var question = bytes <= DumpSql.HashedBytes ? FingerprintSql.OfTable(schema, name, percent: null) : DumpSql.RowsOf(schema, name);
            tables.Add((await FingerprintReader.QueryAsync(
                connection, question, row => new DumpedTable(schema, name, row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1)), ct))[0]);
        }

        var objects = await FingerprintReader.QueryAsync(connection, DumpSql.Objects, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ct);
        return (tables.ToImmutable(), objects.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>Each difference as a sentence; empty where the copy holds what was dumped.</summary>
    public static IEnumerable<string> Differences(DumpedDatabase dumped, ImmutableArray<DumpedTable> tables, ImmutableSortedDictionary<string, long> objects)
    {
        var found = tables.ToDictionary(table => (table.Schema, table.Name));
        foreach (var table in dumped.Tables)
        {
            if (!found.TryGetValue((table.Schema, table.Name), out var copy))
                yield return $"'{dumped.Database}': table {table} is missing";
            else if (copy.Rows != table.Rows)
                yield return $"'{dumped.Database}': {table} has {copy.Rows} rows instead of {table.Rows}";
            else if (copy.Hash is not null && table.Hash is not null && copy.Hash != table.Hash)
                yield return $"'{dumped.Database}': {table} has as many rows, but others";
        }

        foreach (var (kind, count) in dumped.Objects)
        {
            if (objects.GetValueOrDefault(kind) is var there && there != count)
                yield return $"'{dumped.Database}': {there} {kind} instead of {count}";
        }
    }
}
