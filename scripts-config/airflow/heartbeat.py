"""Health of an Airflow service that answers no HTTP: its own heartbeat in the metadata database.

`airflow jobs check` asks the same, but starts all of Airflow for it (2-5 s of CPU each time); this costs a tenth of a second.
Usage: heartbeat.py DagProcessorJob|TriggererJob. Exit code 0 if this container's job beat within the last minute.
"""

import os
import socket
import sys

import psycopg2

QUERY = """
select 1 from job
where job_type = %s and hostname = %s and state = 'running' and latest_heartbeat > now() - interval '60 seconds'
limit 1
"""


def main(job_type: str) -> int:
    address = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "", 1)
    connection = psycopg2.connect(address, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUERY, (job_type, socket.gethostname()))
            return 0 if cursor.fetchone() else 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
