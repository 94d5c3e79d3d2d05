"""Encrypts what Superset stores with a new SUPERSET_SECRET_KEY, and gives stored connections the new passwords of the stack.

`superset re-encrypt-secrets` of 6.1.0 does nothing and ends with 0: it looks for encrypted columns in a list of tables that is empty
(upstream issue 39391). SUPERSET_SECRET_KEY is the new key, DATASPEC_OLD_KEY the old one (empty where the key stays), DATASPEC_REPLACED a
JSON object of old and new passwords. One transaction; repeatable; it commits only when every value was opened with the new key and, as
far as there are any, not all with the old one.
"""

import json
import os
import warnings
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

NEW_KEY = os.environ["SUPERSET_SECRET_KEY"]
OLD_KEY = os.environ["DATASPEC_OLD_KEY"]
REPLACED = json.loads(os.environ["DATASPEC_REPLACED"])


def opened(values: dict[Any, tuple[Any, Any]], key: str) -> dict[Any, Any] | None:
    """The plain values, or nothing where the key does not open each of them.

    All or none: the cipher has no checksum, and one value alone may open with a wrong key to something that looks like text.
    """
    from sqlalchemy_utils import EncryptedType

    plain = {}
    for place, (kind, stored) in values.items():
        try:
            plain[place] = EncryptedType(kind.underlying_type, key).process_result_value(bytes(stored), None)
        except ValueError:
            return None
    return plain


def stored_values(connection: Any, columns: list[Any]) -> dict[Any, tuple[Any, Any]]:
    """Type and stored bytes of each encrypted value by its place: column and row."""
    from sqlalchemy import LargeBinary, select, type_coerce

    values = {}
    for column in columns:
        rows = connection.execute(select(column.table.c.id, type_coerce(column, LargeBinary)).where(column.isnot(None)))
        values.update({(column, row[0]): (column.type, row[1]) for row in rows})
    return values


def rotate(connection: Any, columns: list[Any]) -> tuple[int, int]:
    from sqlalchemy import update

    stored = stored_values(connection, columns)
    plain = (opened(stored, OLD_KEY) if OLD_KEY else None) or opened(stored, NEW_KEY)
    if plain is None:
        raise SystemExit("Neither the old nor the new SUPERSET_SECRET_KEY opens what Superset stores: nothing was changed.")
    wanted = {place: REPLACED.get(value, value) if isinstance(value, str) else value for place, value in plain.items()}
    for (column, row), value in wanted.items():
        # The column's own type encrypts, with the key of this process.
        connection.execute(update(column.table).where(column.table.c.id == row).values({column: value}))
    again = stored_values(connection, columns)
    if opened(again, NEW_KEY) != wanted or (again and OLD_KEY and opened(again, OLD_KEY) == wanted):
        raise SystemExit("The new SUPERSET_SECRET_KEY does not open what was just stored: nothing was changed.")
    return len(wanted), sum(wanted[place] != plain[place] for place in wanted)


def main() -> None:
    warnings.simplefilter("ignore")
    with redirect_stdout(StringIO()):
        from superset.app import create_app

        app = create_app()
    with app.app_context():
        from flask_appbuilder import Model
        from sqlalchemy_utils import EncryptedType
        from superset.extensions import db

        columns = [column for table in Model.metadata.sorted_tables for column in table.columns if isinstance(column.type, EncryptedType)]
        if not columns:
            raise SystemExit("No encrypted column was found: this version of Superset keeps its tables elsewhere.")
        with db.engine.begin() as connection:
            values, replaced = rotate(connection, columns)
    print(f"{values} stored values open with the new key alone; {replaced} passwords replaced")


if __name__ == "__main__":
    main()
