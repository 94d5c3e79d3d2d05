using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using Npgsql;

namespace DataSpec.Operations.Dumps;

/// <summary>Counts what a database holds, in the open transaction of a connection.</summary>
static class DumpContent
{
    /// <summary>The rows of each table as the snapshot sees them. A table that is emptied meanwhile looks empty to every snapshot: it is named, not counted.</summary>
    public static async Task<DatabaseContent> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var names = await FingerprintReader.QueryAsync(connection, DumpSql.Tables, row => (Schema: row.GetString(0), Name: row.GetString(1)), ct);
        var objects = await FingerprintReader.QueryAsync(connection, DumpSql.Objects, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ct);
        var (tables, skipped) = await FingerprintReader.ReadTablesAsync(connection, sampled: null, _ => { }, ct);
        var read = tables.ToDictionary(table => table.Table, StringComparer.Ordinal);
        return new(
            [
                .. names.Where(name => read.ContainsKey($"{name.Schema}.{name.Name}"))
                    .Select(name => (name, table: read[$"{name.Schema}.{name.Name}"]))
                    .Select(one => new DumpedTable(one.name.Schema, one.name.Name, one.table.Rows, one.table.SampledPercent is null ? one.table.Hash : null)),
            ],
            objects.ToImmutableSortedDictionary(StringComparer.Ordinal),
            [.. skipped.Where(table => names.Any(name => $"{name.Schema}.{name.Name}" == table.Table))]);
    }

    /// <summary>Each difference as a sentence; empty where the copy holds what was dumped.</summary>
    public static IEnumerable<string> Differences(DumpedDatabase dumped, DatabaseContent copy)
    {
        var found = copy.Tables.ToDictionary(table => (table.Schema, table.Name));
        foreach (var table in dumped.Content.Tables)
        {
            if (!found.TryGetValue((table.Schema, table.Name), out var there))
                yield return $"'{dumped.Database}': table {table} is missing";
            else if (there.Rows != table.Rows)
                yield return $"'{dumped.Database}': {table} has {there.Rows} rows instead of {table.Rows}";
            else if (there.Hash is not null && table.Hash is not null && there.Hash != table.Hash)
                yield return $"'{dumped.Database}': {table} has as many rows, but others";
        }

        foreach (var (kind, count) in dumped.Content.Objects)
        {
            if (copy.Objects.GetValueOrDefault(kind) is var there && there != count)
                yield return $"'{dumped.Database}': {there} {kind} instead of {count}";
        }
    }
}
