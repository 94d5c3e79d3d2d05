"""Probe of `./build.sh Verify`: shows that a task goes through scheduler and executor. It is the one thing that Verify writes.

Runs only when Verify asks for it, as `verify__<time>`. The check deletes the records of earlier runs, and the task their logs.
"""

from datetime import datetime, timezone

from airflow.sdk import dag, task


@dag(
    dag_id="dataspec_probe",
    schedule=None,
    start_date=datetime(2024, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    is_paused_upon_creation=False,
    default_args={"retries": 0},
    tags=["dataspec"],
    doc_md=__doc__,
)
def dataspec_probe() -> None:
    @task
    def answer() -> str:
        import shutil
        import time
        from pathlib import Path

        logs = Path("/opt/airflow/logs/dag_id=dataspec_probe")
        for folder in logs.glob("run_id=verify__*"):
            # Another Verify may be looking at a younger one.
            if folder.stat().st_mtime < time.time() - 3600:
                shutil.rmtree(folder, ignore_errors=True)
        return "answered"

    answer()


dataspec_probe()
