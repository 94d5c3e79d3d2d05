using Npgsql;

namespace DataSpec.EndToEnd;

/// <summary>The warehouse as its owner sees it through the published port, with the password of <c>.env</c>.</summary>
sealed class Warehouse(Checkout checkout)
{
    public async Task<T> Scalar<T>(string sql, string database = "datafoundry")
    {
        await using var connection = await Open(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A session of its own.</summary>
    public async Task<NpgsqlConnection> Open(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = checkout.PostgresPort,
            Username = "datafoundry",
            Password = checkout.EnvValue("POSTGRES_PASSWORD"),
            Database = database,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<TaxiTotals> TaxiTotals()
    {
        var values = await Scalar<long[]>("""
            select array[count(*), coalesce(sum(passenger_count), 0)::bigint, sum(pu_location_id)::bigint,
                         sum(round(fare_amount * 100))::bigint, sum(round(total_amount * 100))::bigint, count(airport_fee)]
            from nyc_taxi.yellow_trips
            """);
        return new TaxiTotals(values[0], values[1], values[2], values[3], values[4], values[5]);
    }
}
