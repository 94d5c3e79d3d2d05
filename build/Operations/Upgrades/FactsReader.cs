using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Upgrades;

/// <summary>Reads from the running cluster what an upgrade must not change.</summary>
sealed class FactsReader(PostgresClient postgres, string warehouse)
{
    const string Superset = "superset";

    /// <summary>Of Airflow everything that has a history or an owner; each as a count and a hash over the columns that no version has changed.</summary>
    static readonly (string What, string Table, string Columns)[] AirflowTables =
    [
        ("DAG runs", "dag_run", "dag_id, run_id, state"), ("task instances", "task_instance", "dag_id, task_id, run_id, map_index, state, try_number"), ("paused DAGs", "dag", "dag_id, is_paused"),
        ("connections of Airflow", "connection", "conn_id, conn_type, login, password, extra"), ("variables", "variable", "key, val"), ("users of Airflow", "ab_user", "username, active"),
    ];

    static readonly (string What, string Table)[] SupersetTables =
        [("dashboards", "dashboards"), ("charts", "slices"), ("databases of Superset", "dbs"), ("users of Superset", "ab_user"), ("datasets", "tables")];

    /// <param name="before">Has the rows of the warehouse already; null reads them.</param>
    public async Task<DataFacts> ReadAsync(DataFacts? before, CancellationToken ct)
    {
        var same = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (what, table, columns) in AirflowTables)
        {
            var sql = $"select count(*) || ' ' || coalesce(sum(hashtextextended(row({columns})::text, 0)::numeric), 0) from public.{table}";
            if (await AskAsync(PostgresLogin.AirflowDatabase, table, sql, ct) is { } answer)
                same[what] = answer;
        }

        var writes = before?.Writes ?? await ReadWritesAsync(ct);
        return new(
            same.ToImmutable(), await ReadCountsAsync(ct), before?.Warehouse ?? await ReadWarehouseAsync(ct), await ReadHeadsAsync(ct),
            (await new OneShotRecords(postgres).ReadAsync(ct)).ToImmutableSortedDictionary(StringComparer.Ordinal), await ReadOtherClientsAsync(ct))
        {
            Writes = writes,
        };
    }

    /// <summary>How many of each thing that people make in Superset there are.</summary>
    public async Task<ImmutableSortedDictionary<string, long>> ReadCountsAsync(CancellationToken ct)
    {
        var fewest = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var (what, table) in SupersetTables)
        {
            if (await AskAsync(Superset, table, $"select count(*)::text from public.{table}", ct) is { } answer)
                fewest[what] = long.Parse(answer, CultureInfo.InvariantCulture);
        }

        return fewest.ToImmutable();
    }

    /// <summary>Revisions of the metadata by <c>database.table</c>.</summary>
    public async Task<ImmutableSortedDictionary<string, string>> ReadHeadsAsync(CancellationToken ct) =>
        (await MigrationHeads.ReadAsync(OpenAsync, ct)).ToImmutableSortedDictionary(head => $"{head.Database}.{head.Table}", head => string.Join(", ", head.Revisions), StringComparer.Ordinal);

    /// <summary>An open connection; null where there is no such database.</summary>
    public async Task<NpgsqlConnection?> OpenAsync(string database, CancellationToken ct)
    {
        try
        {
            return await postgres.OpenAsync(ct, database);
        }
        catch (DataSpecException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
            return null;
        }
    }

    /// <summary>Null where the table is not there.</summary>
    public async Task<string?> AskAsync(string database, string table, string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync(database, ct);
        if (connection is null || !await FingerprintReader.HasTableAsync(connection, table, ct))
            return null;
        return (await FingerprintReader.QueryAsync(connection, sql, row => row.IsDBNull(0) ? "" : row.GetString(0), ct))[0];
    }

    /// <summary>Neither the catalogs, which provisioning changes, nor this tool's own records.</summary>
    async Task<ImmutableArray<TableFingerprint>> ReadWarehouseAsync(CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(ct, warehouse);
        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        var (tables, _) = await FingerprintReader.ReadTablesAsync(connection, sampled: null, _ => { }, ct);
        return [.. tables.Where(table => !table.Table.StartsWith("pg_catalog.", StringComparison.Ordinal) && !table.Table.StartsWith("information_schema.", StringComparison.Ordinal) && !table.Table.StartsWith("dataspec.", StringComparison.Ordinal))];
    }

    async Task<ImmutableSortedDictionary<string, long>> ReadWritesAsync(CancellationToken ct) =>
        (await postgres.QueryAsync(
            "select schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables",
            row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)),
            ct)).ToImmutableSortedDictionary(StringComparer.Ordinal);

    async Task<int> ReadOtherClientsAsync(CancellationToken ct) => (await postgres.QueryAsync(
        "select count(*)::int from pg_stat_activity where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid() and application_name <> 'dataspec'",
        row => row.GetInt32(0),
        ct))[0];
}
