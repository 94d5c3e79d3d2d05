using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>What lies on the disk, as far as the catalogs tell without reading it.</summary>
static class StorageRules
{
    public static ImmutableArray<SqlRule> All { get; } =
    [
        new(
            "pg.checksums", "Pages carry checksums, and none that was read had a wrong one",
            "Restore (./build.sh Restore --from latest), once the disk is known to be good: dmesg, smartctl -a",
            """
            select 2, format('%s: %s pages with a wrong checksum, the last one read %s', coalesce(datname, 'shared tables'), checksum_failures, checksum_last_failure)
            from pg_stat_database where checksum_failures > 0
            union all select 1, 'checksums are off: damage on the disk goes unnoticed' where current_setting('data_checksums') <> 'on'
            union all select 0, format('checksums are %s, no failure in %s databases', current_setting('data_checksums'), count(datname)) from pg_stat_database
            """),
        new(
            "pg.indexes", "Every index is valid", "./build.sh Psql -- -d DATABASE -c 'reindex index concurrently INDEX' (one named ..._ccnew is dropped instead)",
            """
            select 2, format('%s of %s is not valid', i.indexrelid::regclass, i.indrelid::regclass) from pg_index i
            where not (i.indisvalid and i.indisready and i.indislive) and i.indrelid >= 16384 and not pg_is_other_temp_schema((select relnamespace from pg_class where oid = i.indexrelid))
              and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
            union all select 0, format('%s indexes', count(*)) from pg_index where indrelid >= 16384
            """) { InEachDatabase = true },
        new(
            "pg.collations", "The C library and ICU order text as they did when the indexes were made",
            "./build.sh Psql -- -d DATABASE -c 'reindex database DATABASE', and then -c 'alter database DATABASE refresh collation version', which alone only hides it",
            """
            select 2, format('its order of text is that of %s, the library''s that of %s', datcollversion, pg_database_collation_actual_version(oid)) from pg_database
            where datname = current_database() and datcollversion is distinct from pg_database_collation_actual_version(oid)
            union all select 2, format('collation %s is that of %s, the library''s that of %s', oid::regcollation, collversion, pg_collation_actual_version(oid)) from pg_collation
            where collversion is not null and (oid in (select attcollation from pg_attribute where attrelid >= 16384) or oid in (select unnest(indcollation) from pg_index where indrelid >= 16384))
              and collversion <> pg_collation_actual_version(oid)
            union all select 0, format('version %s', coalesce(datcollversion, 'independent')) from pg_database where datname = current_database()
            """) { InEachDatabase = true },
        new(
            "pg.constraints", "Every constraint was tried on all rows", "./build.sh Psql -- -d DATABASE -c 'alter table TABLE validate constraint NAME'",
            """
            select 1, format('%s of %s was never tried on the rows that were there before it', conname, coalesce(nullif(conrelid, 0)::regclass::text, contypid::regtype::text)) from pg_constraint where not convalidated
            union all select 0, format('%s constraints', count(*)) from pg_constraint where oid >= 16384
            """) { InEachDatabase = true },
        new(
            "pg.unlogged", "No table is unlogged: backups hold those without their rows", "./build.sh Psql -- -d DATABASE -c 'alter table TABLE set logged', if its rows are to be kept",
            """
            select 1, format('%s is unlogged: a crash or a backup empties it', oid::regclass) from pg_class where relpersistence = 'u' and relkind in ('r', 'm')
            union all select 0, format('%s tables', count(*)) from pg_class where relkind in ('r', 'm') and oid >= 16384
            """) { InEachDatabase = true },
        new(
            "pg.tablespaces", "All tables lie in the data directory, which is what backups cover", "Move their tables back (alter table TABLE set tablespace pg_default), then drop tablespace NAME",
            """
            select 2, format('tablespace %s is in ''%s'': no backup can be made', spcname, pg_tablespace_location(oid)) from pg_tablespace where spcname not in ('pg_default', 'pg_global')
            union all select 0, format('all in ''%s''', current_setting('data_directory'))
            """),
    ];
}
