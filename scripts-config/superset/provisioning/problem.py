"""The ways in which init.py ends other than well."""

from enum import IntEnum


class Code(IntEnum):
    """Exit codes of init.py; any other failure is 1, with a traceback."""

    SETTING_MISSING = 2
    DATABASE_UNREACHABLE = 3
    DATABASE_REFUSED = 4
    MIGRATION_FAILED = 5
    ASSETS_REFUSED = 6
    SCHEMA_NEWER = 7
    WAREHOUSE_REFUSED = 8
    WRONG_KEY = 9


class Problem(Exception):
    """One line that a person can act on, and the code that the process ends with."""

    def __init__(self, code: Code, text: str) -> None:
        super().__init__(" ".join(text.split()))
        self.code = code
