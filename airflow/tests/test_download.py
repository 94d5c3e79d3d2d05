import json
from typing import Any
from unittest import mock

from tests.support import FilesTest
from taxi.errors import LoadError, Unavailable
from taxi.fetch import fetch_all
from taxi.settings import Settings
from taxi.sources import SourceFile


class DownloadTest(FilesTest):
    def setUp(self) -> None:
        super().setUp()
        pause = mock.patch("taxi.download.time.sleep")
        self.pause = pause.start()
        self.addCleanup(pause.stop)

    def fetch(self, base: str, *months: str) -> SourceFile:
        settings = Settings(base, ("yellow",), months or ("2024-01",))
        return fetch_all(settings, self.folder / "dlt")[-1]

    def statuses(self, server: Any) -> list[str]:
        return [line.split(" ", 2)[2] for line in server.log if "yellow" in line]

    def test_a_file_is_fetched_once_and_then_only_asked_for(self) -> None:
        path = self.generate("2024-01")
        server = self.serve()
        first, second = self.fetch(server.url), self.fetch(server.url)
        self.assertEqual(first, second)
        self.assertEqual(self.statuses(server), ["- 200", "- 304"])
        self.assertEqual((first.rows, first.bytes), (2_000, path.stat().st_size))
        self.assertEqual(list((self.folder / "dlt").rglob("*.part*")), [])

    def test_a_changed_file_is_fetched_again(self) -> None:
        self.generate("2024-01")
        server = self.serve()
        self.fetch(server.url)
        self.generate("2024-01", rows=3_000)
        self.assertEqual(self.fetch(server.url).rows, 3_000)

    def test_a_broken_connection_is_resumed_where_it_broke(self) -> None:
        path = self.generate("2024-01", rows=20_000)
        server = self.serve(drop_after=20_000, drops=2)
        self.assertEqual(self.fetch(server.url).bytes, path.stat().st_size)
        self.assertEqual(
            self.statuses(server), ["- 200", "bytes=20000- 206", "bytes=40000- 206"]
        )

    def test_a_download_killed_half_way_goes_on_in_the_next_run(self) -> None:
        path = self.generate("2024-01", rows=20_000)
        server = self.serve(drop_after=20_000, drops=1)
        with mock.patch("taxi.download.TRIES", 1), self.assertRaises(Unavailable):
            self.fetch(server.url)
        self.assertEqual(self.fetch(server.url).bytes, path.stat().st_size)
        self.assertEqual(self.statuses(server)[-1], "bytes=20000- 206")

    def test_halves_of_different_versions_are_never_joined(self) -> None:
        self.generate("2024-01", rows=20_000)
        server = self.serve(drop_after=20_000, drops=1)
        with mock.patch("taxi.download.TRIES", 1), self.assertRaises(Unavailable):
            self.fetch(server.url)
        self.generate("2024-01", rows=30_000)
        self.assertEqual(self.fetch(server.url).rows, 30_000)
        self.assertEqual(self.statuses(server)[-1], "bytes=20000- 200")

    def test_a_busy_server_is_asked_again(self) -> None:
        self.generate("2024-01")
        server = self.serve(fail_first=3)
        self.assertEqual(self.fetch(server.url).rows, 2_000)
        self.assertEqual(self.statuses(server), ["- 503", "- 503", "- 503", "- 200"])

    def test_a_server_that_stays_away_may_be_tried_later(self) -> None:
        self.generate("2024-01")
        with self.assertRaises(Unavailable) as caught:
            self.fetch("http://127.0.0.1:1")
        self.assertIn("failed 5 times", str(caught.exception))

    def test_without_the_server_the_copy_on_disk_is_used(self) -> None:
        self.generate("2024-01")
        server = self.serve()
        first = self.fetch(server.url)
        server.faults = {"fail-first": 1_000}
        self.assertEqual(self.fetch(server.url), first)

    def test_an_unpublished_month_is_final(self) -> None:
        self.generate("2024-01")
        server = self.serve()
        with self.assertRaises(LoadError) as caught:
            self.fetch(server.url, "2030-01")
        self.assertNotIsInstance(caught.exception, Unavailable)
        self.assertIn("yellow_tripdata_2030-01.parquet is not published", str(caught.exception))
        self.assertIn("HTTP 403", str(caught.exception))

    def test_wrong_files_are_named_and_not_kept(self) -> None:
        for how, text in (
            ("truncated", "is truncated"),
            ("html", "is a web page"),
            ("text", "'fare_amount' is string"),
            ("extra", "unexpected column 'surge_factor'"),
            ("empty", "has no rows"),
        ):
            with self.subTest(how):
                self.generate("2024-01", corrupt=how)
                server = self.serve()
                with self.assertRaises(LoadError) as caught:
                    self.fetch(server.url)
                self.assertIn(text, str(caught.exception))
                self.assertNotIn("\n", str(caught.exception))
                self.assertEqual(self.statuses(server), ["- 200"])
                left = [p.name for p in (self.folder / "dlt").rglob("*yellow*")]
                self.assertEqual(left, [])

    def test_a_damaged_copy_on_disk_is_fetched_again(self) -> None:
        self.generate("2024-01")
        server = self.serve()
        file = self.fetch(server.url)
        with open(file.path, "r+b") as damaged:
            damaged.seek(-4, 2)
            damaged.write(b"junk")
        self.assertEqual(self.fetch(server.url), file)
        self.assertEqual(self.statuses(server)[-1], "- 200")

    def test_a_server_without_etag_works_by_full_downloads(self) -> None:
        self.generate("2024-01")
        server = self.serve(no_etag=1)
        self.assertEqual(self.fetch(server.url).rows, self.fetch(server.url).rows)
        self.assertEqual(self.statuses(server), ["- 200", "- 200"])

    def test_a_local_directory_is_read_in_place(self) -> None:
        path = self.generate("2024-01")
        self.assertEqual(self.fetch(str(self.source)).path, str(path))
        self.assertEqual(self.fetch(f"file://{self.source}").path, str(path))
        flat = path.rename(self.source / path.name)
        self.assertEqual(self.fetch(str(self.source)).path, str(flat))
        self.assertFalse((self.folder / "dlt").exists())
        with self.assertRaises(LoadError) as caught:
            self.fetch(str(self.source), "2024-02")
        self.assertIn("yellow_tripdata_2024-02.parquet is not in", str(caught.exception))

    def test_the_card_beside_a_file_says_what_it_is(self) -> None:
        self.generate("2024-01")
        file = self.fetch(self.serve().url)
        with open(file.path + ".json") as card:
            self.assertEqual(json.load(card)["sha256"], file.sha256)
