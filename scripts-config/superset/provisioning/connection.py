"""The connection to the warehouse: there, with the password of .env, and proved by a query."""

from sqlalchemy.engine import make_url
from superset.extensions import db
from superset.models.core import Database

from . import objects
from .bundle import Asset
from .problem import Code, Problem


def adopt(asset: Asset) -> bool:
    """Gives a connection of the same name that was made by hand the identifier of the file, before the name clashes."""
    same = db.session.query(Database).filter_by(database_name=asset.content["database_name"]).one_or_none()
    if same is None or str(same.uuid) == asset.uuid or objects.find(asset) is not None:
        return False
    same.uuid = asset.uuid
    db.session.commit()
    return True


def set_password(asset: Asset, role: str, password: str) -> bool:
    """The password of .env, unless a person gave the connection another role."""
    database = objects.find(asset)
    if database is None or make_url(database.sqlalchemy_uri).username != role or database.password == password:
        return False
    database.password = password
    db.session.commit()
    return True


def prove(asset: Asset) -> None:
    """The import accepts any password: only a query shows that it is the right one."""
    database = objects.find(asset)
    try:
        with database.get_raw_connection() as connection:
            connection.cursor().execute("SELECT 1")
    except Exception as error:
        raise Problem(Code.WAREHOUSE_REFUSED, f"The connection '{database.database_name}' does not work: {error}") from error
