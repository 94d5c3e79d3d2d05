"""Writes taxi files in the real TLC schema: same options, same bytes; any number of rows.

    python generate.py DIR --months 2024-01,2024-02 --rows 100000 [--type yellow] [--seed 1]
        [--flat] [--oddity lower-airport-fee,float-ints,nan,cbd,dates,nulls]
        [--corrupt 2024-02=truncated] [--no-zones]

Corrupt variants: truncated, html, text (a text in a numeric column), fraction (1.5 in an integer
column), null-time (a null pickup time), extra (an unknown column), empty (no rows),
impossible (a zone that does not exist, in right types: only expectations see it).
Prints one JSON line a file: name, rows, bytes. Needs pyarrow.
"""

import argparse
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from columns import FIELDS, INTEGERS, TIMES, zone_rows

CHUNK = 100_000
ODDITIES = ("lower-airport-fee", "float-ints", "nan", "cbd", "dates", "nulls")
CORRUPTIONS = ("truncated", "html", "text", "fraction", "null-time", "extra", "empty", "impossible")
HTML = b"<!DOCTYPE html><html><body>Access denied</body></html>\n" * 20


class Month:
    """The rows of one file, made in chunks so that memory does not grow with their number."""

    def __init__(self, kind: str, month: str, rows: int, seed: int, odd: Sequence[str]) -> None:
        self.kind, self.rows, self.odd = kind, rows, set(odd)
        self.seed = zlib.crc32(f"{kind} {month} {seed}".encode())
        year, number = (int(part) for part in month.split("-"))
        end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=timezone.utc)
        self.start = int(datetime(year, number, 1, tzinfo=timezone.utc).timestamp())
        self.span = int(end.timestamp()) - self.start

    @property
    def schema(self) -> pa.Schema:
        fields = [f for f in FIELDS[self.kind] if f[0] != "cbd_congestion_fee" or "cbd" in self.odd]
        return pa.schema([self._field(name, kind) for name, kind in fields])

    def batches(self) -> Iterator[pa.RecordBatch]:
        for first in range(0, self.rows, CHUNK):
            yield self._batch(first, min(CHUNK, self.rows - first))

    def _field(self, name: str, kind: pa.DataType) -> pa.Field:
        if name == "Airport_fee" and "lower-airport-fee" in self.odd:
            name = "airport_fee"
        flips = name in INTEGERS and self.odd & {"float-ints", "nan"}
        return pa.field(name, pa.float64() if flips else kind)

    def _batch(self, first: int, count: int) -> pa.RecordBatch:
        arrays: list[pa.Array] = []
        pickup: pa.Array | None = None
        for number, field in enumerate(self.schema):
            chance = pc.random(count, initializer=(self.seed + first * 31 + number) % 2**32)
            if field.name in TIMES:
                pickup = values = self._time(first, count, chance, pickup)
            elif pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
                values = pc.if_else(pc.less(chance, 0.99), "N", "Y").cast(field.type)
            else:
                values = self._number(field, chance)
            arrays.append(values)
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _time(
        self, first: int, count: int, chance: pa.Array, pickup: pa.Array | None
    ) -> pa.Array:
        if pickup is not None:
            ride = pc.add(60, pc.cast(pc.multiply(chance, 2400), pa.int64(), safe=False))
            seconds = pc.add(pc.divide(pickup.cast(pa.int64()), 1_000_000), ride)
        else:
            # In order of time with some disorder, as the real files are.
            even = self.start + self.span * first // self.rows
            noise = pc.multiply(chance, min(self.span, 86_400))
            step = self.span / self.rows
            drift = pa.array([int(step * row) for row in range(count)], pa.int64())
            seconds = pc.add(pc.add(drift, even), pc.cast(noise, pa.int64(), safe=False))
            if "dates" in self.odd:
                seconds = pc.if_else(pc.less(chance, 0.001), 1_230_768_000, seconds)
        return pc.multiply(seconds, 1_000_000).cast(pa.timestamp("us"))

    def _number(self, field: pa.Field, chance: pa.Array) -> pa.Array:
        if limit := INTEGERS.get(field.name):
            values = pc.add(1, pc.cast(pc.multiply(chance, limit), pa.int64(), safe=False))
            values = values.cast(field.type)
        else:
            values = pc.round(pc.multiply(chance, 80), 2).cast(field.type)
        if "nulls" in self.odd and field.name not in ("VendorID", "PULocationID", "DOLocationID"):
            values = pc.if_else(pc.less(chance, 0.05), pa.scalar(None, field.type), values)
        if "nan" in self.odd and pa.types.is_floating(field.type):
            values = pc.if_else(pc.less(chance, 0.01), float("nan"), values)
        return values


def write_month(path: Path, month: Month, corrupt: str | None = None) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    if corrupt == "html":
        path.write_bytes(HTML)
        return 0
    writer: pq.ParquetWriter | None = None
    for batch in month.batches():
        table = spoil(pa.Table.from_batches([batch]), corrupt)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    if corrupt == "truncated":
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return 0 if corrupt == "empty" else month.rows


def spoil(table: pa.Table, corrupt: str | None) -> pa.Table:
    if corrupt == "empty":
        return table.slice(0, 0)
    if corrupt == "extra":
        return table.append_column("surge_factor", pa.nulls(len(table), pa.float64()))
    name = {
        "text": "fare_amount",
        "fraction": "PULocationID",
        "impossible": "PULocationID",
    }.get(corrupt or "")
    if corrupt == "null-time":
        name = next(name for name in table.column_names if name in TIMES)
    if not name:
        return table
    values = table[name].to_pylist()
    values[-1] = {"text": "ten dollars", "fraction": 1.5, "null-time": None, "impossible": 999}[
        corrupt or ""
    ]
    kind = {"text": pa.string(), "fraction": pa.float64()}.get(corrupt or "", table[name].type)
    if corrupt == "text":
        values = [str(value) for value in values]
    return table.set_column(table.column_names.index(name), name, pa.array(values, kind))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--months", default="2024-01")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--type", default="yellow", choices=sorted(FIELDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flat", action="store_true")
    parser.add_argument("--no-zones", action="store_true")
    parser.add_argument("--oddity", default="", help=",".join(ODDITIES))
    parser.add_argument("--corrupt", default="", help=f"MONTH={'|'.join(CORRUPTIONS)}")
    options = parser.parse_args()
    odd = [word for word in options.oddity.split(",") if word]
    spoiled, _, how = options.corrupt.partition("=")
    if unknown := sorted(set(odd) - set(ODDITIES)) + sorted({how} - {"", *CORRUPTIONS}):
        parser.error(f"unknown: {unknown[0]}")
    trips = options.directory if options.flat else options.directory / "trip-data"
    for name in options.months.split(","):
        path = trips / f"{options.type}_tripdata_{name}.parquet"
        month = Month(options.type, name, options.rows, options.seed, odd)
        rows = write_month(path, month, how if name == spoiled else None)
        print(json.dumps({"name": path.name, "rows": rows, "bytes": path.stat().st_size}))
    if not options.no_zones:
        folder = options.directory if options.flat else options.directory / "misc"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "taxi_zone_lookup.csv"
        path.write_text(zone_rows())
        print(json.dumps({"name": path.name, "rows": 265, "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
