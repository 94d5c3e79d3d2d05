"""What a load must bring into the warehouse, and what it must leave there."""

import logging

import pyarrow.compute as pc
import pyarrow.parquet as pq

from tests.support import TABLE, DatabaseTest
from taxi.fetch import fetch_all
from taxi.read import read_batches
from taxi.settings import Settings
from taxi.tables import TABLES
from taxi.totals import Totals


class LoadTest(DatabaseTest):
    def test_counts_and_sums_equal_the_files(self) -> None:
        first = self.generate("2024-01", rows=30_000, odd=["dates", "nulls"])
        odd = ["lower-airport-fee", "cbd", "float-ints"]
        second = self.generate("2025-01", rows=20_000, odd=odd)
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
        first_year = f"select extract(year from min(tpep_pickup_datetime))::int from {TABLE}"
        self.assertEqual(self.value(first_year), 2009)
        self.assertEqual(self.value("select count(*) from nyc_taxi.taxi_zones"), 265)
        outside = "select borough from nyc_taxi.taxi_zones where location_id = 265"
        self.assertEqual(self.value(outside), "N/A")

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
        unknown = "select count(*) from nyc_taxi.green_trips where ratecode_id is null"
        self.assertGreater(self.value(unknown), 0)

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
        indexes = self.query(
            f"select indexrelid::regclass::text from pg_index where indrelid = {oid}"
        )
        self.assertEqual(
            sorted(indexes), [("nyc_taxi.mine",), ("nyc_taxi.yellow_trips_pickup_brin",)]
        )
        may_read = f"select has_table_privilege('taxi_test_reader', '{TABLE}', 'select')"
        self.assertTrue(self.value(may_read))

    def test_grants_survive_the_fast_way_too(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        oid = self.value(f"select '{TABLE}'::regclass::oid")
        self.query(f"grant select on {TABLE} to public")
        self.run_load("2024-01", run_id="second")
        self.assertNotEqual(self.value(f"select '{TABLE}'::regclass::oid"), oid)
        grants = f"select relacl::text from pg_class where oid = '{TABLE}'::regclass"
        self.assertIn("=r/", self.value(grants))

    def test_a_difference_after_the_load_is_found(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        from taxi import warehouse

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
        self.generate("2024-01")
        with self.assertLogs(level="DEBUG") as logs:
            self.run_load("2024-01")
        text = "\n".join(logs.output)
        password = self.url.split("://")[1].split("@")[0].partition(":")[2]
        self.assertTrue(password)
        self.assertNotIn(password, text)
        self.assertRegex(text, r"2024-01: 2,000 rows, 0\.\d MB, read and checked in \d")
        self.assertEqual(logging.getLogger("dlt").handlers, [])
