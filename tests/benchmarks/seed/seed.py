"""Measures the load against a raw COPY of the same rows into the same server, in one run.

    python seed.py [--rows 1500000] [--pairs 5] [--memory 1000000,4000000,12000000] [--work DIR]

Uses the warehouse that DESTINATION__POSTGRES__CREDENTIALS__* names, and there the tables
nyc_taxi.yellow_trips and public.seed_raw_copy: never run it on a warehouse that you use
(`./build.sh Benchmark --only seed` gives it one of its own). Each load is a process of its own, as
in Airflow. Time of a load: from connecting to the verified table, without download. Raw COPY: the
same rows as CSV, made beforehand, in one transaction into a table without index.
Prints one JSON document: the ratio of each pair (load rows/s : COPY rows/s), median, and memory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
INCLUDE = ROOT / "airflow" / "include"
sys.path.insert(0, str(INCLUDE))
LOAD = """
import json, resource, sys, time
from taxi import runs
files = runs.fetch({"base_url": sys.argv[1], "months": sys.argv[2]}, sys.argv[3])
import taxi.load
started = time.monotonic()
rows = runs.load(files, sys.argv[3])["yellow_trips"]
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"rows": rows, "seconds": time.monotonic() - started, "peak_mib": round(peak)}))
"""


def generate(folder: Path, rows: int) -> Path:
    """One month with the rows; made once for each number of rows."""
    target = folder / str(rows)
    if not (target / "misc").exists():
        script = ROOT / "tests" / "sandbox" / "taxi" / "generate.py"
        command = [sys.executable, str(script), str(target), "--rows", str(rows)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def as_csv(source: Path) -> Path:
    import pyarrow.csv as pv
    import pyarrow.parquet as pq

    target = source / "rows.csv"
    if not target.exists():
        with pq.ParquetFile(next((source / "trip-data").glob("*.parquet"))) as parquet:
            with pv.CSVWriter(target, parquet.schema_arrow) as writer:
                for batch in parquet.iter_batches():
                    writer.write_batch(batch)
    return target


def raw_copy(rows_csv: Path) -> float:
    from taxi import warehouse
    from taxi.tables import SQL_TYPES, TABLES

    table = TABLES["yellow_trips"]
    with rows_csv.open() as file:
        header = file.readline().strip().replace('"', "").lower().split(",")
    by_source = {column.source.lower(): column for column in table.columns}
    columns = ", ".join(f'"{n}" {SQL_TYPES[by_source[n].type]}' for n in header)
    with warehouse.connect() as connection:
        warehouse.query(connection, "drop table if exists public.seed_raw_copy")
        warehouse.query(connection, f"create table public.seed_raw_copy ({columns})")
        with connection.cursor() as cursor, rows_csv.open("rb") as file:
            warehouse.query(connection, "checkpoint")
            started = time.monotonic()
            sql = "copy public.seed_raw_copy from stdin (format csv, header)"
            cursor.copy_expert(sql, file, size=1 << 16)
            seconds = time.monotonic() - started
        warehouse.query(connection, "drop table public.seed_raw_copy")
        warehouse.query(connection, "checkpoint")
    return seconds


def load(source: Path, name: str) -> dict[str, Any]:
    env = os.environ | {"PYTHONPATH": str(INCLUDE)}
    command = [sys.executable, "-c", LOAD, str(source), "2024-01", f"benchmark {name}"]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def pairs(work: Path, rows: int, count: int) -> dict[str, Any]:
    source = generate(work, rows)
    rows_csv = as_csv(source)
    found = []
    for number in range(count):
        copy = raw_copy(rows_csv)
        loaded = load(source, f"pair {number}")
        found.append(
            {
                "copy_seconds": round(copy, 2),
                "load_seconds": round(loaded["seconds"], 2),
                "ratio": round(copy / loaded["seconds"], 2),
            }
        )
        print(f"pair {number + 1}: {found[-1]}", file=sys.stderr, flush=True)
    ratios = [pair["ratio"] for pair in found]
    return {"rows": rows, "pairs": found, "median_ratio": statistics.median(ratios)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_500_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--memory", default="1000000,4000000,12000000")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).resolve()
        os.environ["DLT_DATA_DIR"] = str(work / "dlt")
        result = pairs(work, options.rows, options.pairs) if options.pairs else {}
        result["memory"] = []
        for rows in (int(word) for word in options.memory.split(",") if word):
            loaded = load(generate(work, rows), f"memory {rows}")
            loaded["seconds"] = round(loaded["seconds"], 1)
            result["memory"].append(loaded)
            print(f"memory: {loaded}", file=sys.stderr, flush=True)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
