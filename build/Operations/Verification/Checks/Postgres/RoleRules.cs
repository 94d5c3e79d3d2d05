using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>Roles and their rights, as <c>scripts-config/postgres</c> makes them.</summary>
static class RoleRules
{
    const string Remedy = "./build.sh Up makes what is missing; what is too much: revoke it, or drop role NAME";

    const string Declared = "(values ('airflow'), ('superset'), ('superset_reader'), ('grafana_reader')) as declared (role)";

    public static ImmutableArray<SqlRule> All { get; } =
    [
        new(
            "pg.passwords", "Passwords are kept as SCRAM verifiers, not as md5 hashes", "./build.sh RotateSecrets (for a role of your own: \\password ROLE)",
            """
            select 1, format('%s has an md5 hash', rolname) from pg_authid where rolpassword like 'md5%'
            union all select 0, format('%s roles with a password', count(rolpassword)) from pg_authid
            """),
        new(
            "pg.roles", "The roles are those that the stack declares, with no rights over the cluster but the superuser's", Remedy,
            $"""
            select 2, format('role %s is missing or may not log in', role) from {Declared} where not exists (select from pg_roles where rolname = role and rolcanlogin)
            union all select 2, format('%s is a superuser', rolname) from pg_roles where rolsuper and oid <> 10
            union all select 2, format('%s may %s', rolname, concat_ws(', ', case when rolcreaterole then 'create roles' end, case when rolcreatedb then 'create databases' end,
                case when rolreplication then 'copy the cluster' end, case when rolbypassrls then 'pass by row security' end))
            from pg_roles where not rolsuper and (rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
            union all select 2, format('%s is a member of %s', member::regrole, roleid::regrole) from pg_auth_members join {Declared} on member::regrole::text = quote_ident(role)
            union all select 2, format('%s has the rights of %s', member::regrole, roleid::regrole) from pg_auth_members
            where member <> 10 and roleid::regrole::text in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program') and not exists (select from {Declared} where quote_ident(role) = member::regrole::text)
            union all select 1, format('%s may log in and is none of the stack''s', rolname) from pg_roles where rolcanlogin and oid <> 10 and not exists (select from {Declared} where role = rolname)
            union all select 0, format('%s roles', count(*)) from pg_roles where rolname !~ '^pg_'
            """),
        new(
            "pg.grants", "Who only reads can only read, and nobody has business in another's database", Remedy,
            $"""
            select 2, format('everybody may %s database %s', lower(string_agg(privilege_type, ', ')), datname) from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
            where datallowconn and grantee = 0 group by datname
            union all select 2, format('database %s belongs to %s', datname, datdba::regrole) from pg_database where datname in ('airflow', 'superset') and datdba::regrole::text <> datname
            union all select 2, format('%s may connect to %s', role, datname) from pg_database, {Declared} where datallowconn and exists (select from pg_roles where rolname = role)
              and has_database_privilege(role::name, datname, 'connect') and not (role = datname or (role like '%\_reader' and datname = current_database()) or (role = 'grafana_reader' and datname in ('airflow', 'superset')))
            union all select 2, format('%s may not connect to %s', role, current_database()) from {Declared} where role like '%\_reader' and exists (select from pg_roles where rolname = role)
              and not has_database_privilege(role::name, current_database(), 'connect')
            union all select 2, format('%s may create in schema %s', rolname, nspname) from pg_namespace n, pg_roles r where rolname in ('superset_reader', 'grafana_reader') and has_schema_privilege(r.oid, n.oid, 'create')
            union all select 2, format('%s may change %s', rolname, c.oid::regclass) from pg_class c, pg_roles r where rolname in ('superset_reader', 'grafana_reader') and relkind in ('r', 'p', 'm', 'v', 'f') and c.oid >= 16384
              and relpersistence <> 't' and has_table_privilege(r.oid, c.oid, 'insert, update, delete, truncate')
            union all select 2, format('%s may read the password hashes', rolname) from pg_roles where rolname in ('superset_reader', 'grafana_reader', 'airflow', 'superset') and has_table_privilege(oid, 'pg_authid', 'select')
            union all select 2, format('grafana_reader may read %s', c.oid::regclass) from pg_class c join pg_namespace n on n.oid = relnamespace join pg_roles r on rolname = 'grafana_reader'
            where relkind in ('r', 'p', 'm', 'v') and relpersistence <> 't' and nspname !~ '^pg_' and nspname not in ('information_schema', 'dataspec') and has_schema_privilege(r.oid, n.oid, 'usage') and has_table_privilege(r.oid, c.oid, 'select')
            union all select 2, format('superset_reader may not read %s', c.oid::regclass) from pg_class c join pg_namespace n on n.oid = relnamespace join pg_roles r on rolname = 'superset_reader'
            where relkind in ('r', 'p', 'm', 'v') and relpersistence <> 't' and relowner = 10 and nspname !~ '^pg_' and nspname <> 'information_schema' and not (has_schema_privilege(r.oid, n.oid, 'usage') and has_table_privilege(r.oid, c.oid, 'select'))
            union all select 0, format('%s tables and views', count(*)) from pg_class where relkind in ('r', 'p', 'm', 'v') and oid >= 16384
            """),
    ];
}
