"""Encrypts what Airflow stores with a new Fernet key, and gives stored connections the new passwords of the stack.

AIRFLOW__CORE__FERNET_KEY holds "new,old" (or one key, where it stays), DATASPEC_OLD_KEY the old key, DATASPEC_REPLACED a JSON object of
old and new passwords. Repeatable: what is encrypted with the new key already is left alone. Ends with 0 only when every stored value was
opened with the new key, and none with the old one.
"""

import json
import os
from collections.abc import Iterator

from airflow.cli.cli_parser import get_parser
from airflow.models import Connection, Trigger, Variable
from airflow.utils.session import create_session
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select

NEW_KEY = os.environ["AIRFLOW__CORE__FERNET_KEY"].split(",")[0]
OLD_KEY = os.environ["DATASPEC_OLD_KEY"]
REPLACED = json.loads(os.environ["DATASPEC_REPLACED"])


def replace_passwords() -> int:
    """Connections that use a password of this stack get the new one; returns how many."""
    with create_session() as session:
        stale = [one for one in session.scalars(select(Connection)) if one.password in REPLACED]
        for connection in stale:
            connection.password = REPLACED[connection.password]
        return len(stale)


def encrypted_values() -> Iterator[tuple[str, str]]:
    """Name and stored text of everything that is encrypted."""
    with create_session() as session:
        for connection in session.scalars(select(Connection)):
            if connection.is_encrypted and connection._password:
                yield f"password of connection {connection.conn_id}", connection._password
            if connection.is_extra_encrypted and connection._extra:
                yield f"extra of connection {connection.conn_id}", connection._extra
        for variable in session.scalars(select(Variable)):
            if variable.is_encrypted and variable._val:
                yield f"variable {variable.key}", variable._val
        for trigger in session.scalars(select(Trigger)):
            yield f"trigger {trigger.id}", trigger.encrypted_kwargs


def opens(key: str, value: str) -> bool:
    try:
        Fernet(key).decrypt(value)
    except InvalidToken:
        return False
    return True


def main() -> None:
    if OLD_KEY:
        # Airflow's own command, inside this process: one transaction over all that it encrypts.
        parsed = get_parser().parse_args(["rotate-fernet-key"])
        parsed.func(parsed)
    replaced = replace_passwords()
    values = dict(encrypted_values())
    wrong = [name for name, value in values.items() if not opens(NEW_KEY, value) or (OLD_KEY and opens(OLD_KEY, value))]
    if wrong:
        raise SystemExit(f"Not encrypted with the new key: {', '.join(wrong)}")
    print(f"{len(values)} stored values open with the new key alone; {replaced} passwords replaced")


if __name__ == "__main__":
    main()
