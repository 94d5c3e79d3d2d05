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


def is_as_shipped(asset: Asset) -> bool:
    """False where a person has pointed the connection elsewhere: its password and whether it works are theirs then."""
    return bool(make_url(objects.find(asset).sqlalchemy_uri) == make_url(asset.content["sqlalchemy_uri"]))


def set_password(asset: Asset, password: str) -> bool:
    """Whether it was another than that of .env."""
    database = objects.find(asset)
    if database.password == password:
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
