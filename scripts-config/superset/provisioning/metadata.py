"""The metadata database without Superset: waits, locks, and remembers what was done. Its own tables are in schema dataspec."""

import re
import sys
import time
from typing import Any

import psycopg2

from .problem import Code, Problem

# Any number that nobody else takes in this database.
_LOCK = 747071
_LOCK_PATIENCE = "15min"
_REFUSED = re.compile(r"password authentication failed|(role|database) \".*\" does not exist|no pg_hba|permission denied", re.IGNORECASE)

_TABLES = """
CREATE SCHEMA IF NOT EXISTS dataspec;
CREATE TABLE IF NOT EXISTS dataspec.provisioned (mark text NOT NULL);
CREATE TABLE IF NOT EXISTS dataspec.shipped (
    uuid        uuid PRIMARY KEY,
    kind        text NOT NULL,
    path        text NOT NULL,
    file_hash   text NOT NULL,
    object_hash text NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dataspec.shipped IS 'Objects made from files: what the file and the object were right after the last import';

-- Files whose object somebody deleted; `./build.sh Up` asks too. Not a view: that would stand in the way of migrations.
CREATE OR REPLACE FUNCTION dataspec.missing() RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT path FROM dataspec.shipped AS shipped
    WHERE NOT EXISTS (SELECT FROM dbs WHERE dbs.uuid = shipped.uuid)
      AND NOT EXISTS (SELECT FROM tables WHERE tables.uuid = shipped.uuid)
      AND NOT EXISTS (SELECT FROM slices WHERE slices.uuid = shipped.uuid)
      AND NOT EXISTS (SELECT FROM dashboards WHERE dashboards.uuid = shipped.uuid);
END $$;
"""

def connect(uri: str, patience: float) -> Any:
    """An open connection; SQLAlchemy's form of the address is understood."""
    address = re.sub(r"^postgresql\+\w+://", "postgresql://", uri)
    deadline = time.monotonic() + patience
    while True:
        try:
            return psycopg2.connect(address, connect_timeout=5, application_name="superset-init")
        except psycopg2.OperationalError as error:
            text = str(error).strip()
            if _REFUSED.search(text):
                raise Problem(Code.DATABASE_REFUSED, text) from None
            if time.monotonic() > deadline:
                raise Problem(Code.DATABASE_UNREACHABLE, text) from None
            time.sleep(1)


class MetadataDatabase:
    """A session of its own: what it holds is let go when the process ends, however it ends."""

    def __init__(self, uri: str, patience: float) -> None:
        try:
            self._connection = connect(uri, patience)
        except Problem as problem:
            remedy = (
                "Role, database and password are made by the one-shot db-roles: run ./build.sh Up, or docker compose up db-roles"
                if problem.code is Code.DATABASE_REFUSED
                else "Is postgres running? docker compose ps postgres"
            )
            raise Problem(problem.code, f"Superset's metadata database: {problem}. {remedy}") from None
        self._connection.autocommit = True

    def lock(self) -> None:
        """Waits until no other init works on this database."""
        if self._rows("SELECT pg_try_advisory_lock(%s)", _LOCK) == [(True,)]:
            return
        print("superset-init: another one is at work, waiting for its end", file=sys.stderr, flush=True)
        self._run(f"SET lock_timeout = '{_LOCK_PATIENCE}'")
        try:
            self._run("SELECT pg_advisory_lock(%s)", _LOCK)
        except psycopg2.OperationalError as error:
            raise Problem(Code.DATABASE_UNREACHABLE, f"Another superset-init has been at work for {_LOCK_PATIENCE}: {error}") from None
        self._run("RESET lock_timeout")

    def revisions(self) -> frozenset[str]:
        """Where the schema stands; empty for a database without one."""
        if not self._has("public.alembic_version"):
            return frozenset()
        return frozenset(row[0] for row in self._rows("SELECT version_num FROM alembic_version"))

    def mark(self) -> str | None:
        """The inputs that the last whole run had."""
        if not self._has("dataspec.provisioned") or not self._has("dataspec.shipped"):
            return None
        return next((row[0] for row in self._rows("SELECT mark FROM dataspec.provisioned")), None)

    def missing(self) -> list[str]:
        """Files whose object somebody deleted."""
        return [row[0] for row in self._rows("SELECT * FROM dataspec.missing()")]

    def encrypted_passwords(self) -> list[tuple[str, bytes]]:
        """Name and encrypted password of each connection that has one."""
        if not self._has("public.dbs"):
            return []
        rows = self._rows("SELECT database_name, password FROM dbs WHERE password IS NOT NULL")
        return [(name, bytes(password)) for name, password in rows]

    def begin(self) -> None:
        """From here on the last mark is void: a run that dies leaves none."""
        self._run(_TABLES)
        self._run("DELETE FROM dataspec.provisioned")

    def finish(self, mark: str) -> None:
        self._run("INSERT INTO dataspec.provisioned VALUES (%s)", mark)

    def _has(self, table: str) -> bool:
        return self._rows("SELECT to_regclass(%s) IS NOT NULL", table) == [(True,)]

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def _run(self, sql: str, *values: object) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, values)
