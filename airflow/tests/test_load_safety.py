"""What must hold when loads meet readers, kills, other loads and changed tables."""

import os
import signal
import subprocess
import sys
import threading
import time

from tests.support import INCLUDE, TABLE, DatabaseTest

# pg_locks shows the whole server; other databases have loads of their own.
LOCKS = """(select count(*) from pg_locks join pg_database d on d.oid = database
where locktype = 'advisory' and datname = current_database())"""
KILLED = """
import json, os, signal, sys, threading
from taxi import runs
def watch(connect):
    while True:
        c = connect.cursor(); c.execute(os.environ["KILL_WHEN"])
        if c.fetchone()[0]: os.kill(os.getpid(), signal.SIGKILL)
files = runs.fetch({"base_url": sys.argv[1], "months": sys.argv[2]}, "killed")
import psycopg2
connect = psycopg2.connect(os.environ["DESTINATION__POSTGRES__CREDENTIALS"])
connect.autocommit = True
threading.Thread(target=watch, args=(connect,), daemon=True).start()
runs.load(files, "killed")
"""


class LoadSafetyTest(DatabaseTest):
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
        reading = f"select {LOCKS} > 0"
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
        status = self.query(
            "select distinct status, reason from dataspec.loads where run_id = 'killed'"
        )
        self.assertEqual(status, [("failed", "ended without a report (killed?)")])

    def wait_until_unlocked(self) -> None:
        for _ in range(100):
            if not self.value(f"select {LOCKS}"):
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
