"""Asks a table all its rules and says of each what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg2

from expectations.read import ExpectationError
from expectations.rules import Expectation
from expectations.sql import Given, applies, counts, example, statement


@dataclass(frozen=True)
class Result:
    """`failing` of `total` rows (months for `every_month`, else 1 table) break the rule."""

    expectation: Expectation
    total: int
    failing: int
    met: bool
    finding: str

    @property
    def stops(self) -> bool:
        return not self.met and self.expectation.severity == "error"


def fit(connection: Any, file: str, table: str, rules: Sequence[Expectation], given: Given) -> None:
    """Postgres plans the statement of each rule: wrong columns and values are found in no time."""
    for rule in rules:
        if not applies(rule, given):
            continue
        try:
            _query(connection, f"explain {statement(table, [rule], given)}")
        except psycopg2.errors.Error as error:
            if not isinstance(error, psycopg2.DataError | psycopg2.ProgrammingError):
                raise
            why = (error.diag.message_primary or str(error)).splitlines()[0]
            raise ExpectationError(
                f"{file}:{rule.line}: '{rule}' does not fit {rule.qualified}: {why}"
            ) from None


def check(
    connection: Any, table: str, rules: Sequence[Expectation], given: Given
) -> list[Result]:
    """One scan of `table`, a quoted name; and a look for an example of each rule that is broken."""
    asked = [rule for rule in rules if applies(rule, given)]
    if not asked:
        return []
    total, *numbers = _query(connection, statement(table, asked, given))[0]
    results = []
    for rule in asked:
        width = len(counts(rule, given))
        mine, numbers = numbers[:width], numbers[width:]
        results.append(_judge(connection, table, rule, given, total, mine))
    return results


def _judge(
    connection: Any, table: str, rule: Expectation, given: Given, rows: int, mine: list[int]
) -> Result:
    total, failing = _failing(rule, given, rows, mine)
    met = failing * 100 <= Decimal(rule.options.get("tolerance", "0%")[:-1]) * total
    if rule.rule == "rows":
        met = failing == 0
    shown = None
    if not met and (sql := example(table, rule, given)):
        found = _query(connection, sql)
        shown = found[0][0] if found else None
    return Result(rule, total, failing, met, _finding(rule, given, total, failing, mine, shown))


def _failing(rule: Expectation, given: Given, rows: int, mine: list[int]) -> tuple[int, int]:
    if rule.rule == "rows":
        low, high = int(rule.options.get("min", 0)), int(rule.options.get("max", rows))
        files = given.file_rows if "files" in rule.options else None
        return rows, max(low - rows, rows - high, abs(rows - files) if files is not None else 0, 0)
    if rule.rule == "every_month":
        return len(mine), sum(count < int(rule.options["min"]) for count in mine)
    if rule.rule == "newest":
        return 1, mine[0]
    if rule.rule == "loaded":
        return 1, int((given.age or 0) > int(rule.options["days"]))
    return rows, mine[0]


def _finding(
    rule: Expectation, given: Given, total: int, failing: int, mine: list[int], shown: str | None
) -> str:
    if rule.rule == "rows":
        files = rule.options.get("files") and given.file_rows
        return f"{total:,} rows" + (f", {files:,} in the files" if files is not None else "")
    if rule.rule == "loaded":
        return f"loaded {given.age or 0:.1f} days ago"
    if rule.rule == "newest":
        return f"newest {shown or 'is none'}" if failing else "new enough"
    if rule.rule == "every_month":
        least = int(rule.options["min"])
        few = [f"{m} has {n:,}" for m, n in zip(given.months, mine, strict=True) if n < least]
        return f"{failing:,} of {total:,} months" + (f", as {few[0]}" if few else "")
    return f"{failing:,} of {total:,} rows" + (f", as {shown}" if shown is not None else "")


def _query(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
