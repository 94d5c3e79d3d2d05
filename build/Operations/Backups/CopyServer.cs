using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>A Postgres that runs on a copy, without a network: reached by its socket.</summary>
/// <param name="name">Of its container.</param>
/// <param name="password">Null where its rules let everybody in.</param>
sealed class CopyServer(BackupSidecars sidecars, string name, string socketDirectory, string user, string? password = null)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Null where the copy has no such database.</summary>
    public async Task<NpgsqlConnection?> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = socketDirectory,
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Timeout = 10,
            CommandTimeout = 0,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A start that succeeded proves nothing: only the end of recovery does.</summary>
    /// <exception cref="ProofFailedException">Postgres ended before that.</exception>
    public async Task UntilRecoveredAsync(CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await using var connection = await OpenAsync("postgres", ct);
                if (connection is not null && !(await FingerprintReader.QueryAsync(connection, "select pg_is_in_recovery()", row => row.GetBoolean(0), ct))[0])
                    return;
            }
            catch (Exception error) when (error is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
            {
                // Still starting, or ended: the next look at the container tells.
            }

            if (round % 5 == 4 && await sidecars.ReadExitAsync(name, ct) is { } exit)
            {
                var log = await sidecars.ReadLogAsync(name, ct);
                throw new ProofFailedException($"Postgres does not start on the backup ({exit}): {string.Join("; ", log.Where(line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("PANIC", StringComparison.Ordinal)).TakeLast(3))}");
            }

            await Task.Delay(Poll, ct);
        }
    }
}
