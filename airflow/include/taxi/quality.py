"""The expectations beside the DAG, asked of the staged rows before they replace the live ones."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg2
from expectations import check as checks
from expectations.read import ExpectationError, read
from expectations.rules import Expectation
from expectations.sql import Given, table_name

from taxi import records
from taxi.errors import LoadError, Unavailable, one_line
from taxi.tables import TABLES
from taxi.warehouse import SCHEMA, STAGING

log = logging.getLogger(__name__)
FILE = Path(__file__).resolve().parents[2] / "dags" / "nyc_taxi.expectations.yaml"


def read_rules() -> dict[str, list[Expectation]]:
    """The rules of each table; without a file nothing is expected."""
    if not FILE.exists():
        log.info("no %s: nothing is expected of the tables", FILE.name)
        return {}
    try:
        rules = read(FILE)
    except ExpectationError as error:
        raise LoadError(str(error)) from None
    for rule in rules:
        if rule.schema != SCHEMA or rule.table not in TABLES:
            known = ", ".join(f"{SCHEMA}.{name}" for name in TABLES)
            raise LoadError(f"{FILE.name}:{rule.line}: no table {rule.qualified}: use {known}")
    return {name: [rule for rule in rules if rule.table == name] for name in TABLES}


class Quality:
    """What one load expects of its tables; `given` says what is known of each."""

    def __init__(self, connection: Any, run_id: str, given: dict[str, Given]) -> None:
        self._connection, self._run_id, self._given = connection, run_id, given
        self._rules = read_rules()

    def fit(self) -> None:
        """Refuses rules that do not fit the live tables, before anything is read."""
        try:
            for name, given in self._given.items():
                table, rules = table_name(SCHEMA, name), self._rules.get(name, [])
                checks.fit(self._connection, FILE.name, table, rules, given)
        except ExpectationError as error:
            raise LoadError(str(error)) from None

    def check(self) -> None:
        """Records what every rule found, and raises when one of severity `error` is broken."""
        started = time.monotonic()
        results = [r for name in self._given for r in self._check(name)]
        seconds = time.monotonic() - started
        log.info("%d expectations checked in %.1f s", len(results), seconds)
        for result in results:
            if not result.met and not result.stops:
                log.warning("%s", describe(result))
        if broken := [result for result in results if result.stops]:
            more = f" and {len(broken) - 1} more in dataspec.expectations" if broken[1:] else ""
            raise LoadError(f"{describe(broken[0])}{more}; the tables were left as they were")

    def _check(self, name: str) -> Sequence[checks.Result]:
        table, rules = table_name(STAGING, name), self._rules.get(name, [])
        try:
            results = checks.check(self._connection, table, rules, self._given[name])
        except psycopg2.Error as error:
            raise Unavailable(
                f"the staged rows of {name} could not be checked: {one_line(error)};"
                " the tables were left as they were"
            ) from None
        records.expectations(self._connection, self._run_id, name, results)
        return results


def describe(result: checks.Result) -> str:
    rule = result.expectation
    where = f"{FILE.name}:{rule.line}"
    return f"{rule.qualified} breaks '{rule}' ({where}): {result.finding}"
