"""Which rules there are, which keys each takes, and what a value of each key looks like."""

import re
from dataclasses import dataclass

SEVERITIES = ("error", "warn")
COUNT = re.compile(r"[0-9]{1,15}")
SHARE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,6})?%")


@dataclass(frozen=True)
class Form:
    """`keys` in the order in which they are shown; of `one_of` at least one must be there."""

    keys: dict[str, str]
    required: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


_COLUMN = {"column": "text"}
_SHARE = {"tolerance": "share"}
RULES = {
    "rows": Form(
        {"min": "count", "max": "count", "files": "equal"}, one_of=("min", "max", "files")
    ),
    "not_null": Form(_COLUMN | _SHARE, ("column",)),
    "range": Form(
        _COLUMN | {"min": "text", "max": "text"} | _SHARE, ("column",), ("min", "max")
    ),
    "values": Form(_COLUMN | {"allowed": "list"} | _SHARE, ("column", "allowed")),
    "unique": Form(_COLUMN | _SHARE, ("column",)),
    "months": Form(_COLUMN | _SHARE, ("column",)),
    "every_month": Form(_COLUMN | {"min": "count"}, ("column", "min")),
    "newest": Form(_COLUMN | {"days": "count"}, ("column", "days")),
    "loaded": Form({"days": "count"}, ("days",)),
}
# What a value must look like, and how that is told.
KINDS = {
    "text": (re.compile(r"[^\0]+"), "a value"),
    "count": (COUNT, "a whole number, as in 1000"),
    "share": (SHARE, "a share of the rows below 100%, as in 0.1%"),
    "equal": (re.compile("equal"), "equal"),
    "severity": (re.compile("error|warn"), "error or warn"),
}


@dataclass(frozen=True)
class Expectation:
    """One line of the file; `options` are the texts of its other keys, in the form's order."""

    schema: str
    table: str
    rule: str
    options: dict[str, str]
    allowed: tuple[str, ...]
    severity: str
    line: int

    @property
    def column(self) -> str:
        return self.options["column"]

    @property
    def qualified(self) -> str:
        return f"{self.schema}.{self.table}"

    def __str__(self) -> str:
        parts = [f"{key} {value}" for key, value in self.options.items() if key != "column"]
        return ", ".join([" ".join([self.rule, self.options.get("column", "")]).strip(), *parts])
