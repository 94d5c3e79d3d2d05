using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Verification.Checks.Postgres;
using Npgsql;

namespace DataSpec.Operations.Verification.Checks.Deep;

/// <summary>What was found in a copy.</summary>
/// <param name="Backup">Id of the backup that the copy was made of; null where there is none, and nothing was read.</param>
/// <param name="Structure">What contradicts itself in tables and indexes.</param>
/// <param name="Reading">What cannot be read, or is found by one way and not by another.</param>
/// <param name="Rows">Read, in all tables of all databases.</param>
sealed record DeepFindings(string? Backup, int Indexes, int Tables, long Rows, ImmutableArray<string> Structure, ImmutableArray<string> Reading);

/// <summary>Reads everything in a copy of the newest backup, so that the live cluster is neither slowed nor changed.</summary>
static class DeepLook
{
    const string Databases = "select datname from pg_database where datallowconn and not datistemplate and datconnlimit <> -2 order by 1";

    /// <summary>Every valid B-tree with its order, each row of its table, and that unique is unique; the statements raise an error or answer with no row.</summary>
    const string Indexes =
        """
        select format('%I.%I', n.nspname, c.relname), format('select '''' from (select dataspec_check.bt_index_check(%s::oid::regclass, true%s) as done offset 0) looked where pg_typeof(done) <> ''void''::regtype', c.oid, case when i.indisunique and current_setting('server_version_num')::int >= 170000 then ', true' else '' end)
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam join pg_namespace n on n.oid = c.relnamespace
        where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence = 'p' and i.indisvalid and i.indisready order by 1
        """;

    const string Heaps =
        """
        select format('%I.%I', n.nspname, c.relname), format('select format(''block %%s, row %%s: %%s'', blkno, offnum, msg) from dataspec_check.verify_heapam(%s::oid::regclass, true, true)', c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 't') and c.relpersistence = 'p' order by 1
        """;

    /// <summary>Of a table with an index the rows that the index leads to; a page of the table that was zeroed is missed by nothing else.</summary>
    const string Counted =
        """
        select n.nspname, c.relname, exists (select from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am a on a.oid = x.relam
            where i.indrelid = c.oid and a.amname = 'btree' and i.indisvalid and i.indpred is null)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm') and c.relpersistence = 'p' and n.nspname <> 'information_schema' order by 1, 2
        """;

    public static async Task<DeepFindings> RunAsync(StackView view, CancellationToken ct) =>
        view.Copies is { } copies && (await view.BackupsAsync(ct)).Newest is { } newest
            ? await copies.OnCopyAsync(newest.Backup, boot => ReadAsync(boot, newest.Backup.Id, ct), ct)
            : new(null, 0, 0, 0, [], []);

    static async Task<DeepFindings> ReadAsync(ProofBoot boot, string backup, CancellationToken ct)
    {
        var found = new DeepFindings(backup, 0, 0, 0, [], []);
        await using var first = await boot.OpenAsync("postgres", ct);
        foreach (var database in await FingerprintReader.QueryAsync(first!, Databases, row => row.GetString(0), ct))
        {
            await using var session = await boot.OpenAsync(database, ct);
            await FingerprintReader.ExecuteAsync(session!, "create schema dataspec_check; create extension amcheck schema dataspec_check", ct);
            await FingerprintReader.ExecuteAsync(session!, FingerprintSql.Settings, ct);
            found = await CountsAsync(session!, database, await StructureAsync(session!, database, found, ct), ct);
        }

        return found;
    }

    static async Task<DeepFindings> StructureAsync(NpgsqlConnection session, string database, DeepFindings found, CancellationToken ct)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var indexes = await FingerprintReader.QueryAsync(session, Indexes, row => (Name: row.GetString(0), Sql: row.GetString(1)), ct);
        foreach (var (name, sql) in indexes.AddRange(await FingerprintReader.QueryAsync(session, Heaps, row => (Name: row.GetString(0), Sql: row.GetString(1)), ct)))
        {
            await session.ReopenAsync(FingerprintSql.Settings, ct);
            try
            {
                problems.AddRange((await FingerprintReader.QueryAsync(session, sql, row => row.GetString(0), ct)).Select(text => $"{database}: {name}: {text}"));
            }
            catch (PostgresException error)
            {
                problems.Add($"{database}: {name}: {error.MessageText}");
            }
        }

        return found with { Indexes = found.Indexes + indexes.Length, Structure = found.Structure.AddRange(problems) };
    }

    static async Task<DeepFindings> CountsAsync(NpgsqlConnection session, string database, DeepFindings found, CancellationToken ct)
    {
        foreach (var (schema, table, isIndexed) in await FingerprintReader.QueryAsync(session, Counted, row => (row.GetString(0), row.GetString(1), row.GetBoolean(2)), ct))
        {
            await session.ReopenAsync(FingerprintSql.Settings, ct);
            try
            {
                var rows = (await FingerprintReader.QueryAsync(session, FingerprintSql.OfTable(schema, table, percent: null), row => row.GetInt64(0), ct))[0];
                var led = isIndexed ? await ByIndexAsync(session, schema, table, ct) : rows;
                found = found with { Tables = found.Tables + 1, Rows = found.Rows + rows };
                if (led != rows)
                    found = found with { Reading = found.Reading.Add($"{database}: {schema}.{table} holds {rows} rows, its index leads to {led}") };
            }
            catch (PostgresException error)
            {
                found = found with { Tables = found.Tables + 1, Reading = found.Reading.Add($"{database}: {schema}.{table}: {error.MessageText}") };
            }
        }

        return found;
    }

    static async Task<long> ByIndexAsync(NpgsqlConnection session, string schema, string table, CancellationToken ct)
    {
        // In one transaction: what it sets ends with it, however it ends. From version 18 on index-only scans need enable_indexscan too.
        var count = $"select count(*) from only {SqlIdentifier.Quote(schema, table)}";
        await using var transaction = await session.BeginTransactionAsync(ct);
        await FingerprintReader.ExecuteAsync(session, "set local enable_seqscan = off; set local enable_indexscan = on; set local enable_indexonlyscan = on", ct);
        return (await FingerprintReader.QueryAsync(session, count, row => row.GetInt64(0), ct))[0];
    }
}
