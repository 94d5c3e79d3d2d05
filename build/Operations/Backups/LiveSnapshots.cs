using System.Collections.Immutable;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>One open snapshot of each database of the live cluster, all taken within milliseconds, and the restore point after them.</summary>
/// <remarks>A snapshot cannot be shared between databases, so each has its own and is later compared at its own place of the log.</remarks>
sealed class LiveSnapshots : IAsyncDisposable
{
    readonly ImmutableArray<OpenDatabase> _databases;

    LiveSnapshots(ImmutableArray<OpenDatabase> databases, ConsistencyPoint point) => (_databases, Point) = (databases, point);

    sealed record OpenDatabase(string Name, NpgsqlConnection Connection, Dictionary<string, long> Before, Lsn Floor, Snapshot Snapshot);

    public ConsistencyPoint Point { get; }

    /// <summary>The server's processes that read them.</summary>
    public IEnumerable<int> Processes => _databases.Select(database => database.Connection.ProcessID);

    /// <summary>Takes them; everything acknowledged until then is in the log before the restore point.</summary>
    public static async Task<LiveSnapshots> TakeAsync(PostgresClient postgres, ImmutableArray<string> databases, string restorePoint, CancellationToken ct)
    {
        var open = new List<NpgsqlConnection>();
        try
        {
            foreach (var database in databases)
                open.Add(await postgres.OpenAsync(ct, database));
            var prepared = await Task.WhenAll(open.Select(connection => PrepareAsync(connection, ct)));
            var snapshots = await Task.WhenAll(open.Select(connection =>
                FingerprintReader.QueryAsync(connection, "select pg_current_snapshot()::text", row => Snapshot.Parse(row.GetString(0)), ct)));
            // A second statement: the switch flushes the restore point and fills its segment up.
            var point = (await postgres.QueryAsync(
                "select clock_timestamp(), pg_create_restore_point($1)::text", row => new ConsistencyPoint(row.GetFieldValue<DateTimeOffset>(0), restorePoint, row.GetString(1)),
                ct, values: restorePoint))[0];
            await postgres.ExecuteAsync("select pg_switch_wal()", ct);
            return new([.. databases.Select((name, index) => new OpenDatabase(name, open[index], prepared[index].Before, prepared[index].Floor, snapshots[index][0]))], point);
        }
        catch
        {
            foreach (var connection in open)
                await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>For each database the place of the log at which a copy has committed what its snapshot saw; null where one has none.</summary>
    public ImmutableArray<Lsn>? PointsIn(WalCommits commits)
    {
        var ranges = _databases.Select(database => commits.RangeOf(database.Snapshot, database.Floor)).ToArray();
        return ranges.Any(range => range is null) ? null : PointRange.FewestPoints([.. ranges.Select(range => range!.Value)]);
    }

    /// <summary>Reads everything in the snapshots, one database after the other.</summary>
    public async Task<ClusterFingerprint> ReadAsync(ImmutableArray<Lsn> points, long totalBytes, IProgressSink progress, CancellationToken ct)
    {
        var done = 0L;
        var databases = ImmutableArray.CreateBuilder<DatabaseFingerprint>();
        foreach (var (database, index) in _databases.Select((database, index) => (database, index)))
        {
            var (tables, skipped) = await FingerprintReader.ReadTablesAsync(
                database.Connection, sampled: null, bytes => progress.Advance("fingerprint", done += bytes, Math.Max(totalBytes, done), "bytes"), ct);
            await FingerprintReader.ExecuteAsync(database.Connection, "commit", ct);
            var after = await FingerprintReader.ReadSequencesAsync(database.Connection, ct);
            databases.Add(new(database.Name, points[index].ToString(), tables, [.. after.Where(now => database.Before.ContainsKey(now.Name)).Select(now => Bounds(now, database.Before[now.Name]))], skipped));
        }

        return new(databases.ToImmutable());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
            await database.Connection.DisposeAsync();
    }

    /// <summary>Sequences first: their values then are in the log before the place that is noted here.</summary>
    static async Task<(Dictionary<string, long> Before, Lsn Floor)> PrepareAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        var before = (await FingerprintReader.ReadSequencesAsync(connection, ct)).ToDictionary(sequence => sequence.Name, sequence => sequence.Value, StringComparer.Ordinal);
        var floor = (await FingerprintReader.QueryAsync(connection, "select pg_current_wal_insert_lsn()::text", row => Lsn.Parse(row.GetString(0)), ct))[0];
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        return (before, floor);
    }

    static SequenceFingerprint Bounds((string Name, long Value, long Ahead) now, long before) => now.Ahead >= 0
        ? new(now.Name, Math.Min(before, now.Value), now.Value + now.Ahead)
        : new(now.Name, now.Value + now.Ahead, Math.Max(before, now.Value));
}
