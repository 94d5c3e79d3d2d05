"""The one statement that answers all rules of a table, and the small ones that show an example.

Every name is quoted, and every value is a text literal that Postgres reads by the column's type.
Equal counts are made once by Postgres, however many rules ask for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.rules import Expectation


@dataclass(frozen=True)
class Given:
    """What is known of the load: months asked for, rows of its files, days since it ended."""

    months: tuple[str, ...] = ()
    file_rows: int | None = None
    age: float | None = None


def name(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def literal(text: str) -> str:
    doubled = text.replace("'", "''")
    if "\\" in doubled:
        escaped = doubled.replace("\\", "\\\\")
        return f"E'{escaped}'"
    return f"'{doubled}'"


def table_name(schema: str, table: str) -> str:
    return f"{name(schema)}.{name(table)}"


def applies(rule: Expectation, given: Given) -> bool:
    """False where the rule is about a load of which nothing is known."""
    if rule.rule in ("months", "every_month"):
        return bool(given.months)
    if rule.rule == "loaded":
        return given.age is not None
    return rule.rule != "rows" or set(rule.options) != {"files"} or given.file_rows is not None


def statement(table: str, rules: Sequence[Expectation], given: Given) -> str:
    """`table` is a quoted name. The first column is the number of rows, then those of each rule."""
    columns = ["count(*)", *(part for rule in rules for part in counts(rule, given))]
    return f"select {', '.join(columns)} from {table}"


def counts(rule: Expectation, given: Given) -> list[str]:
    if rule.rule in ("rows", "loaded"):
        return []
    column = name(rule.column)
    if rule.rule == "not_null":
        return [f"count(*) - count({column})"]
    if rule.rule == "unique":
        return [f"count({column}) - count(distinct {column})"]
    if rule.rule == "newest":
        days = rule.options["days"]
        fresh = f"max({column}) >= now() - interval '{days} days'"
        return [f"case when {fresh} then 0::bigint else 1::bigint end"]
    if rule.rule in ("months", "every_month"):
        months = [f"count(*) filter (where {_within(column, m)})" for m in given.months]
        return months if rule.rule == "every_month" else [" - ".join([f"count({column})", *months])]
    return [f"count(*) filter (where {_broken(rule, given)})"]


def example(table: str, rule: Expectation, given: Given) -> str | None:
    """A statement for one value that breaks the rule."""
    if rule.rule in ("rows", "loaded", "not_null", "every_month"):
        return None
    column = name(rule.column)
    if rule.rule == "newest":
        return f"select max({column})::text from {table}"
    if rule.rule == "unique":
        only = f"where {column} is not null group by {column} having count(*) > 1"
        return f"select {column}::text from {table} {only} order by {column} limit 1"
    return f"select {column}::text from {table} where {_broken(rule, given)} limit 1"


def _broken(rule: Expectation, given: Given) -> str:
    column = name(rule.column)
    if rule.rule == "values":
        return f"{column} not in ({', '.join(literal(value) for value in rule.allowed)})"
    if rule.rule == "months":
        return " and ".join(f"not ({_within(column, month)})" for month in given.months)
    bounds = {"min": "<", "max": ">"}
    parts = [
        f"{column} {sign} {literal(rule.options[key])}"
        for key, sign in bounds.items()
        if key in rule.options
    ]
    return " or ".join(parts)


def _within(column: str, month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    following = f"{year + number // 12:04}-{number % 12 + 1:02}"
    return f"{column} >= '{month}-01' and {column} < '{following}-01'"
