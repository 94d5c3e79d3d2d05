"""Prints what the yellow taxi files of some months hold, as one JSON object: the oracle for tests.

    python totals.py DIR 2024-01 2024-02

Shares no code with the loader. Needs pyarrow.
"""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def cents(values: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.round(pc.multiply(values, 100.0), round_mode="half_to_even")).as_py() or 0)


def totals(paths: list[Path]) -> dict[str, int]:
    result = dict.fromkeys(("rows", "passengerCount", "pickupZones", "fareCents", "totalCents", "airportFees"), 0)
    for path in paths:
        table = pq.read_table(path)
        columns = {name.lower(): table[name] for name in table.column_names}
        result["rows"] += table.num_rows
        result["passengerCount"] += int(pc.sum(columns["passenger_count"]).as_py() or 0)
        result["pickupZones"] += int(pc.sum(columns["pulocationid"]).as_py())
        result["fareCents"] += cents(columns["fare_amount"])
        result["totalCents"] += cents(columns["total_amount"])
        result["airportFees"] += len(columns["airport_fee"]) - columns["airport_fee"].null_count
    return result


def main() -> None:
    folder = Path(sys.argv[1]) / "trip-data"
    print(json.dumps(totals([folder / f"yellow_tripdata_{month}.parquet" for month in sys.argv[2:]])))


if __name__ == "__main__":
    main()
