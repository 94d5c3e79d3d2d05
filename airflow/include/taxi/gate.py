"""Between staging and the live tables: no table is replaced before all staged rows were looked at.

dlt asks its client, once all files of a table are staged, which statements replace the live table.
Here these are kept back until the last table is staged and the check has said yes to all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dlt.destinations import postgres
from dlt.destinations.impl.postgres.postgres import PostgresClient


class CheckedPostgres(postgres):
    """dlt's Postgres with a `check` that runs before the first of `tables` is replaced."""

    __orig_base__ = postgres  # whose signature tells dlt which options were given

    def __init__(self, tables: Iterable[str], check: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self._waiting, self._check = set(tables), check
        self._kept: list[Any] = []

    @property
    def destination_type(self) -> str:
        return "dlt.destinations.postgres"  # so that its settings and state are the same

    def client(self, schema: Any, initial_config: Any = None) -> PostgresClient:
        client = super().client(schema, initial_config)
        replace = client._create_replace_followup_jobs

        def checked(tables: Sequence[Any]) -> list[Any]:
            self._kept.extend(replace(tables))
            self._waiting.difference_update(table["name"] for table in tables)
            if self._waiting:
                return []
            self._check()
            kept, self._kept = self._kept, []
            return kept

        client._create_replace_followup_jobs = checked  # type: ignore[method-assign]
        return client
