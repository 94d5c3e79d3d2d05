"""Is a file what its name says? Answered from its ends and footer, without reading its rows."""

import csv
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from taxi.conform import match_columns
from taxi.errors import LoadError
from taxi.tables import TABLES, Table


def count_rows(path: Path, table_name: str, where: str) -> int:
    """Rows of a complete file whose columns fit the table; a LoadError says what is wrong."""
    table = TABLES[table_name]
    rows = _csv_rows(path, table, where) if where.endswith(".csv") else _parquet(path, table, where)
    if not rows:
        raise LoadError(f"{where} has no rows")
    return rows


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parquet(path: Path, table: Table, where: str) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(64)
        file.seek(max(0, size - 4))
        tail = file.read(4)
    _refuse_html(head, where, "a parquet file")
    if head[:4] != b"PAR1":
        raise LoadError(f"{where} is not a parquet file: it starts with {head[:16]!r}")
    if tail != b"PAR1" or size < 12:
        raise LoadError(f"{where} is truncated: {size:,} bytes, without the end of a parquet file")
    try:
        with pq.ParquetFile(path) as parquet:
            rows = parquet.metadata.num_rows
            match_columns(table, parquet.schema_arrow, where)
    except (pa.ArrowException, OSError) as error:
        raise LoadError(f"{where} is a broken parquet file: {error}") from None
    return rows


def _csv_rows(path: Path, table: Table, where: str) -> int:
    with path.open("rb") as file:
        _refuse_html(file.read(64), where, "a CSV file")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = [line for line in csv.reader(file) if line]
    except (ValueError, csv.Error) as error:
        raise LoadError(f"{where} is not a CSV file with a header: {error}") from None
    wanted = [column.source.lower() for column in table.columns]
    if [name.lower() for name in header] != wanted:
        raise LoadError(f"{where} has the columns {header}, not {wanted}")
    if bad := next((line for line in rows if len(line) != len(wanted)), None):
        raise LoadError(f"{where} has a line with {len(bad)} fields, not {len(wanted)}: {bad}")
    return len(rows)


def _refuse_html(head: bytes, where: str, kind: str) -> None:
    if head.lstrip()[:1] == b"<":
        raise LoadError(f"{where} is a web page, not {kind}: it starts with {head.lstrip()[:20]!r}")
