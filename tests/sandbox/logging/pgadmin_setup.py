"""Stand-in for pgAdmin's setup.py, not pgAdmin: add-user, update-user and load-servers.

With its ways: update-user without --admin crashes, a user that is not there is said with exit code
0, and load-servers adds what is there already.
"""

import argparse
import hashlib
import json
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

DATABASE = "/var/lib/pgadmin/pgadmin4.db"


def hashed(password: str) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}${hashlib.sha256((salt + password).encode()).hexdigest()}"


def main() -> None:
    if "CONFIG_DISTRO_FILE_PATH" not in os.environ:
        raise SystemExit("PermissionError: /var/log/pgadmin/pgadmin4.log")
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--admin", action="store_true")
    asked = parser.parse_args()
    with closing(sqlite3.connect(DATABASE)) as database, database:
        if asked.command == "add-user":
            email, password = asked.words
            insert = "insert into user (email, password, role) values (?, ?, 'Administrator')"
            database.execute(insert, (email, hashed(password)))
        elif asked.command == "update-user":
            if not asked.admin:
                raise KeyError("role")
            update = "update user set password = ? where email = ?"
            done = database.execute(update, (hashed(asked.password), asked.words[0]))
            print("User updated" if done.rowcount else "User not found")
        elif asked.command == "load-servers":
            load(database, asked.words[0], asked.user)


def load(database: sqlite3.Connection, file: str, email: str) -> None:
    (user,) = database.execute("select id from user where email = ?", (email,)).fetchone()
    for server in json.loads(Path(file).read_text())["Servers"].values():
        fields = ("Name", "Host", "Port", "MaintenanceDB", "Username")
        values = (server[field] for field in fields)
        database.execute(
            "insert into server (user_id, servergroup_id, name, host, port, maintenance_db,"
            " username, connection_params) values (?, 1, ?, ?, ?, ?, ?, ?)",
            (user, *values, json.dumps(server["ConnectionParameters"])),
        )


if __name__ == "__main__":
    main()
