"""DAGs for tests of starting and stopping: one runs once by itself, one sleeps and counts how often it began and ended."""

import time
from datetime import datetime

from airflow.sdk import dag, task

COUNTER = "/opt/airflow/logs/naps"


@dag(schedule="@once", start_date=datetime(2024, 1, 1), is_paused_upon_creation=False, max_active_runs=1)
def first():
    @task
    def go() -> None:
        print("rows=1")

    go()


@dag(schedule=None, start_date=datetime(2024, 1, 1), is_paused_upon_creation=False)
def sleeper():
    @task(retries=1)
    def nap() -> None:
        count("begin")
        time.sleep(15)
        count("end")

    nap()


def count(what: str) -> None:
    with open(COUNTER, "a", encoding="utf-8") as file:
        file.write(f"{what}\n")


first()
sleeper()
