import unittest
from typing import Any

import pyarrow as pa

from tests.support import INCLUDE  # noqa: F401
from taxi.conform import conform
from taxi.errors import LoadError
from taxi.tables import TABLES

YELLOW = TABLES["yellow_trips"]
TIMES = pa.array([0, 1], pa.timestamp("us"))


def batch(**columns: Any) -> pa.RecordBatch:
    times = {"tpep_pickup_datetime": TIMES, "tpep_dropoff_datetime": TIMES}
    arrays = {name: pa.array(v) if isinstance(v, list) else v for name, v in columns.items()}
    return pa.RecordBatch.from_pydict(times | arrays)


class ConformTest(unittest.TestCase):
    def one(self, source: str, values: Any, name: str | None = None) -> list[Any]:
        table = conform(batch(**{source: values}), YELLOW, "file")
        self.assertEqual(table.schema, YELLOW.schema)
        return table[name or source.lower()].to_pylist()

    def refused(self, text: str, data: pa.RecordBatch) -> None:
        with self.assertRaises(LoadError) as caught:
            conform(data, YELLOW, "file.parquet")
        self.assertIn(text, str(caught.exception))
        self.assertTrue(str(caught.exception).startswith("file.parquet: "))

    def test_the_case_of_a_name_does_not_matter(self) -> None:
        self.assertEqual(self.one("Airport_fee", [1.5, None]), [1.5, None])
        self.assertEqual(self.one("airport_fee", [1.5, None]), [1.5, None])

    def test_whole_doubles_become_integers_and_nan_becomes_null(self) -> None:
        self.assertEqual(self.one("passenger_count", [1.0, float("nan")]), [1, None])
        self.assertEqual(self.one("passenger_count", [None, 6.0]), [None, 6])
        self.assertEqual(self.one("fare_amount", [2.5, float("nan")]), [2.5, None])

    def test_narrow_integers_and_untyped_nulls_are_widened(self) -> None:
        self.assertEqual(self.one("VendorID", pa.array([1, 2], pa.int32()), "vendor_id"), [1, 2])
        self.assertEqual(self.one("Airport_fee", pa.nulls(2)), [None, None])
        self.assertEqual(self.one("fare_amount", [1, 2]), [1.0, 2.0])

    def test_columns_of_later_years_are_null_in_earlier_files(self) -> None:
        table = conform(batch(VendorID=[1, 2]), YELLOW, "file")
        self.assertEqual(table["cbd_congestion_fee"].to_pylist(), [None, None])

    def test_strings_of_every_kind_fit(self) -> None:
        for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())):
            self.assertEqual(
                self.one("store_and_fwd_flag", pa.array(["N", None], kind)), ["N", None]
            )

    def test_values_that_do_not_fit_are_refused(self) -> None:
        self.refused("'PULocationID' (double) does not fit int64", batch(PULocationID=[1.0, 1.5]))
        huge = pa.array([2**63 + 5, 1], pa.uint64())
        self.refused("'payment_type' (uint64)", batch(payment_type=huge))
        self.refused("NUL byte", batch(store_and_fwd_flag=["N", "a\0b"]))

    def test_wrong_types_are_refused_even_if_they_could_be_read_as_numbers(self) -> None:
        self.refused("'fare_amount' is string", batch(fare_amount=["1", "2"]))
        self.refused("'store_and_fwd_flag' is int64", batch(store_and_fwd_flag=[1, 2]))
        self.refused("'fare_amount' is list", batch(fare_amount=[[1.0], [2.0]]))

    def test_unexpected_duplicate_and_missing_columns_are_refused(self) -> None:
        self.refused("unexpected column 'surge' (int64)", batch(surge=[1, 2]))
        self.refused("are one column", batch(Airport_fee=[1.0, 2.0], airport_fee=[1.0, 2.0]))
        missing = pa.RecordBatch.from_pydict({"tpep_pickup_datetime": TIMES})
        self.refused("'tpep_dropoff_datetime' is missing", missing)

    def test_nulls_in_a_required_column_are_refused(self) -> None:
        data = batch(tpep_dropoff_datetime=pa.array([0, None], pa.timestamp("us")))
        self.refused("1 nulls in column 'tpep_dropoff_datetime'", data)

    def test_names_are_those_that_dlt_would_keep(self) -> None:
        from dlt.common.normalizers.naming.snake_case import NamingConvention

        naming = NamingConvention()
        for table in TABLES.values():
            for column in table.columns:
                self.assertEqual(naming.normalize_identifier(column.name), column.name)
