using System.Collections.Immutable;
using Npgsql;

namespace DataSpec.Operations.Postgres;

/// <summary>A role of the cluster with one of its passwords.</summary>
public sealed record RolePassword(string Role, string Password)
{
    // The compiler's own text of a record would print the password.
    public override string ToString() => Role;
}

/// <summary>Passwords of the cluster's roles: which one is in force, and new ones for several at once.</summary>
/// <param name="login">A login as superuser.</param>
public sealed class RolePasswords(PostgresLogin login)
{
    const int ConnectSeconds = 5;

    /// <summary>True where the password is in force: by logging in over the published port, where the server asks everybody.</summary>
    /// <exception cref="DataSpecException">The server does not answer.</exception>
    public async Task<bool> IsAcceptedAsync(RolePassword role, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(role, ct);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
        catch (PostgresException) // Let in, and then told something else, such as that the database is not for this role.
        {
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            throw PostgresFailure.OfConnecting(login, login.Database, error);
        }
    }

    /// <summary>Gives all roles that exist their new passwords, in one transaction: all or none.</summary>
    public async Task SetAsync(IReadOnlyCollection<RolePassword> roles, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(new RolePassword(login.User, login.Password), ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            // Verifiers are no passwords, but they are nobody's business either.
            await ExecuteAsync("set local log_min_error_statement = panic; set local log_min_duration_statement = -1; set local log_statement = none", connection, ct);
            var existing = await ExistingAsync(connection, ct);
            foreach (var role in roles.Where(role => existing.Contains(role.Role)))
                await ExecuteAsync($"alter role {SqlIdentifier.Quote(role.Role)} password '{ScramVerifier.Of(role.Password)}'", connection, ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            throw error is PostgresException failed && failed.SqlState is not PostgresErrorCodes.InvalidPassword
                ? PostgresFailure.OfStatement(failed)
                : PostgresFailure.OfConnecting(login, login.Database, error);
        }
    }

    static async Task<ImmutableHashSet<string>> ExistingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select rolname from pg_roles", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names.ToImmutable();
    }

    static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    async Task<NpgsqlConnection> OpenAsync(RolePassword role, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = login.Host,
            Port = login.Port,
            Username = role.Role,
            Password = role.Password,
            Database = login.Database,
            ApplicationName = "dataspec",
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Timeout = ConnectSeconds,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
