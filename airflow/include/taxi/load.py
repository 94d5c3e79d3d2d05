"""Loads the checked files of a run with dlt: all rows conformed first, then tables replaced."""

import logging
import resource
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dlt
import psycopg2
import pyarrow as pa
from dlt.common.schema.typing import TColumnSchema
from dlt.pipeline.exceptions import PipelineStepFailed
from expectations.sql import Given

from taxi import records, summaries, warehouse
from taxi.errors import LoadError, Unavailable, one_line
from taxi.gate import CheckedPostgres
from taxi.quality import Quality
from taxi.read import read_batches
from taxi.replace import Strategy, prepare
from taxi.runtime import share_log
from taxi.sources import SourceFile
from taxi.tables import TABLES, TIME, Table
from taxi.totals import Totals

log = logging.getLogger(__name__)
PIPELINE = "nyc_taxi"


def load_all(files: Sequence[SourceFile], data_dir: Path, run_id: str) -> dict[str, int]:
    """Rows of each table after the load, equal to the files; a LoadError leaves the old tables."""
    started = time.monotonic()
    tables = [TABLES[name] for name in dict.fromkeys(file.table for file in files)]
    with warehouse.connect() as connection:
        warehouse.lock(connection)
        records.take_over(connection, run_id)
        strategies = {table.name: _prepare(connection, table) for table in tables}
        totals = {table.name: Totals(table) for table in tables}
        sources = [
            _resource(table, [f for f in files if f.table == table.name], totals[table.name])
            for table in tables
        ]
        quality = Quality(connection, run_id, {t.name: _given(files, t) for t in tables})
        quality.fit()
        load_id = _run(_pipeline(data_dir, strategies, quality), sources)
        for table in tables:
            total = totals[table.name]
            warehouse.finish(connection, table)
            _verify(connection, table, total)
            summaries.refresh(connection, table, months_of(files, table))
            seconds = time.monotonic() - started
            verified = {"equal": True, "rows": total.rows, "columns": total.values}
            verified["strategy"] = strategies[table.name]
            records.succeeded(
                connection, run_id, table.name, total.rows, seconds, load_id, verified
            )
            log.info("%s: %s rows, equal to the files", table.name, f"{total.rows:,}")
    rows = sum(total.rows for total in totals.values())
    seconds = time.monotonic() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    log.info(
        "loaded %s rows in %.1f s, %s rows a second, at most %.0f MiB of memory",
        *(f"{rows:,}", seconds, f"{rows / seconds:,.0f}", memory),
    )
    return {name: total.rows for name, total in totals.items()}


def months_of(files: Sequence[SourceFile], table: Table) -> list[str]:
    return [file.month for file in files if file.table == table.name and file.month]


def _given(files: Sequence[SourceFile], table: Table) -> Given:
    rows = sum(file.rows for file in files if file.table == table.name)
    return Given(tuple(months_of(files, table)), rows, age=0.0)


def _prepare(connection: Any, table: Table) -> Strategy:
    warehouse.ensure_table(connection, table)
    strategy, reasons = prepare(connection, table)
    why = f" to keep {', '.join(reasons[:3])}" if reasons else ""
    log.info("%s: %s%s", table.name, strategy, why)
    return strategy


def _resource(table: Table, files: Sequence[SourceFile], totals: Totals) -> Any:
    hints: dict[str, TColumnSchema] = {
        column.name: {"name": column.name, "data_type": "timestamp", "timezone": False}
        for column in table.columns
        if column.type == TIME
    }

    @dlt.resource(
        name=table.name,
        write_disposition="replace",
        file_format="parquet",
        columns=hints,
        schema_contract={"tables": "evolve", "columns": "evolve", "data_type": "freeze"},
    )
    def rows() -> Iterator[pa.Table]:
        for file in files:
            before, started = totals.rows, time.monotonic()
            for batch in read_batches(file, table):
                totals.add(batch)
                yield batch
            read, seconds = totals.rows - before, time.monotonic() - started
            if read != file.rows:
                raise LoadError(f"{file.name}: {read:,} rows, but its footer says {file.rows:,}")
            log.info(
                "%s: %s rows, %.1f MB, read and checked in %.1f s",
                *(file.month or file.name, f"{read:,}", file.bytes / 1e6, seconds),
            )

    return rows()


def _pipeline(data_dir: Path, strategies: dict[str, Strategy], quality: Quality) -> dlt.Pipeline:
    # A full refresh needs nothing of an earlier run: whatever a killed one left is thrown away,
    # and dlt restores its schema and state from the warehouse.
    pipelines = data_dir / "pipelines"
    shutil.rmtree(pipelines / PIPELINE, ignore_errors=True)
    destination = CheckedPostgres(
        strategies,
        quality.check,
        replace_strategies_selector=lambda supported, table_schema: [
            strategies.get(table_schema["name"], "insert-from-staging")
        ],
    )
    pipeline = dlt.pipeline(
        PIPELINE,
        pipelines_dir=str(pipelines),
        destination=destination,
        dataset_name=warehouse.SCHEMA,
    )
    share_log()
    return pipeline


def _run(pipeline: dlt.Pipeline, sources: list[Any]) -> str:
    try:
        info = pipeline.run(sources)
        info.raise_on_failed_jobs()
    except Exception as error:
        if getattr(error, "step", "") in ("extract", "normalize"):
            log.error("the tables were not touched")
        raise _explain(error) from None
    return str(info.loads_ids[-1])


def _explain(error: BaseException) -> LoadError:
    """The cause at the bottom of dlt's layers; what the database refused may work another time."""
    cause, step = error, getattr(error, "step", "load")
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
        if isinstance(cause, LoadError):
            return cause
    if isinstance(error, PipelineStepFailed) and cause is error:
        cause = error.exception or error
    return Unavailable(f"{step} failed: {one_line(cause)}")


def _verify(connection: Any, table: Table, totals: Totals) -> None:
    try:
        wrong = warehouse.verify(connection, table, totals)
    except psycopg2.Error as error:
        raise Unavailable(f"{table.name} could not be verified: {one_line(error)}") from None
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise LoadError(f"{table.name} differs from the files: {'; '.join(wrong[:3])}{more}")
