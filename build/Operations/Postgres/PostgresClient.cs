using System.Collections.Immutable;
using Npgsql;

namespace DataSpec.Operations.Postgres;

/// <summary>Short questions to the cluster over its published port; every failure says what to do.</summary>
/// <param name="patience">For one that asks many questions at once: how long a connection may take, and a few are then kept for the next question.</param>
public sealed class PostgresClient(PostgresLogin login, TimeSpan? patience = null)
{
    /// <summary>Seconds to connect; a server on the same machine that needs longer is not up, however out of breath the machine is.</summary>
    const int ConnectSeconds = 15;

    /// <summary>Connections to one database at a time, where they are kept.</summary>
    const int Kept = 3;

    /// <summary>An open connection, for the warehouse unless another database is named; the caller disposes it.</summary>
    /// <exception cref="DataSpecException">Not reachable, wrong password, or no such database.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct, string? database = null)
    {
        var connection = new NpgsqlConnection(ConnectionString(database ?? login.Database));
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            await connection.DisposeAsync();
            throw PostgresFailure.OfConnecting(login, database ?? login.Database, error);
        }
    }

    /// <summary>Every row of a question, as <paramref name="map"/> reads it; <paramref name="values"/> are its parameters $1, $2, ...</summary>
    public async Task<ImmutableArray<T>> QueryAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct, string? database = null, params object[] values)
    {
        await using var connection = await OpenAsync(ct, database);
        try
        {
            await using var command = Command(sql, connection, values);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var rows = ImmutableArray.CreateBuilder<T>();
            while (await reader.ReadAsync(ct))
                rows.Add(map(reader));
            return rows.ToImmutable();
        }
        catch (NpgsqlException error)
        {
            throw PostgresFailure.OfStatement(error);
        }
    }

    /// <summary>Runs a statement with these values for its parameters $1, $2, ...</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var connection = await OpenAsync(ct);
        try
        {
            await using var command = Command(sql, connection, values);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (NpgsqlException error)
        {
            throw PostgresFailure.OfStatement(error);
        }
    }

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    // One short question a process: a pool and encryption on the loopback would only cost time.
    string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = login.Host,
        Port = login.Port,
        Username = login.User,
        Password = login.Password,
        Database = database,
        ApplicationName = "dataspec",
        Pooling = patience is not null,
        MaxPoolSize = Kept,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = (int?)patience?.TotalSeconds ?? ConnectSeconds,
    }.ConnectionString;
}
