"""`dataspec.loads`: one row a run and table, for people and for `Status` and `Seed`.

`dataspec.expectations`: one row a run, table and rule, of the rows that were staged.
"""

import json
from collections.abc import Sequence
from typing import Any

import psycopg2

from expectations.check import Result

from taxi.settings import Settings
from taxi.sources import SourceFile
from taxi.warehouse import SCHEMA, query, transaction

_DDL = (
    "create schema if not exists dataspec",
    """create table if not exists dataspec.loads (
    id bigint generated always as identity primary key,
    run_id text not null,
    table_name text not null,
    months text[] not null,
    base_url text not null,
    files jsonb not null default '[]',
    rows bigint,
    seconds numeric(12, 3),
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    status text not null check (status in ('running', 'succeeded', 'failed')),
    reason text,
    load_id text,
    verification jsonb,
    unique (run_id, table_name))""",
    """create table if not exists dataspec.expectations (
    run_id text not null,
    table_name text not null,
    position integer not null,
    rule text not null,
    severity text not null check (severity in ('error', 'warn')),
    total bigint not null,
    failing bigint not null,
    met boolean not null,
    finding text not null,
    checked_at timestamptz not null default now(),
    primary key (run_id, table_name, position))""",
)
_STARTED = """
insert into dataspec.loads (run_id, table_name, months, base_url, status)
values (%s, %s, %s, %s, 'running')
on conflict (run_id, table_name) do update set months = excluded.months,
  base_url = excluded.base_url, status = 'running', started_at = now(), files = '[]', rows = null,
  seconds = null, finished_at = null, reason = null, load_id = null, verification = null"""
_SUCCEEDED = """
update dataspec.loads set status = 'succeeded', finished_at = now(), rows = %s, seconds = %s,
  load_id = %s, verification = %s where run_id = %s and table_name = %s"""
_FAILED = """
update dataspec.loads set status = 'failed', finished_at = now(), reason = %s,
  seconds = extract(epoch from now() - started_at)
where run_id = %s and status = 'running' returning id"""
_FAILED_EARLY = """
insert into dataspec.loads (run_id, table_name, months, base_url, status, reason, finished_at)
select %s, %s, '{}', '', 'failed', %s, now()
on conflict (run_id, table_name) do update set reason = excluded.reason, finished_at = now()"""
_EXPECTED = """
insert into dataspec.expectations
  (run_id, table_name, position, rule, severity, total, failing, met, finding)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""
_RESUMED = """
update dataspec.loads set status = 'running', reason = null, finished_at = null
where run_id = %s and status = 'failed'"""
_ABANDONED = """
update dataspec.loads set status = 'failed', finished_at = now(),
  reason = 'ended without a report (killed?)'
where run_id <> %s and status = 'running' and table_name like %s"""


def qualified(table: str) -> str:
    return f"{SCHEMA}.{table}"


def start(connection: Any, run_id: str, settings: Settings) -> None:
    """Marks every table of the run as running; a retry of the run starts its rows again."""
    for statement in _DDL:
        try:
            query(connection, statement)
        except (psycopg2.errors.UniqueViolation, psycopg2.errors.DuplicateTable):
            pass  # made by another session in the same instant
    for table in settings.tables:
        months = list(settings.months_of(table))
        query(connection, _STARTED, run_id, qualified(table), months, settings.base_url)


def files(connection: Any, run_id: str, found: Sequence[SourceFile]) -> None:
    for table in dict.fromkeys(file.table for file in found):
        described = [file.as_dict() for file in found if file.table == table]
        sql = "update dataspec.loads set files = %s where run_id = %s and table_name = %s"
        query(connection, sql, json.dumps(described), run_id, qualified(table))


def take_over(connection: Any, run_id: str) -> None:
    """Only under the load's lock: whoever else still says running then is dead."""
    query(connection, _RESUMED, run_id)
    query(connection, _ABANDONED, run_id, f"{SCHEMA}.%")


def succeeded(
    connection: Any,
    run_id: str,
    table: str,
    rows: int,
    seconds: float,
    load_id: str,
    verification: dict[str, Any],
) -> None:
    query(
        connection,
        _SUCCEEDED,
        rows,
        round(seconds, 3),
        load_id,
        json.dumps(verification),
        run_id,
        qualified(table),
    )


def expectations(connection: Any, run_id: str, table: str, results: Sequence[Result]) -> None:
    """What the rules of a table found; a retry of the run writes them again."""
    forget = "delete from dataspec.expectations where run_id = %s and table_name = %s"
    with transaction(connection):
        query(connection, forget, run_id, qualified(table))
        for position, found in enumerate(results, 1):
            rule = found.expectation
            numbers = (found.total, found.failing, found.met, found.finding)
            place = (run_id, qualified(table), position)
            query(connection, _EXPECTED, *place, str(rule), rule.severity, *numbers)


def failed(connection: Any, run_id: str, reason: str) -> None:
    """Ends the run's running rows; a run that failed before it had any gets one."""
    if not query(connection, _FAILED, reason, run_id):
        for statement in _DDL:
            query(connection, statement)
        query(connection, _FAILED_EARLY, run_id, SCHEMA, reason)
