"""NYC Taxi: the first data in the warehouse, a full refresh on the first run and on demand.

Heavy imports (dlt, pyarrow) stay inside the tasks: this file is parsed every few seconds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

INCLUDE = str(Path(__file__).resolve().parents[1] / "include")
if INCLUDE not in sys.path:
    sys.path.append(INCLUDE)

LIST = ["null", "array", "string"]


@contextmanager
def _one_line_failures() -> Iterator[None]:
    """A wrong file or setting fails at once, without retries; trouble on the way is retried."""
    from airflow.sdk.exceptions import AirflowException, AirflowFailException
    from taxi.errors import LoadError, Unavailable

    try:
        yield
    except Unavailable as error:
        raise AirflowException(str(error)) from None
    except LoadError as error:
        raise AirflowFailException(str(error)) from None


def _run() -> tuple[dict[str, Any], str]:
    context = get_current_context()
    return dict(context["params"]), context["run_id"]


@dag(
    dag_id="nyc_taxi",
    schedule="@once",
    start_date=datetime(2024, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(seconds=20)},
    params={
        "months": Param(None, type=LIST, description="2024-01,2024-02; empty: NYC_TAXI_MONTHS"),
        "types": Param(None, type=LIST, description="yellow,green; empty: NYC_TAXI_TYPES"),
        "base_url": Param(None, type=["null", "string"], description="empty: NYC_TAXI_BASE_URL"),
    },
    tags=["seed"],
    doc_md=__doc__,
)
def nyc_taxi() -> None:
    @task
    def fetch() -> list[dict[str, Any]]:
        from taxi import runs

        with _one_line_failures():
            return runs.fetch(*_run())

    @task
    def load(files: list[dict[str, Any]]) -> dict[str, int]:
        from taxi import runs

        with _one_line_failures():
            return runs.load(files, _run()[1])

    load(fetch())


nyc_taxi()
