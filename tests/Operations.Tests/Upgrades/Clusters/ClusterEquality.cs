using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using Npgsql;

namespace DataSpec.Operations.Tests.Upgrades.Clusters;

/// <summary>Compares what people put into two clusters of different versions: rows and sequences. Catalogs and schema texts differ by version.</summary>
static class ClusterEquality
{
    static readonly string[] OfTheVersion = ["pg_catalog.", "information_schema."];

    /// <summary>Rows and hash of each table and the value of each sequence, of every database that can be connected to.</summary>
    /// <param name="open">Opens a connection to a database; null where there is none.</param>
    public static async Task<ClusterFingerprint> ReadAsync(Func<string, CancellationToken, Task<NpgsqlConnection?>> open, CancellationToken ct)
    {
        ImmutableArray<string> names;
        await using (var connection = (await open("template1", ct))!)
            names = await FingerprintReader.QueryAsync(connection, "select datname::text from pg_database where datallowconn and not datistemplate order by 1", row => row.GetString(0), ct);
        var databases = ImmutableArray.CreateBuilder<DatabaseFingerprint>();
        foreach (var name in names)
        {
            await using var connection = (await open(name, ct))!;
            databases.Add(await ReadAsync(connection, name, ct));
        }

        return new(databases.ToImmutable());
    }

    /// <summary>Each difference as a sentence; empty where there is none.</summary>
    public static IEnumerable<string> Differences(ClusterFingerprint old, ClusterFingerprint upgraded)
    {
        var found = upgraded.Databases.ToDictionary(database => database.Database, StringComparer.Ordinal);
        foreach (var database in old.Databases)
        {
            if (!found.TryGetValue(database.Database, out var there))
                yield return $"database '{database.Database}' is missing";
            else
            {
                foreach (var difference in FingerprintComparison.Differences(database, there))
                    yield return difference;
            }
        }
    }

    static async Task<DatabaseFingerprint> ReadAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        var sequences = await FingerprintReader.ReadSequencesAsync(connection, ct);
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        var (tables, skipped) = await FingerprintReader.ReadTablesAsync(connection, sampled: null, _ => { }, ct);
        return new(
            name, "", [.. tables.Where(table => !IsOfTheVersion(table.Table))], [.. sequences.Select(Bounds)],
            [.. skipped.Where(table => !IsOfTheVersion(table.Table))]);
    }

    /// <summary>A copy that replayed the log has its sequences where the log is ahead of them: values are skipped, none is given twice.</summary>
    static SequenceFingerprint Bounds((string Name, long Value, long Ahead) sequence) =>
        new(sequence.Name, Math.Min(sequence.Value, sequence.Value + sequence.Ahead), Math.Max(sequence.Value, sequence.Value + sequence.Ahead));

    static bool IsOfTheVersion(string table) => OfTheVersion.Any(schema => table.StartsWith(schema, StringComparison.Ordinal));
}
