"""Stand-in for the entrypoint of pgAdmin's image, not pgAdmin.

While there is no database it makes one with the first user and loads the servers; afterwards it
changes nothing. Then it answers /misc/ping, and has the login form: a third wrong password locks.
"""

import hashlib
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs

import common

DATABASE = Path("/var/lib/pgadmin/pgadmin4.db")
TABLES = """
create table user (id integer primary key, email text unique, password text, role text);
create table servergroup (id integer primary key, user_id integer, name text);
create table server (id integer primary key, user_id integer, servergroup_id integer, name text,
  host text, port integer, maintenance_db text, username text, connection_params text);"""


class Api(common.Handler):
    tokens: set[str] = set()
    sessions: set[str] = set()
    wrong: dict[str, int] = {}

    def do_GET(self) -> None:
        if self.path == "/misc/ping":
            return self.answer(200, "PING")
        if self.path.startswith("/login"):
            return self.form("")
        if not self.path.startswith("/browser/"):
            return self.answer(404, "")
        if self.session() not in self.sessions:
            return self.answer(302, "", {"Location": "/login?next=/browser/"})
        self.answer(200, "browser")

    def do_POST(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(self.body().decode()).items()}
        if self.path != "/authenticate/login" or asked.get("csrf_token") not in self.tokens:
            return self.answer(400, "The CSRF session token is missing.")
        email = asked["email"]
        if self.wrong.get(email, 0) >= 3:
            return self.form("Your account is locked. Please contact the Administrator.")
        if not is_password(email, asked["password"]):
            self.wrong[email] = self.wrong.get(email, 0) + 1
            left = 3 - self.wrong[email]
            return self.form(f"Incorrect username or password.{left} more attempts remaining.")
        self.wrong.pop(email, None)
        session = secrets.token_hex(16)
        self.sessions.add(session)
        headers = {"Location": "/browser/", "Set-Cookie": f"pga4_session={session}; Path=/"}
        self.answer(302, "", headers)

    def form(self, message: str) -> None:
        token = secrets.token_hex(16)
        self.tokens.add(token)
        self.answer(200, f'<input name="csrf_token" type="hidden" value="{token}">{message}')

    def session(self) -> str:
        cookie = self.headers.get("Cookie") or ""
        return cookie.partition("pga4_session=")[2].partition(";")[0]


def is_password(email: str, password: str) -> bool:
    with closing(sqlite3.connect(DATABASE)) as database:
        query = "select password from user where email = ?"
        row = database.execute(query, (email,)).fetchone()
    salt, _, kept = (row[0] if row else "").partition("$")
    return hashlib.sha256((salt + password).encode()).hexdigest() == kept


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
