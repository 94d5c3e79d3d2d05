"""The target tables: made with pinned types, locked for one load at a time, indexed, verified."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from dlt.common.configuration.resolve import resolve_configuration
from dlt.destinations.impl.postgres.configuration import PostgresCredentials

from taxi.errors import LoadError, Unavailable, one_line
from taxi.tables import SQL_TYPES, Table
from taxi.totals import Totals

SCHEMA = "nyc_taxi"
STAGING = f"{SCHEMA}_staging"
LOAD_ID = "_dlt_load_id"
LOAD_ID_TYPE = "character varying"
_LOCK = "select pg_try_advisory_lock(hashtext('dataspec'), hashtext(%s))"
_COLUMNS = """
select a.attname, format_type(a.atttypid, null) from pg_attribute a
where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped"""


@contextmanager
def connect() -> Iterator[Any]:
    """A connection with the credentials that dlt uses; each statement commits by itself."""
    try:
        credentials = resolve_configuration(
            PostgresCredentials(), sections=("destination", "postgres", "credentials")
        )
    except Exception as error:
        raise LoadError(f"no warehouse credentials: {one_line(error)}") from None
    try:
        connection = psycopg2.connect(
            credentials.to_native_representation(), application_name="dataspec nyc_taxi"
        )
    except psycopg2.OperationalError as error:
        raise Unavailable(f"the warehouse does not answer: {one_line(error)}") from None
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def query(connection: Any, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """Several statements that take effect together or not at all."""
    query(connection, "begin")
    try:
        yield
    except BaseException:
        if not connection.closed:
            query(connection, "rollback")
        raise
    query(connection, "commit")


def lock(connection: Any) -> None:
    """Held until the connection ends, so a killed load never leaves it behind."""
    if not query(connection, _LOCK, SCHEMA)[0][0]:
        raise Unavailable(f"another load of {SCHEMA} is running; the tables were not touched")


def ensure_table(connection: Any, table: Table) -> None:
    """Creates the table, or refuses one whose columns would not hold what the load writes."""
    columns = [
        f'"{c.name}" {SQL_TYPES[c.type]}{" not null" if c.required else ""}' for c in table.columns
    ]
    query(connection, f"create schema if not exists {SCHEMA}")
    query(connection, f"create schema if not exists {STAGING}")
    query(
        connection,
        f"create table if not exists {SCHEMA}.{table.name}"
        f" ({', '.join(columns)}, {LOAD_ID} {LOAD_ID_TYPE} not null)",
    )
    have = dict(query(connection, _COLUMNS, f"{SCHEMA}.{table.name}"))
    for name, kind in expected_columns(table).items():
        if have.get(name) != kind:
            raise LoadError(
                f"column {name} of {SCHEMA}.{table.name} is {have.get(name, 'missing')}, the load"
                f" writes {kind}: change it back, or rename the table; nothing was loaded"
            )


def expected_columns(table: Table) -> dict[str, str]:
    return {c.name: SQL_TYPES[c.type] for c in table.columns} | {LOAD_ID: LOAD_ID_TYPE}


def finish(connection: Any, table: Table) -> None:
    """Index and statistics; a block-range index costs next to nothing and finds days."""
    name = f"{SCHEMA}.{table.name}"
    if table.pickup:
        index = brin_name(table)
        query(
            connection,
            f"create index if not exists {index} on {name} using brin ({table.pickup})"
            " with (pages_per_range = 32, autosummarize = on)",
        )
        query(connection, f"select brin_summarize_new_values('{SCHEMA}.{index}'::regclass)")
    query(connection, f"analyze {name}")


def brin_name(table: Table) -> str:
    return f"{table.name}_pickup_brin"


def verify(connection: Any, table: Table, totals: Totals) -> list[str]:
    sql = f"select {totals.select_list()} from {SCHEMA}.{table.name}"
    return totals.differences(query(connection, sql)[0])
