using Npgsql;

namespace DataSpec.EndToEnd.Verification;

/// <summary>The cluster of a stack as its superuser.</summary>
sealed class Cluster(Checkout stack)
{
    public const string Main = "datafoundry";

    /// <summary>One statement after the other, each for itself, in one session.</summary>
    public async Task Run(string database, params IEnumerable<string> statements)
    {
        await using var connection = await Open(database);
        foreach (var statement in statements)
            await Execute(connection, statement);
    }

    /// <summary>A statement that fails, as it must.</summary>
    public async Task Fail(string database, string statement)
    {
        await using var connection = await Open(database);
        await Should.ThrowAsync<PostgresException>(() => Execute(connection, statement));
    }

    /// <summary>A session that stays open until it is disposed, with these statements run.</summary>
    public async Task<NpgsqlConnection> Hold(string database, params IEnumerable<string> statements)
    {
        var connection = await Open(database);
        foreach (var statement in statements)
            await Execute(connection, statement);
        return connection;
    }

    /// <summary>In the container, as the server's user; <c>$PGDATA</c> is the cluster.</summary>
    public Task Shell(string script) => Docker.Run("exec", "--user", "postgres", $"{stack.Project}-postgres-1", "sh", "-c", script);

    static async Task Execute(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    Task<NpgsqlConnection> Open(string database) => new Warehouse(stack).Open(database);
}
