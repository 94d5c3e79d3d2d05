using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>What keeps the databases quick and able to move to another version.</summary>
static class UpkeepRules
{
    public static ImmutableArray<SqlRule> All { get; } =
    [
        new(
            "pg.extensions", "Every extension that is installed is there with its library, in the version of the image",
            "./build.sh Psql -- -d DATABASE -c 'alter extension NAME update'; one whose files are missing needs an image that has them",
            """
            select 2, format('%s %s is installed, and the image does not have it', extname, extversion) from pg_extension where not exists (select from pg_available_extensions where name = extname)
            union all select 1, format('%s is at version %s, the image has %s', name, installed_version, default_version) from pg_available_extensions where installed_version <> default_version
            union all select 0, string_agg(extname || ' ' || extversion, ', ' order by extname) from pg_extension
            """) { InEachDatabase = true },
        new(
            "pg.libraries", "Every library that a function is in can be loaded", "An image that has the library, or drop extension NAME",
            """
            select format('load %L', probin) from pg_proc where probin is not null group by probin
            union all select format('select 0, %L', format('%s libraries', count(distinct probin))) from pg_proc where probin is not null
            """) { InEachDatabase = true, Generates = true },
        // 800 kB: the planner guesses a smaller table well enough. Loads analyze what they load, autovacuum the rest within a minute or two.
        new(
            "pg.statistics", "The planner knows what the tables hold", "./build.sh Psql -- -d DATABASE -c 'analyze'",
            """
            select 1, format('%s (%s) was never analyzed', c.oid::regclass, pg_size_pretty(pg_relation_size(c.oid))) from pg_class c
            where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid >= 16384 and pg_relation_size(c.oid) > 100 * 8192 and not exists (select from pg_statistic where starelid = c.oid)
              and coalesce(pg_stat_get_live_tuples(c.oid), 1) > 0
            union all select 0, format('%s tables with statistics', count(distinct starelid)) from pg_statistic where starelid >= 16384
            """) { InEachDatabase = true },
        // Autovacuum comes at a fifth: at twice that it does not keep up, or is off. Fewer than 100,000 rows do not matter.
        new(
            "pg.bloat", "Rows that were deleted are cleared away", "./build.sh Psql -- -d DATABASE -c 'vacuum (analyze) TABLE'; pg.prepared tells what may hold it back",
            """
            select 1, format('%s: %s dead rows beside %s live ones, last cleared %s', relid::regclass, n_dead_tup, n_live_tup, coalesce(greatest(last_vacuum, last_autovacuum)::timestamp(0)::text, 'never'))
            from pg_stat_user_tables where n_dead_tup > 100000 and n_dead_tup > 0.4 * n_live_tup
              and not exists (select from pg_stat_progress_vacuum v where v.relid = pg_stat_user_tables.relid)
            union all select 1, 'autovacuum is off' where current_setting('autovacuum') = 'off'
            union all select 0, format('%s dead rows beside %s live ones', coalesce(sum(n_dead_tup), 0), coalesce(sum(n_live_tup), 0)) from pg_stat_user_tables
            """) { InEachDatabase = true },
    ];
}
