"""The rows of a checked file, in batches that already have the table's exact types."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from taxi.conform import conform
from taxi.errors import LoadError
from taxi.sources import SourceFile
from taxi.tables import Table

BATCH_ROWS = 65_536


def read_batches(file: SourceFile, table: Table) -> Iterator[pa.Table]:
    """Never more than one batch of one row group in memory, whatever the file's size."""
    batches = _csv(file, table) if file.name.endswith(".csv") else _parquet(file)
    try:
        for batch in batches:
            if batch.num_rows:
                yield conform(batch, table, file.name)
    except (pa.ArrowException, OSError) as error:
        raise LoadError(f"{file.name} is damaged: {error}") from None


def _parquet(file: SourceFile) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file.path, pre_buffer=False) as parquet:
        yield from parquet.iter_batches(batch_size=BATCH_ROWS)


def _csv(file: SourceFile, table: Table) -> Iterator[pa.RecordBatch]:
    options = pv.ConvertOptions(
        column_types={column.source: column.type for column in table.columns},
        null_values=[""],
        strings_can_be_null=False,
    )
    with pv.open_csv(file.path, convert_options=options) as reader:
        yield from reader
