namespace DataSpec.Operations.Dumps;

/// <summary>The questions about a database; the same on the live one and on its restored copy.</summary>
static class DumpSql
{
    public const string Databases =
        """
        select datname::text, format(
            'create database %I template template0 encoding %L locale_provider %s lc_collate %L lc_ctype %L%s', datname, pg_encoding_to_char(encoding),
            case datlocprovider when 'c' then 'libc' when 'i' then 'icu' else 'builtin' end, datcollate, datctype,
            case datlocprovider when 'i' then format(' icu_locale %L', datlocale) when 'b' then format(' builtin_locale %L', datlocale) else '' end)
        from pg_database where datallowconn and not datistemplate order by datname collate "C"
        """;

    /// <summary>Tables whose rows a dump holds: those of people, not those of extensions, whose rows come with them.</summary>
    public const string Tables =
        """
        select n.nspname, c.relname
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by n.nspname collate "C", c.relname collate "C"
        """;

    public const string Objects =
        """
        with schemas as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
        select 'relations of kind ' || relkind::text, count(*) from pg_class where relnamespace in (select oid from schemas) and relpersistence <> 't' group by 1
        union all select 'functions', count(*) from pg_proc where pronamespace in (select oid from schemas)
        union all select 'constraints', count(*) from pg_constraint where connamespace in (select oid from schemas)
        union all select 'types', count(*) from pg_type where typnamespace in (select oid from schemas)
        union all select 'triggers', count(*) from pg_trigger where not tgisinternal
        union all select 'policies', count(*) from pg_policy
        union all select 'extensions', count(*) from pg_extension
        union all select 'large objects', count(*) from pg_largeobject_metadata
        union all select 'schemas', count(*) from schemas
        """;

    public const string Roles = "select rolname::text from pg_roles where rolname !~ '^pg_' and not rolsuper order by 1";
}
