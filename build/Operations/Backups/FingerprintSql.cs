using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Backups;

/// <summary>The questions of a fingerprint; run word for word on the live cluster and on a copy.</summary>
static class FingerprintSql
{
    /// <summary>Text forms and plans that do not depend on settings: indexes are passed by, because a lost page shows in the table alone.</summary>
    public const string Settings =
        """
        set extra_float_digits = 3; set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set bytea_output = 'hex'; set xmloption = 'content';
        set search_path = pg_catalog; set jit = off; set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off; set lock_timeout = '5s';
        set max_parallel_workers_per_gather = 0; set row_security = off
        """;

    /// <summary>Ordinary tables and materialized views with their file and size; temporary ones left out, the catalogs not.</summary>
    public const string Tables =
        """
        select n.nspname, c.relname, c.oid::bigint, c.relfilenode::bigint, c.relpersistence = 'u', coalesce(pg_relation_size(c.oid), 0)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and c.relpersistence <> 't' and n.nspname !~ '^pg_(toast|temp)'
          and not (n.nspname = 'pg_catalog' and c.relname in ('pg_statistic', 'pg_statistic_ext_data'))
        order by n.nspname collate "C", c.relname collate "C"
        """;

    /// <summary>Name, value, and what the log may be ahead: Postgres logs 32 values at a time.</summary>
    public const string Sequences =
        """
        select quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value, 33 * increment_by from pg_sequences
        where last_value is not null and not cycle order by 1
        """;

    /// <summary>What maintenance writes into the catalogs outside transactions is left out of them.</summary>
    static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["pg_catalog.pg_class"] =
            "row(oid, relname, relnamespace, reltype, reloftype, relowner, relam, relfilenode, reltablespace, relisshared, relpersistence, relkind, relnatts, "
            + "relchecks, relrowsecurity, relforcerowsecurity, relispopulated, relreplident, relispartition, relacl, reloptions, relpartbound)",
        ["pg_catalog.pg_database"] =
            "row(oid, datname, datdba, encoding, datlocprovider, datistemplate, datallowconn, dattablespace, datcollate, datctype, datcollversion, datacl)",
    };

    /// <summary>Count and hash in one pass; of a large table the hash of a sample, by pages.</summary>
    public static string OfTable(string schema, string table, double? percent)
    {
        var row = Columns.GetValueOrDefault($"{schema}.{table}") ?? "dataspec_row";
        var from = $"{SqlIdentifier.Quote(schema, table)} as dataspec_row";
        var hash = $"coalesce(sum(hashtextextended({row}::text, 0)::numeric), 0)::text";
        return percent is { } share
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"select (select count(*) from only {from}), {hash} from only {from} tablesample system ({share:0.####}) repeatable (1)")
            : $"select count(*), {hash} from only {from}";
    }
}
