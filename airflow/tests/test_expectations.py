"""The shared cases on a real Postgres, and what broken rows do to a load."""

import json
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from tests.support import AIRFLOW, TABLE, DatabaseTest
from expectations import check, sql
from expectations.read import ExpectationError, parse, read
from expectations.rules import Expectation
from taxi.errors import LoadError
from taxi.tables import TABLES

CASES = yaml.safe_load(
    (AIRFLOW.parent / "tests" / "expectations" / "cases.yaml").read_text(encoding="utf-8")
)
GIVEN = sql.Given(tuple(CASES["months"]), CASES["file_rows"], CASES["age"])
SHIPPED = AIRFLOW / "dags" / "nyc_taxi.expectations.yaml"


def rules_of(*rules: str) -> list[Expectation]:
    head = f"schema: {json.dumps(CASES['schema'])}\ntables:\n  {json.dumps(CASES['table'])}:\n"
    return parse(head + "".join(f"    - {rule}\n" for rule in rules), "cases.yaml")


class ExpectationsTest(unittest.TestCase):
    def test_rules_become_the_shared_sql_and_text(self) -> None:
        for case in CASES["cases"]:
            with self.subTest(case["rule"]):
                (rule,) = rules_of(case["rule"])
                self.assertEqual(rule.severity, case.get("severity", "error"))
                if "text" in case:
                    self.assertEqual(str(rule), case["text"])
                if "counts" in case:
                    self.assertEqual(", ".join(sql.counts(rule, GIVEN)), case["counts"])

    def test_a_wrong_file_is_refused_with_its_line_and_what_would_be_right(self) -> None:
        for case in CASES["refused"]:
            with self.subTest(case["says"]), self.assertRaises(ExpectationError) as caught:
                parse(case["text"], "f.yaml")
            self.assertTrue(str(caught.exception).startswith(case["says"]), caught.exception)
            self.assertNotIn("\n", str(caught.exception))

    def test_what_is_about_a_load_is_left_out_where_nothing_is_known_of_it(self) -> None:
        about = ["{ rule: months, column: at }", "{ rule: loaded, days: 1 }"]
        for rule in rules_of(*about, "{ rule: rows, files: equal }"):
            self.assertTrue(sql.applies(rule, GIVEN))
            self.assertFalse(sql.applies(rule, sql.Given()))

    def test_the_shipped_file_is_about_tables_and_columns_that_exist(self) -> None:
        rules = read(SHIPPED)
        self.assertEqual({rule.table for rule in rules}, set(TABLES))
        for rule in rules:
            if "column" in rule.options:
                columns = [column.name for column in TABLES[rule.table].columns]
                self.assertIn(rule.column, columns)

    def test_airflow_takes_only_the_dags_from_their_folder(self) -> None:
        from airflow.utils.file import list_py_file_paths

        found = [Path(path).name for path in list_py_file_paths(str(SHIPPED.parent), False)]
        self.assertEqual(sorted(found), ["dataspec_probe.py", "nyc_taxi.py"])


class ExpectationsOnPostgresTest(DatabaseTest):
    def test_the_shared_cases_find_what_they_should(self) -> None:
        self.query(CASES["setup"])
        from taxi import warehouse

        table = sql.table_name(CASES["schema"], CASES["table"])
        with warehouse.connect() as connection:
            rules = rules_of(*(case["rule"] for case in CASES["cases"]))
            check.fit(connection, "cases.yaml", table, rules, GIVEN)
            results = check.check(connection, table, rules, GIVEN)
            self.assertEqual(len(results), len(CASES["cases"]))
            for case, result in zip(CASES["cases"], results, strict=True):
                with self.subTest(case["rule"]):
                    found = (result.failing, result.total, result.met, result.finding)
                    keys = ("failing", "total", "met", "finding")
                    self.assertEqual(found, tuple(case[key] for key in keys))
            for case in CASES["unfit"]:
                with self.subTest(case["rule"]), self.assertRaises(ExpectationError) as caught:
                    check.fit(connection, "cases.yaml", table, rules_of(case["rule"]), GIVEN)
                self.assertIn(case["says"], str(caught.exception))
                self.assertTrue(str(caught.exception).startswith("cases.yaml:4: '"))

    def test_impossible_values_never_replace_good_rows(self) -> None:
        self.generate("2024-01")
        self.run_load("2024-01")
        before = self.state()
        self.generate("2024-02", rows=3_000, corrupt="impossible")
        ranges = [rule for rule in read(SHIPPED) if rule.rule == "range"]
        line = next(rule.line for rule in ranges if rule.column == "pu_location_id")
        for attach in (False, True):
            with self.subTest(view=attach):
                if attach:
                    self.query(f"create view public.mine as select * from {TABLE}")
                self.refused(
                    "nyc_taxi.yellow_trips breaks 'range pu_location_id, min 1, max 265'"
                    f" (nyc_taxi.expectations.yaml:{line}): 1 of 5,000 rows, as 999;"
                    " the tables were left as they were",
                    "2024-01",
                    "2024-02",
                )
                self.assertEqual(self.state(), before)
        self.assertEqual(
            self.query(
                "select severity, failing, total, finding from dataspec.expectations"
                " where run_id = 'refused' and not met"
            ),
            [("error", 1, 5_000, "1 of 5,000 rows, as 999")],
        )
        met = "select distinct table_name from dataspec.expectations where met order by 1"
        self.assertEqual(self.query(met), [("nyc_taxi.taxi_zones",), (TABLE,)])
        self.assertEqual(self.run_load("2024-01", run_id="again")["yellow_trips"], 2_000)

    def test_a_warning_is_recorded_and_loads(self) -> None:
        self.spoil(self.generate("2024-01"), "passenger_count", 50, 100)
        with self.assertLogs("taxi.quality", "WARNING") as logs:
            self.assertEqual(self.run_load("2024-01")["yellow_trips"], 2_000)
        self.assertIn("100 of 2,000 rows, as 50", logs.output[0])
        broken = "select severity, failing from dataspec.expectations where not met"
        self.assertEqual(self.query(broken), [("warn", 100)])

    def test_a_file_of_another_month_is_refused(self) -> None:
        self.generate("2024-01")
        path = self.generate("2024-02")
        january = path.with_name("yellow_tripdata_2024-01.parquet")
        path.write_bytes(january.read_bytes())
        self.refused("every_month tpep_pickup_datetime", "2024-01", "2024-02")

    def test_rules_that_do_not_fit_fail_before_anything_is_loaded(self) -> None:
        self.generate("2024-01")
        cases = (
            ("{ rule: not_null, column: tip }", 'column "tip" does not exist'),
            ("{ rule: not_null, colum: tip }", "unknown key 'colum' of rule not_null"),
        )
        for rule, text in cases:
            file = self.folder / "my.expectations.yaml"
            file.write_text(f"schema: nyc_taxi\ntables:\n  yellow_trips:\n    - {rule}\n")
            with self.subTest(rule), mock.patch("taxi.quality.FILE", file):
                self.refused(text, "2024-01")
        file.write_text("schema: nyc_taxi\ntables:\n  blue_trips:\n    - {rule: rows, min: 1}\n")
        with mock.patch("taxi.quality.FILE", file), self.assertRaises(LoadError) as caught:
            self.run_load("2024-01", run_id="unknown")
        self.assertIn("my.expectations.yaml:4: no table nyc_taxi.blue_trips", str(caught.exception))
        self.assertEqual(self.query("select to_regclass('nyc_taxi.yellow_trips_x')"), [(None,)])
        with mock.patch("taxi.quality.FILE", self.folder / "none.yaml"):
            self.assertEqual(self.run_load("2024-01", run_id="none")["yellow_trips"], 2_000)

    def state(self) -> Any:
        """What must not move: the tables themselves and what is in them."""
        names = (TABLE, "nyc_taxi.taxi_zones")
        return [
            self.query(
                f"select '{name}'::regclass::oid, md5(string_agg(t::text, '' order by t::text))"
                f" from {name} as t"
            )
            for name in names
        ]

    @staticmethod
    def spoil(path: Path, column: str, value: int, count: int) -> None:
        """The first `count` rows of a file get this value."""
        table = pq.read_table(path)
        place = table.column_names.index(column)
        kind = table[column].type
        first = pc.less(pa.array(range(len(table))), count)
        values = pc.if_else(first, pa.scalar(value, kind), table[column].combine_chunks())
        pq.write_table(table.set_column(place, column, values), path)
