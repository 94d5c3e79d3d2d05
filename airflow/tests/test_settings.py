import unittest
from typing import Any

from tests.support import INCLUDE  # noqa: F401
from taxi.errors import LoadError
from taxi.settings import read_settings
from taxi.sources import local_directory


class SettingsTest(unittest.TestCase):
    def test_environment_is_the_default(self) -> None:
        env = {"NYC_TAXI_MONTHS": "2024-02, 2024-01,2024-02", "NYC_TAXI_TYPES": "yellow,green"}
        settings = read_settings({}, env | {"NYC_TAXI_BASE_URL": "http://box:81/taxi/"})
        self.assertEqual(settings.months, ("2024-01", "2024-02"))
        self.assertEqual(settings.tables, ("taxi_zones", "yellow_trips", "green_trips"))
        self.assertEqual(settings.base_url, "http://box:81/taxi")

    def test_conf_wins_and_null_means_absent(self) -> None:
        conf = {"months": ["2023-05"], "types": None, "base_url": "/data"}
        settings = read_settings(conf, {"NYC_TAXI_MONTHS": "2024-01", "NYC_TAXI_TYPES": "green"})
        self.assertEqual((settings.months, settings.types), (("2023-05",), ("green",)))
        self.assertEqual(settings.base_url, "/data")

    def test_local_directories_are_recognised(self) -> None:
        self.assertEqual(str(local_directory("/data/x y")), "/data/x y")
        self.assertEqual(str(local_directory("file:///data/x%20y")), "/data/x y")
        self.assertIsNone(local_directory("https://host/x"))

    def test_wrong_values_are_named_in_one_line(self) -> None:
        cases: list[tuple[dict[str, Any], str]] = [
            ({"months": "2024-13"}, "'2024-13' is not a month"),
            ({"months": []}, "months is empty"),
            ({"months": 202401}, "202401"),
            ({"types": "blue"}, "'blue' is not a taxi type"),
            ({"base_url": "ftp://x"}, "'ftp://x'"),
            ({"base_url": "relative"}, "'relative'"),
            ({"month": "2024-01"}, "unknown key 'month'"),
        ]
        for conf, text in cases:
            with self.subTest(conf), self.assertRaises(LoadError) as caught:
                read_settings(conf, {})
            self.assertIn(text, str(caught.exception))
            self.assertNotIn("\n", str(caught.exception))

    def test_a_password_in_the_url_is_refused_and_not_repeated(self) -> None:
        with self.assertRaises(LoadError) as caught:
            read_settings({"base_url": "https://me:hunter2@host/"}, {})
        self.assertNotIn("hunter2", str(caught.exception))
