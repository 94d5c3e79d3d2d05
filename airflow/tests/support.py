"""What the tests share: the sandbox's generator and file server, and a database of their own."""

import os
import shutil
import sys
import tempfile
import threading
import unittest
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

AIRFLOW = Path(__file__).resolve().parents[1]
INCLUDE = AIRFLOW / "include"
SANDBOX = AIRFLOW.parent / "tests" / "sandbox" / "taxi"
SERVER = os.environ.get("DATASPEC_TEST_POSTGRES", "")
sys.path[:0] = [str(INCLUDE), str(SANDBOX)]

from taxi.runtime import prepare_environment  # noqa: E402


class FilesTest(unittest.TestCase):
    """A temporary folder with taxi files in it, and a server for them."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="taxi-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.source = self.folder / "source"

    def generate(
        self,
        *months: str,
        rows: int = 2_000,
        odd: Sequence[str] = (),
        corrupt: str | None = None,
        kind: str = "yellow",
        seed: int = 1,
    ) -> Path:
        import generate

        for month in months:
            path = self.source / "trip-data" / f"{kind}_tripdata_{month}.parquet"
            generate.write_month(path, generate.Month(kind, month, rows, seed, odd), corrupt)
        zones = self.source / "misc" / "taxi_zone_lookup.csv"
        zones.parent.mkdir(parents=True, exist_ok=True)
        zones.write_text(generate.zone_rows())
        return self.source / "trip-data" / f"{kind}_tripdata_{months[-1]}.parquet"

    def serve(self, **faults: int) -> Any:
        from serve import TaxiServer

        server = TaxiServer(self.source)
        server.faults = {name.replace("_", "-"): value for name, value in faults.items()}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server


@unittest.skipUnless(SERVER, "DATASPEC_TEST_POSTGRES names no server (postgresql://user:pw@host/db)")
class DatabaseTest(FilesTest):
    """A new database on the test server, dropped at the end: nothing else there is touched."""

    def setUp(self) -> None:
        super().setUp()
        self.database = f"taxi_test_{os.getpid()}"
        self.admin(f"drop database if exists {self.database} with (force)")
        self.admin(f"create database {self.database}")
        self.addCleanup(self.admin, f"drop database {self.database} with (force)")
        self.url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{self.database}"))
        self.dlt_home = self.folder / "dlt"
        os.environ["DESTINATION__POSTGRES__CREDENTIALS"] = self.url
        os.environ["DLT_DATA_DIR"] = str(self.dlt_home)
        prepare_environment()

    def admin(self, sql: str) -> None:
        self._query(SERVER, sql)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self._query(self.url, sql)

    def value(self, sql: str) -> Any:
        return self.query(sql)[0][0]

    def run_load(self, *months: str, run_id: str = "run", **conf: Any) -> dict[str, int]:
        from taxi import runs

        conf = {"base_url": str(self.source), "months": list(months)} | conf
        return runs.load(runs.fetch(conf, run_id), run_id)

    @staticmethod
    def _query(url: str, sql: str) -> list[tuple[Any, ...]]:
        import psycopg2

        connection = psycopg2.connect(url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()
