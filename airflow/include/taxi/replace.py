"""How a table is replaced: by swapping it when nothing hangs on it, else by refilling it.

Both are atomic for readers. dlt's `staging-optimized` writes the rows once but drops the old table,
and with it grants, indexes, comments, and it fails when a view depends on it. `insert-from-staging`
keeps everything and writes the rows twice. Grants are carried over here, so only the rest counts.
"""

from typing import Any, Literal

from taxi.tables import Table
from taxi.warehouse import SCHEMA, STAGING, brin_name, expected_columns, query

Strategy = Literal["insert-from-staging", "staging-optimized"]

# Everything that a plain table does not have by itself. One row a reason.
_ATTACHED = """
with t as (select c.* from pg_class c where c.oid = to_regclass(%(table)s))
select pg_describe_object(d.classid, d.objid, d.objsubid) from t, pg_depend d
where d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid
  and d.classid not in ('pg_type'::regclass, 'pg_attrdef'::regclass)
  and not (d.classid = 'pg_class'::regclass and (d.deptype = 'i'
    or d.objid = coalesce(to_regclass(%(index)s), 0)))
  and not exists (select from pg_constraint n
    where d.classid = 'pg_constraint'::regclass and n.oid = d.objid and n.contype = 'n')
union all select 'a comment' from t, pg_description d
where d.classoid = 'pg_class'::regclass and d.objoid = t.oid
union all select 'storage options' from t where t.reloptions is not null
union all select 'row security' from t where t.relrowsecurity
union all select 'another owner' from t where pg_get_userbyid(t.relowner) <> current_user
union all select 'another kind' from t
where t.relkind <> 'r' or t.relpersistence <> 'p' or t.relreplident <> 'd' or t.relispartition
union all select 'column options of ' || a.attname from t, pg_attribute a
where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  and (a.attacl is not null or a.attoptions is not null
    or a.atthasdef or a.attidentity <> '' or a.attgenerated <> '')
union all select 'its own columns' from t
where %(columns)s <> (select count(*) from pg_attribute a
  where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped)
"""
_GRANTS = """
select format('grant %%s on %%s to %%s%%s', g.privilege_type, %(staging)s,
  case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end,
  case when g.is_grantable then ' with grant option' else '' end)
from pg_class c, aclexplode(c.relacl) g
where c.oid = to_regclass(%(table)s) and g.grantee <> c.relowner"""


def attached(connection: Any, table: Table) -> list[str]:
    """What would be lost if the table were dropped and its successor took its name."""
    values = {
        "table": f"{SCHEMA}.{table.name}",
        "index": f"{SCHEMA}.{brin_name(table)}",
        "columns": len(expected_columns(table)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ATTACHED, values)
        return [row[0] for row in cursor.fetchall()]


def prepare(connection: Any, table: Table) -> tuple[Strategy, list[str]]:
    """A fresh staging table shaped like the live one, its grants if it will become it."""
    reasons = attached(connection, table)
    live, staging = f"{SCHEMA}.{table.name}", f"{STAGING}.{table.name}"
    query(connection, f"drop table if exists {staging}")
    query(connection, f"create table {staging} (like {live} including defaults)")
    if reasons:
        return "insert-from-staging", reasons
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, {"table": live, "staging": staging})
        for (grant,) in cursor.fetchall():
            cursor.execute(grant)
    return "staging-optimized", []


