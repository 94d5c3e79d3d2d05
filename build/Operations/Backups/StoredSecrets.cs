using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>What the services stored encrypted: read from a booted copy with the backup's own keys.</summary>
static class StoredSecrets
{
    /// <summary>Tables that may be missing where a service never ran; the column is cast to text, whatever its type.</summary>
    static readonly (string Database, string Table, string Sql, string What)[] Places =
    [
        ("airflow", "connection", "select conn_id, password from connection where is_encrypted and password <> ''", "connection of Airflow"),
        ("airflow", "connection", "select conn_id, extra from connection where is_extra_encrypted and extra <> ''", "extra of a connection of Airflow"),
        ("airflow", "variable", "select key, val from variable where is_encrypted and val <> ''", "variable of Airflow"),
        ("superset", "dbs", "select database_name, convert_from(password::bytea, 'UTF8') from dbs where password is not null", "database password of Superset"),
    ];

    /// <summary>How many values were read, and those that could not be.</summary>
    /// <param name="of">Whose <c>.env</c> the keys are from, for the texts.</param>
    public static async Task<(int Read, IReadOnlyList<string> Unreadable)> CheckAsync(
        Func<string, CancellationToken, Task<NpgsqlConnection?>> open, StackKeyring keys, CancellationToken ct, string of = "the backup's ")
    {
        var read = 0;
        List<string> unreadable = [];
        foreach (var place in Places)
        {
            await using var connection = await open(place.Database, ct);
            if (connection is null || !await ExistsAsync(connection, place.Table, ct))
                continue;
            await using var command = new NpgsqlCommand(place.Sql, connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var (name, text) = (reader.GetString(0), reader.GetString(1));
                var plain = place.Database is "superset" ? SupersetCipher.Decrypt(keys.Superset, text) : FernetCipher.Decrypt(keys.Fernet, text);
                if (plain is null)
                    unreadable.Add($"the {place.What} '{name}' cannot be read with the key in {of}.env");
                else
                    read++;
            }
        }

        return (read, unreadable);
    }

    static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new() { Value = table } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
