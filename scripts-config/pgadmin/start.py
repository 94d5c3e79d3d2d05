"""Brings pgAdmin's stored state to what .env says, then becomes the image's own entrypoint.

The image sets pass file, servers and password only while it has no database. Its switch that loads
the servers at each start throws away those that people added. So at each start this writes the pass
file; and where a database is there, it registers again only our servers that are missing or
changed, and sets the password only when it is another one than the last time.

Passwords travel by environment and stdin, never as an argument that a process list shows.
"""

import hashlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = Path("/var/lib/pgadmin")
DATABASE = DATA / "pgadmin4.db"
MARK = DATA / "dataspec.json"
SETUP = "/pgadmin4/setup.py"
# Runs pgAdmin's own command line inside the interpreter, with the arguments from stdin.
COMMAND_LINE = (
    "import json, runpy, sys; sys.argv = json.load(sys.stdin);"
    " runpy.run_path(sys.argv[0], run_name='__main__')"
)


def main() -> None:
    before = os.umask(0o077)
    email = os.environ["PGADMIN_DEFAULT_EMAIL"]
    servers = servers_text()
    write(Path(os.environ["PGADMIN_SERVER_JSON_FILE"]), servers)
    write(DATA / "storage" / email.replace("@", "_") / ".pgpass", pass_line())
    if DATABASE.exists():
        mark = read_mark()
        ensure_password(email, mark)
        ensure_servers(email, servers, mark)
    write_mark(servers)
    os.umask(before)
    os.execv("/entrypoint.sh", ["/entrypoint.sh"])


def servers_text() -> str:
    values = {key: json.dumps(os.environ[key])[1:-1] for key in ("POSTGRES_DB", "POSTGRES_USER")}
    return Template((HERE / "servers.json").read_text()).substitute(values)


def pass_line() -> str:
    fields = [os.environ["POSTGRES_USER"], os.environ["POSTGRES_PASSWORD"]]
    escaped = [field.replace("\\", "\\\\").replace(":", "\\:") for field in fields]
    return ":".join(["postgres", "5432", "*", *escaped]) + "\n"


def ensure_password(email: str, mark: dict[str, str]) -> None:
    """The account of .env: made when it is not there, given the new password when that changed."""
    password = os.environ["PGADMIN_DEFAULT_PASSWORD"]
    before = query('select password from "user" where email = ?', email)
    salt = mark.get("salt", "")
    if before and secrets.compare_digest(digest(password, salt), mark.get("password", "")):
        return
    if before:
        setup("update-user", email, "--password", password, "--admin")
    else:
        setup("add-user", email, password, "--admin")
    # The command line answers 0 also when it did nothing.
    if query('select password from "user" where email = ?', email) in ([], before):
        sys.exit(f"pgAdmin did not take the password of PGADMIN_PASSWORD for {email}; see above.")
    print(f"pgAdmin: the password of {email} follows .env", flush=True)


def ensure_servers(email: str, servers: str, mark: dict[str, str]) -> None:
    """Ours are replaced by name when the file changed and come back when lost; others stay."""
    owner = "user_id = (select id from \"user\" where email = ?)"
    names = [server["Name"] for server in json.loads(servers)["Servers"].values()]
    known = {name for (name,) in query(f"select name from server where {owner}", email)}
    changed = mark.get("servers") != fingerprint(servers)
    if known.issuperset(names) and not changed:
        return
    for name in names:
        query(f"delete from server where {owner} and name = ?", email, name)
    setup("load-servers", os.environ["PGADMIN_SERVER_JSON_FILE"], "--user", email)
    print(f"pgAdmin: registered {', '.join(names)}", flush=True)


def setup(*arguments: str) -> None:
    """pgAdmin's command line, before its entrypoint wrote a configuration: no log file."""
    config = Path("/tmp/dataspec_config.py")
    write(config, "LOG_FILE = '/dev/null'\n")
    environment = {**os.environ, "CONFIG_DISTRO_FILE_PATH": str(config)}
    result = subprocess.run(
        [sys.executable, "-c", COMMAND_LINE],
        input=json.dumps([SETUP, *arguments]),
        text=True,
        cwd=Path(SETUP).parent,
        env=environment,
    )
    if result.returncode:
        sys.exit(f"pgAdmin's setup.py {arguments[0]} ended with {result.returncode}; see above.")


def query(sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(DATABASE, timeout=30)) as database, database:
        return database.execute(sql, values).fetchall()


def digest(password: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 200_000).hex()


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_mark() -> dict[str, str]:
    try:
        return dict(json.loads(MARK.read_text()))
    except (OSError, ValueError):
        return {}


def write_mark(servers: str) -> None:
    salt = secrets.token_hex(16)
    password = digest(os.environ["PGADMIN_DEFAULT_PASSWORD"], salt)
    write(MARK, json.dumps({"salt": salt, "password": password, "servers": fingerprint(servers)}))


def write(path: Path, text: str) -> None:
    """Whole or not at all, and 0600: libpq ignores a pass file that others may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    part.replace(path)


if __name__ == "__main__":
    main()
