import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.support import INCLUDE, DatabaseTest
from taxi.errors import LoadError

TABLE = "nyc_taxi.yellow_trips"
KILLED = """
import json, os, signal, sys, threading
from taxi import runs
def watch(connect):
    while True:
        c = connect.cursor(); c.execute(os.environ["KILL_WHEN"])
        if c.fetchone()[0]: os.kill(os.getpid(), signal.SIGKILL)
files = runs.fetch({"base_url": sys.argv[1], "months": sys.argv[2]}, "killed")
import psycopg2
connect = psycopg2.connect(os.environ["DESTINATION__POSTGRES__CREDENTIALS"]); connect.autocommit = True
threading.Thread(target=watch, args=(connect,), daemon=True).start()
runs.load(files, "killed")
"""


class LoadTest(DatabaseTest):
    def count(self) -> int:
        return int(self.value(f"select count(*) from {TABLE}"))

    def refused(self, text: str, *months: str, **conf: Any) -> None:
        with self.assertRaises(LoadError) as caught:
            self.run_load(*months, run_id="refused", **conf)
        self.assertIn(text, str(caught.exception))
        status, reason = self.query(
            "select status, reason from dataspec.loads where run_id = 'refused' order by id desc"
        )[0]
        self.assertEqual((status, reason), ("failed", str(caught.exception)))

    def test_counts_and_sums_equal_the_files(self) -> None:
        first = self.generate("2024-01", rows=30_000, odd=["dates", "nulls"])
        second = self.generate("2025-01", rows=20_000, odd=["lower-airport-fee", "cbd", "float-ints"])
        self.assertEqual(
            self.run_load("2024-01", "2025-01"), {"taxi_zones": 265, "yellow_trips": 50_000}
        )
        one, two = pq.read_table(first), pq.read_table(second)
        for source in ("PULocationID", "passenger_count", "total_amount", "VendorID"):
            name = {"PULocationID": "pu_location_id", "VendorID": "vendor_id"}.get(source, source)
            count, total = self.query(f"select count({name}), sum({name}) from {TABLE}")[0]
            self.assertEqual(count, pc.count(one[source]).as_py() + pc.count(two[source]).as_py())
            self.assertAlmostEqual(
                float(total), pc.sum(one[source]).as_py() + pc.sum(two[source]).as_py(), 3
            )
        fees = self.value(f"select sum(airport_fee) from {TABLE}")
        wanted = pc.sum(one["Airport_fee"]).as_py() + pc.sum(two["airport_fee"]).as_py()
        self.assertAlmostEqual(fees, wanted, 3)
        self.assertEqual(self.value(f"select count(cbd_congestion_fee) from {TABLE}"), 20_000)
        self.assertEqual(self.value(f"select min(tpep_pickup_datetime)::text from {TABLE}")[:4], "2009")
        self.assertEqual(self.value("select count(*) from nyc_taxi.taxi_zones"), 265)
        self.assertEqual(self.value("select borough from nyc_taxi.taxi_zones where location_id = 265"), "N/A")

    def test_the_load_is_recorded_with_its_files(self) -> None:
        path = self.generate("2024-01")
        self.run_load("2024-01")
        row = self.query(
            "select months, rows, status, files->0->>'rows', files->0->>'bytes',"
            " verification->>'equal', load_id, finished_at >= started_at"
            f" from dataspec.loads where table_name = '{TABLE}'"
        )[0]
        load_id = self.value(f"select distinct _dlt_load_id from {TABLE}")
        size = str(path.stat().st_size)
        self.assertEqual(
            row, (["2024-01"], 2_000, "succeeded", "2000", size, "true", load_id, True)
        )

    def test_the_table_equals_the_files_asked_for_last(self) -> None:
        self.generate("2024-01", "2024-02")
        self.run_load("2024-01", "2024-02")
        self.run_load("2024-02", run_id="second")
        self.assertEqual(self.count(), 2_000)

    def test_more_than_one_type(self) -> None:
        self.generate("2024-01")
        self.generate("2024-01", kind="green", rows=500, odd=["nan"])
        rows = self.run_load("2024-01", types="yellow,green")
        self.assertEqual(rows["green_trips"], 500)
        self.assertGreater(self.value("select count(*) from nyc_taxi.green_trips where ratecode_id is null"), 0)

    def test_a_wrong_file_leaves_the_old_table(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        for how, text in (
            ("truncated", "is truncated"),
            ("text", "'fare_amount' is string"),
            ("fraction", "'PULocationID' (double) does not fit int64"),
            ("null-time", "1 nulls in column 'tpep_pickup_datetime'"),
        ):
            with self.subTest(how):
                self.generate("2024-02", rows=3_000, corrupt=how)
                self.refused(text, "2024-01", "2024-02")
                self.assertEqual(self.count(), 2_000)
        self.refused("yellow_tripdata_2030-01.parquet is not in", "2030-01")
        self.refused("'blue' is not a taxi type", "2024-01", types="blue")
        self.assertEqual(self.count(), 2_000)
        self.assertEqual(self.run_load("2024-01", run_id="again")["yellow_trips"], 2_000)

    def test_views_grants_indexes_and_comments_are_kept(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        oid = self.value(f"select '{TABLE}'::regclass::oid")
        self.admin("drop role if exists taxi_test_reader")
        self.admin("create role taxi_test_reader")
        self.addCleanup(self.admin, "drop role taxi_test_reader")
        self.addCleanup(self.query, "drop owned by taxi_test_reader")
        self.query(f"grant select on {TABLE} to taxi_test_reader")
        self.query("create view public.daily as select count(*) from " + TABLE)
        self.query(f"create index mine on {TABLE} (pu_location_id)")
        self.query(f"comment on table {TABLE} is 'mine'")
        self.generate("2024-01", rows=2_500)
        self.run_load("2024-01", run_id="second")
        self.assertEqual(self.value("select * from public.daily"), 2_500)
        self.assertEqual(self.value(f"select '{TABLE}'::regclass::oid"), oid)
        self.assertEqual(self.value(f"select obj_description('{TABLE}'::regclass)"), "mine")
        indexes = self.query(f"select indexrelid::regclass::text from pg_index where indrelid = {oid}")
        self.assertEqual(
            sorted(indexes), [("nyc_taxi.mine",), ("nyc_taxi.yellow_trips_pickup_brin",)]
        )
        self.assertTrue(self.value(f"select has_table_privilege('taxi_test_reader', '{TABLE}', 'select')"))

    def test_grants_survive_the_fast_way_too(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        oid = self.value(f"select '{TABLE}'::regclass::oid")
        self.query(f"grant select on {TABLE} to public")
        self.run_load("2024-01", run_id="second")
        self.assertNotEqual(self.value(f"select '{TABLE}'::regclass::oid"), oid)
        self.assertIn("=r/", self.value(f"select relacl::text from pg_class where oid = '{TABLE}'::regclass"))

    def test_a_reader_never_sees_an_empty_or_half_table(self) -> None:
        for attach in (False, True):
            with self.subTest(view=attach):
                self.generate("2024-01", rows=40_000)
                self.run_load("2024-01", run_id=f"first {attach}")
                if attach:
                    self.query(f"create view public.v as select * from {TABLE}")
                self.generate("2024-01", rows=90_000)
                seen: list[int] = []
                done = threading.Event()
                reader = threading.Thread(target=self._poll, args=(seen, done))
                reader.start()
                self.run_load("2024-01", run_id=f"second {attach}")
                done.set()
                reader.join()
                self.assertEqual(set(seen), {40_000, 90_000})

    def _poll(self, seen: list[int], done: threading.Event) -> None:
        while not done.is_set():
            seen.append(self.count())
        seen.append(self.count())

    def test_a_load_killed_half_way_is_made_good_by_the_next(self) -> None:
        self.generate("2024-01", rows=5_000)
        self.run_load("2024-01")
        self.generate("2024-02", rows=600_000)
        size = "coalesce(pg_relation_size(to_regclass('nyc_taxi_staging.yellow_trips')), 0)"
        copying = f"select {size} > 10000000"
        reading = "select exists (select from pg_locks where locktype = 'advisory')"
        for when in (reading, copying):
            with self.subTest(when):
                env = os.environ | {"PYTHONPATH": str(INCLUDE), "KILL_WHEN": when}
                command = [sys.executable, "-c", KILLED, str(self.source), "2024-02"]
                done = subprocess.run(command, env=env, capture_output=True)
                self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr[-500:])
                self.assertEqual(self.count(), 5_000)
                self.wait_until_unlocked()
                self.run_load("2024-01", run_id=f"after {when}")
                self.assertEqual(self.count(), 5_000)
        self.run_load("2024-01", "2024-02", run_id="last")
        self.assertEqual(self.count(), 605_000)
        status = self.query("select distinct status, reason from dataspec.loads where run_id = 'killed'")
        self.assertEqual(status, [("failed", "ended without a report (killed?)")])

    def wait_until_unlocked(self) -> None:
        for _ in range(100):
            if not self.value("select count(*) from pg_locks where locktype = 'advisory'"):
                return
            time.sleep(0.1)
        self.fail("the server still holds the lock of a killed load")

    def test_two_loads_at_once_are_refused(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        from taxi import warehouse

        with warehouse.connect() as connection:
            warehouse.lock(connection)
            self.refused("another load of nyc_taxi is running", "2024-01")

    def test_a_table_with_other_types_is_refused(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        self.query(f"alter table {TABLE} alter payment_type type integer")
        self.refused("column payment_type of nyc_taxi.yellow_trips is integer", "2024-01")
        self.query(f"alter table {TABLE} alter payment_type type bigint")
        self.run_load("2024-01", run_id="again")

    def test_a_dropped_table_and_a_lost_folder_are_made_again(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        self.query(f"drop table {TABLE}")
        self.run_load("2024-01", run_id="second")
        self.query("drop schema nyc_taxi_staging cascade")
        self.run_load("2024-01", run_id="third")
        self.query("drop schema nyc_taxi cascade")
        self.run_load("2024-01", run_id="fourth")
        self.assertEqual(self.count(), 2_000)

    def test_a_difference_after_the_load_is_found(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        from taxi import warehouse
        from taxi.read import read_batches
        from taxi.fetch import fetch_all
        from taxi.settings import Settings
        from taxi.tables import TABLES
        from taxi.totals import Totals

        table = TABLES["yellow_trips"]
        file = fetch_all(Settings(str(self.source), ("yellow",), ("2024-01",)), self.folder)[-1]
        totals = Totals(table)
        for batch in read_batches(file, table):
            totals.add(batch)
        one = f"where ctid = (select min(ctid) from {TABLE})"
        with warehouse.connect() as connection:
            self.assertEqual(warehouse.verify(connection, table, totals), [])
            self.query(f"update {TABLE} set fare_amount = fare_amount + 0.01 {one}")
            self.assertEqual(len(warehouse.verify(connection, table, totals)), 1)
            self.query(f"update {TABLE} set passenger_count = null {one}")
            self.assertEqual(len(warehouse.verify(connection, table, totals)), 3)

    def test_the_log_has_no_password_and_dlt_has_no_handler_of_its_own(self) -> None:
        import logging

        self.generate("2024-01")
        with self.assertLogs(level="DEBUG") as logs:
            self.run_load("2024-01")
        text = "\n".join(logs.output)
        password = self.url.split("://")[1].split("@")[0].partition(":")[2]
        self.assertTrue(password)
        self.assertNotIn(password, text)
        self.assertRegex(text, r"2024-01: 2,000 rows, 0\.\d MB, read and checked in \d")
        self.assertEqual(logging.getLogger("dlt").handlers, [])
