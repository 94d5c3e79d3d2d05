using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Upgrades;

/// <summary>The revisions of one schema that a service keeps in Postgres, as alembic wrote them.</summary>
/// <param name="Name">Of what: <c>airflow-fab</c>.</param>
/// <param name="Revisions">In order; one on most days.</param>
sealed record MigrationHead(string Name, string Database, string Table, ImmutableArray<string> Revisions);

/// <summary>Reads how far the schemas of the services are migrated.</summary>
static class MigrationHeads
{
    const string Superset = "superset";

    static readonly (string Name, string Database, string Table)[] Places =
    [
        ("airflow", PostgresLogin.AirflowDatabase, "alembic_version"), ("airflow-fab", PostgresLogin.AirflowDatabase, "alembic_version_fab"), (Superset, Superset, "alembic_version"),
    ];

    /// <summary>Those that are there.</summary>
    /// <param name="open">Opens a connection to a database; null where there is none.</param>
    public static async Task<ImmutableArray<MigrationHead>> ReadAsync(Func<string, CancellationToken, Task<NpgsqlConnection?>> open, CancellationToken ct)
    {
        var heads = ImmutableArray.CreateBuilder<MigrationHead>();
        foreach (var (name, database, table) in Places)
        {
            await using var connection = await open(database, ct);
            if (connection is not null && await FingerprintReader.HasTableAsync(connection, table, ct))
                heads.Add(new(name, database, table, await FingerprintReader.QueryAsync(connection, $"select version_num from public.{table} order by 1", row => row.GetString(0), ct)));
        }

        return heads.ToImmutable();
    }
}
