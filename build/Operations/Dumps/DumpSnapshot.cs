using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Dumps;

/// <summary>One snapshot of a database that stays open while it is dumped and counted: both see the same rows.</summary>
sealed class DumpSnapshot : IAsyncDisposable
{
    const int Attempts = 5;

    readonly NpgsqlConnection _connection;

    DumpSnapshot(NpgsqlConnection connection, string name) => (_connection, Name) = (connection, name);

    /// <summary>As <c>pg_dump --snapshot</c> takes it.</summary>
    public string Name { get; }

    /// <exception cref="DataSpecException">Not reachable, or somebody holds a table for a minute.</exception>
    public static async Task<DumpSnapshot> TakeAsync(PostgresClient postgres, string database, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = await postgres.OpenAsync(ct, database);
            try
            {
                await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
                await FingerprintReader.ExecuteAsync(connection, "set lock_timeout = '1min'; set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0; set statement_timeout = 0", ct);
                var tables = await FingerprintReader.QueryAsync(connection, DumpSql.Tables, row => $"{DumpSql.Quoted(row.GetString(0))}.{DumpSql.Quoted(row.GetString(1))}", ct);
                // Not read only: that forbids the lock. A table that is emptied looks empty to every snapshot, hence the lock before it.
                await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read", ct);
                if (!tables.IsEmpty)
                    await FingerprintReader.ExecuteAsync(connection, $"lock table only {string.Join(", only ", tables)} in access share mode", ct);
                return new(connection, (await FingerprintReader.QueryAsync(connection, "select pg_export_snapshot()", row => row.GetString(0), ct))[0]);
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable && attempt < Attempts)
            {
                await connection.DisposeAsync();
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
    }

    public Task<(ImmutableArray<DumpedTable> Tables, ImmutableSortedDictionary<string, long> Objects)> ReadAsync(CancellationToken ct) => DumpContent.ReadAsync(_connection, ct);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
