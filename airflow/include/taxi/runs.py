"""What the DAG's two tasks do; every failure ends as one line in the log and in the records."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from taxi.errors import LoadError, Unavailable, one_line
from taxi.runtime import prepare_environment
from taxi.settings import read_settings
from taxi.sources import SourceFile

log = logging.getLogger(__name__)
Result = TypeVar("Result")


def fetch(conf: Mapping[str, Any] | None, run_id: str) -> list[dict[str, Any]]:
    """Downloads and checks every file of the run; the tables are not touched."""
    data_dir = prepare_environment()

    def work() -> list[dict[str, Any]]:
        from taxi import records, warehouse
        from taxi.fetch import fetch_all
        from taxi.quality import read_rules

        settings = read_settings(conf)
        read_rules()
        with warehouse.connect() as connection:
            records.start(connection, run_id, settings)
        found = fetch_all(settings, data_dir)
        with warehouse.connect() as connection:
            records.files(connection, run_id, found)
        return [file.as_dict() for file in found]

    return _recorded(work, run_id, "; the tables were not touched")


def load(files: list[dict[str, Any]], run_id: str) -> dict[str, int]:
    """Replaces the tables with the rows of the fetched files and verifies them."""
    data_dir = prepare_environment()

    def work() -> dict[str, int]:
        from taxi.load import load_all

        return load_all([SourceFile(**file) for file in files], data_dir, run_id)

    return _recorded(work, run_id)


def _recorded(work: Callable[[], Result], run_id: str, after: str = "") -> Result:
    try:
        return work()
    except LoadError as error:
        log.error("%s%s", error, after)
        _record(run_id, one_line(error))
        raise error.with_traceback(None) from None
    except Exception as error:
        reason = f"{type(error).__name__}: {one_line(error)}"
        log.exception("unexpected failure")
        _record(run_id, reason)
        raise Unavailable(reason) from None


def _record(run_id: str, reason: str) -> None:
    from taxi import records, warehouse

    try:
        with warehouse.connect() as connection:
            records.failed(connection, run_id, reason)
    except Exception as error:
        log.warning("the failure could not be recorded: %s", one_line(error))
