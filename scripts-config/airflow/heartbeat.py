"""Health of an Airflow service that answers no HTTP: its own heartbeat in the metadata database.

`airflow jobs check` asks the same, but starts all of Airflow for it (2-5 s of CPU each time); this costs a tenth of a second.
Usage: heartbeat.py DagProcessorJob|TriggererJob. Exit code 0 if a job that began in this run of this container beat within
the last minute: the row of a killed one stays `running` and looks alive for a while.
"""

import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2

QUERY = """
select 1 from job
where job_type = %s and hostname = %s and state = 'running' and start_date > %s
  and latest_heartbeat > now() - interval '60 seconds'
limit 1
"""


def container_start() -> datetime:
    """When the first process of this container began: field 22 of its stat, in clock ticks since the machine's start."""
    ticks = int(Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return datetime.now(UTC) - timedelta(seconds=uptime - ticks / os.sysconf("SC_CLK_TCK"))


def main(job_type: str) -> int:
    address = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "", 1)
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUERY, (job_type, socket.gethostname(), container_start()))
            return 0 if cursor.fetchone() else 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
