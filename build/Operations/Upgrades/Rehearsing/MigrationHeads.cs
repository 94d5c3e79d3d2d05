using System.Collections.Immutable;
using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>The revisions of the schemas that the services keep in Postgres, as alembic wrote them.</summary>
static class MigrationHeads
{
    static readonly (string Name, string Database, string Table)[] Places =
    [
        ("airflow", "airflow", "alembic_version"), ("airflow-fab", "airflow", "alembic_version_fab"), ("superset", "superset", "alembic_version"),
    ];

    /// <summary>Those that are there, by name; several heads of one have a comma between them.</summary>
    public static async Task<ImmutableSortedDictionary<string, string>> ReadAsync(CopyServer server, CancellationToken ct)
    {
        var heads = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, database, table) in Places)
        {
            await using var connection = await server.OpenAsync(database, ct);
            if (connection is null || !(await FingerprintReader.QueryAsync(connection, $"select to_regclass('public.{table}') is not null", row => row.GetBoolean(0), ct))[0])
                continue;
            heads[name] = string.Join(',', await FingerprintReader.QueryAsync(connection, $"select version_num from public.{table} order by 1", row => row.GetString(0), ct));
        }

        return heads.ToImmutable();
    }
}
