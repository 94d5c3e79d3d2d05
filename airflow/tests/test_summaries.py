"""What dashboards read: small tables that follow each load, whole or not at all."""

import threading
from unittest import mock

from tests.support import TABLE, DatabaseTest
from taxi.errors import LoadError

HOURS, ZONES = "nyc_taxi.trips_by_hour", "nyc_taxi.trips_by_zone"


class SummariesTest(DatabaseTest):
    def test_they_add_up_to_the_trips_of_the_loaded_months(self) -> None:
        self.generate("2024-01", "2024-02", rows=20_000, odd=["dates", "nulls"])
        self.run_load("2024-01", "2024-02")
        inside = "tpep_pickup_datetime >= '2024-01-01' and tpep_pickup_datetime < '2024-03-01'"
        wanted = self.query(
            "select count(*), round(sum(total_amount)::numeric, 2),"
            " round(sum(tip_amount)::numeric, 2), round(sum(trip_distance)::numeric, 2)"
            f" from {TABLE} where {inside}"
        )
        self.assertLess(wanted[0][0], 40_000)
        for summary in (HOURS, ZONES):
            found = self.query(
                "select sum(trips)::bigint, round(sum(revenue)::numeric, 2),"
                f" round(sum(tips)::numeric, 2), round(sum(distance)::numeric, 2) from {summary}"
            )
            self.assertEqual(found, wanted, summary)
        unknown = f"select count(*) from {TABLE} where payment_type is null and {inside}"
        named = f"select sum(trips)::bigint from {HOURS} where payment_type = 'Unknown'"
        self.assertEqual(self.value(named), self.value(unknown))

    def test_zones_have_the_names_of_the_lookup(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        nameless = f"select count(*) from {ZONES} as s where (s.borough, s.zone) is distinct from ("
        nameless += "select (z.borough::text, z.zone::text) from nyc_taxi.taxi_zones as z"
        nameless += " where z.location_id = s.location_id)"
        self.assertEqual(self.value(nameless), 0)
        self.assertGreater(self.value(f"select count(distinct zone) from {ZONES}"), 200)

    def test_a_reload_of_one_kind_leaves_the_other(self) -> None:
        self.generate("2024-01")
        self.generate("2024-01", kind="green", rows=500)
        self.run_load("2024-01", types="yellow,green")
        self.generate("2024-02", rows=3_000)
        self.run_load("2024-02", run_id="second")
        by_type = f"select taxi_type, sum(trips)::bigint from {HOURS} group by 1 order by 1"
        green, yellow = self.query(by_type)
        self.assertEqual(green[0], "green")
        self.assertLessEqual(green[1], 500)
        self.assertEqual(yellow[0], "yellow")
        months = f"select distinct date_trunc('month', pickup_hour)::date::text from {HOURS}"
        self.assertEqual(self.query(f"{months} where taxi_type = 'yellow'"), [("2024-02-01",)])

    def test_grants_and_views_are_kept_and_the_trips_keep_the_fast_way(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        self.query(f"grant select on {HOURS} to public")
        self.query(f"create view public.days as select sum(trips)::bigint from {HOURS}")
        self.generate("2024-01", rows=2_500)
        self.run_load("2024-01", run_id="second")
        trips = f"select sum(trips)::bigint from {HOURS}"
        self.assertEqual(self.value("select * from public.days"), self.value(trips))
        grants = f"select relacl::text from pg_class where oid = '{HOURS}'::regclass"
        self.assertIn("=r/", self.value(grants))
        how = "select verification->>'strategy' from dataspec.loads"
        how += f" where run_id = 'second' and table_name = '{TABLE}'"
        self.assertEqual(self.value(how), "staging-optimized")

    def test_a_failed_refresh_fails_the_run_and_leaves_the_old_summaries(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        before = self.query(f"select * from {HOURS} order by 1, 2, 3")
        self.query(f"alter table {ZONES} alter zone type integer using 1")
        self.generate("2024-01", rows=4_000)
        with self.assertRaises(LoadError) as caught:
            self.run_load("2024-01", run_id="broken")
        text = str(caught.exception)
        self.assertIn("yellow_trips is loaded, but its summaries for dashboards", text)
        self.assertNotIn("\n", text)
        self.assertEqual(self.query(f"select * from {HOURS} order by 1, 2, 3"), before)
        record = "select status, reason from dataspec.loads"
        record += f" where run_id = 'broken' and table_name = '{TABLE}'"
        self.assertEqual(self.query(record), [("failed", text)])
        self.query(f"drop table {ZONES}")
        self.run_load("2024-01", run_id="mended")
        self.assertGreater(self.value(f"select sum(trips)::bigint from {HOURS}"), 3_900)

    def test_a_reader_sees_the_old_or_the_new_summary(self) -> None:
        self.generate("2024-01", rows=5_000)
        self.run_load("2024-01")
        old = self._total()
        self.generate("2024-01", rows=9_000)
        seen: set[int] = set()
        done = threading.Event()
        reader = threading.Thread(target=self._poll, args=(seen, done))
        reader.start()
        self.run_load("2024-01", run_id="second")
        done.set()
        reader.join()
        self.assertEqual(seen, {old, self._total()})

    def test_a_table_without_trips_has_none(self) -> None:
        from taxi import summaries
        from taxi.tables import TABLES

        summaries.refresh(mock.Mock(side_effect=AssertionError), TABLES["taxi_zones"], [])

    def _total(self) -> int:
        return int(self.value(f"select coalesce(sum(trips), 0)::bigint from {HOURS}"))

    def _poll(self, seen: set[int], done: threading.Event) -> None:
        while not done.is_set():
            seen.add(self._total())
        seen.add(self._total())
