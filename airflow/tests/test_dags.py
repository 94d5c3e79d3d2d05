import ast
import subprocess
import sys
import time
import unittest

from tests.support import AIRFLOW

DAGS = sorted((AIRFLOW / "dags").glob("*.py"))
HEAVY = {"dlt", "pyarrow", "psycopg2", "pandas", "taxi", "requests", "sqlalchemy"}


class DagsTest(unittest.TestCase):
    def test_there_are_dags(self) -> None:
        self.assertIn("nyc_taxi", [path.stem for path in DAGS])

    def test_nothing_heavy_is_imported_at_the_top(self) -> None:
        for path in DAGS:
            for node in ast.parse(path.read_text()).body:
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                heavy = {name.split(".")[0] for name in names} & HEAVY
                self.assertFalse(heavy, f"{path.name} imports {heavy} at every parse")

    def test_every_dag_loads_quickly(self) -> None:
        import airflow.sdk  # noqa: F401 - its own import is not the DAG's time
        import runpy

        for path in DAGS:
            with self.subTest(path.name):
                started = time.process_time()
                runpy.run_path(str(path))
                self.assertLess(time.process_time() - started, 1.0)

    def test_the_taxi_dag_runs_once_by_itself(self) -> None:
        script = (
            "import runpy, sys; m = runpy.run_path(sys.argv[1]); d = m['nyc_taxi']();"
            "print(d.dag_id, d.max_active_runs, d.catchup, d.is_paused_upon_creation,"
            " d.timetable.__class__.__name__, *sorted(d.task_ids))"
        )
        path = AIRFLOW / "dags" / "nyc_taxi.py"
        command = [sys.executable, "-c", script, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        words = done.stdout.split()[-7:]
        self.assertEqual(words, "nyc_taxi 1 False False OnceTimetable fetch load".split())
