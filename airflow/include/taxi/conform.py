"""One exact Arrow schema for every batch.

Binary COPY writes bytes without looking at types: a double in a bigint column loads as garbage and
a null in a required column as 0. So what does not fit is refused here, before the database.
"""

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from taxi.errors import LoadError
from taxi.tables import FLOAT, INT, TEXT, TIME, Column, Table


def match_columns(table: Table, schema: pa.Schema, where: str) -> dict[str, str]:
    """Warehouse name -> name in the file; refuses unexpected, duplicate and ill-typed columns."""
    known = {column.source.lower(): column for column in table.columns}
    found: dict[str, str] = {}
    for field in schema:
        column = known.get(field.name.lower())
        if column is None:
            raise LoadError(f"{where}: unexpected column {field.name!r} ({field.type})")
        if column.name in found:
            raise LoadError(f"{where}: {found[column.name]!r} and {field.name!r} are one column")
        if not _may_fit(field.type, column.type):
            raise LoadError(
                f"{where}: column {field.name!r} is {field.type}, which is no {column.type}"
            )
        found[column.name] = field.name
    for column in table.columns:
        if column.required and column.name not in found:
            raise LoadError(f"{where}: column {column.source!r} is missing")
    return found


def conform(batch: pa.RecordBatch, table: Table, where: str) -> pa.Table:
    """The batch with the table's names, order and types; not-a-number becomes null."""
    names = match_columns(table, batch.schema, where)
    columns = [_column(batch, names.get(c.name), c, where) for c in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _column(batch: pa.RecordBatch, source: str | None, column: Column, where: str) -> pa.Array:
    if source is None:
        return pa.nulls(batch.num_rows, column.type)
    values = batch.column(source)
    if pt.is_floating(values.type) and pc.any(pc.is_nan(values)).as_py():
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    try:
        values = values if values.type == column.type else values.cast(column.type, safe=True)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise LoadError(
            f"{where}: column {source!r} ({values.type}) does not fit {column.type}: {error}"
        ) from None
    if column.required and values.null_count:
        raise LoadError(f"{where}: {values.null_count} nulls in column {source!r}")
    if column.type == TEXT and pc.any(pc.match_substring(values, "\0")).as_py():
        raise LoadError(f"{where}: column {source!r} has a text with a NUL byte")
    return values


def _may_fit(have: pa.DataType, want: pa.DataType) -> bool:
    """Only within a family: a text that looks like a number is still a wrong file."""
    if pt.is_dictionary(have):
        have = have.value_type
    if pt.is_null(have):
        return True
    if want in (INT, FLOAT):
        return pt.is_integer(have) or pt.is_floating(have) or pt.is_decimal(have)
    if want == TIME:
        return pt.is_timestamp(have) and have.tz is None
    return pt.is_string(have) or pt.is_large_string(have)
