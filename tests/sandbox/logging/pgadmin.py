"""Stand-in for the entrypoint of pgAdmin's image, not pgAdmin.

While there is no database it makes one with the first user and loads the servers; afterwards it
changes nothing. Then it answers /misc/ping.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import common

DATABASE = Path("/var/lib/pgadmin/pgadmin4.db")
TABLES = """
create table user (id integer primary key, email text unique, password text, role text);
create table servergroup (id integer primary key, user_id integer, name text);
create table server (id integer primary key, user_id integer, servergroup_id integer, name text,
  host text, port integer, maintenance_db text, username text, connection_params text);"""


class Api(common.Handler):
    def do_GET(self) -> None:
        self.answer(*((200, "PING") if self.path == "/misc/ping" else (404, "")))


def setup(*arguments: str) -> None:
    subprocess.run([sys.executable, "/pgadmin4/setup.py", *arguments], check=True)


def main() -> None:
    if not DATABASE.exists():
        with closing(sqlite3.connect(DATABASE)) as database:
            database.executescript(TABLES)
        os.environ["CONFIG_DISTRO_FILE_PATH"] = "/dev/null"
        email = os.environ["PGADMIN_DEFAULT_EMAIL"]
        setup("add-user", email, os.environ["PGADMIN_DEFAULT_PASSWORD"], "--admin")
        setup("load-servers", os.environ["PGADMIN_SERVER_JSON_FILE"], "--user", email)
    common.serve(int(os.environ["PGADMIN_LISTEN_PORT"]), Api)


main()
