using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Dumps;

/// <summary>One snapshot of a database that stays open while it is dumped and counted: both see the same rows.</summary>
sealed class DumpSnapshot : IAsyncDisposable
{
    readonly NpgsqlConnection _connection;

    DumpSnapshot(NpgsqlConnection connection, string name) => (_connection, Name) = (connection, name);

    /// <summary>As <c>pg_dump --snapshot</c> takes it.</summary>
    public string Name { get; }

    /// <exception cref="DataSpecException">Not reachable.</exception>
    public static async Task<DumpSnapshot> TakeAsync(PostgresClient postgres, string database, CancellationToken ct)
    {
        var connection = await postgres.OpenAsync(ct, database);
        try
        {
            await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
            await FingerprintReader.ExecuteAsync(connection, "set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0; set statement_timeout = 0", ct);
            await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
            return new(connection, (await FingerprintReader.QueryAsync(connection, "select pg_export_snapshot()", row => row.GetString(0), ct))[0]);
        }
        catch (NpgsqlException error)
        {
            await connection.DisposeAsync();
            throw PostgresFailure.OfStatement(error);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <remarks>No table is locked here: a lock behind one that waits for this transaction would wait for ever.</remarks>
    public Task<DatabaseContent> ReadAsync(CancellationToken ct) => DumpContent.ReadAsync(_connection, ct);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
