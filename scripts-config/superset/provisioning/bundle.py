"""The files under assets/, read and checked before anything is changed. Superset's own checks come on top, but they skip some
faults in silence (a dashboard with a chart that is nowhere loses its layout) and report others without naming the file."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from .problem import Code, Problem

WAREHOUSE = "databases/warehouse.yaml"

_KINDS = {"databases", "datasets", "charts", "dashboards"}
_NAMES = {"databases": "database_name", "datasets": "table_name", "charts": "slice_name", "dashboards": "dashboard_title"}
_USER_AND_DATABASE = re.compile(r"^(?P<scheme>[^:]+)://[^:@/]*:[^@/]*@(?P<host>[^/]+)/.*$")


@dataclass(frozen=True)
class Asset:
    """One object of Superset as a file has it."""

    path: str
    kind: str
    content: dict[str, Any]

    @property
    def uuid(self) -> str:
        return str(UUID(self.content["uuid"]))

    @property
    def text(self) -> str:
        return yaml.safe_dump(self.content, sort_keys=False)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def needs(self) -> set[str]:
        """Identifiers of the objects that this one refers to."""
        found = [self.content.get("database_uuid"), self.content.get("dataset_uuid")]
        if self.kind == "dashboards":
            parts = self.content.get("position") or {}
            charts = [part for part in parts.values() if isinstance(part, dict) and part.get("type") == "CHART"]
            found += [chart.get("meta", {}).get("uuid") for chart in charts]
            filters = (self.content.get("metadata") or {}).get("native_filter_configuration") or []
            found += [target.get("datasetUuid") for one in filters for target in one.get("targets") or []]
        return {str(UUID(value)) for value in found if value}


@dataclass(frozen=True)
class Bundle:
    metadata: str
    assets: tuple[Asset, ...]

    @property
    def warehouse(self) -> Asset:
        return next(asset for asset in self.assets if asset.path == WAREHOUSE)

    @staticmethod
    def files(folder: Path) -> dict[str, str]:
        """Text by path; what an editor leaves behind (hidden files, backups) is not looked at."""
        return {
            str(file.relative_to(folder)): _text(file, str(file.relative_to(folder)))
            for file in sorted(folder.rglob("*.yaml"))
            if not file.name.startswith((".", "_"))
        }

    @staticmethod
    def parse(files: dict[str, str], role: str, database: str) -> "Bundle":
        """Every fault of a file is a problem that names it."""
        metadata = files.get("metadata.yaml")
        if metadata is None or WAREHOUSE not in files:
            raise _damaged("metadata.yaml" if metadata is None else WAREHOUSE, "is not there")
        if _mapping("metadata.yaml", metadata).get("type", "assets") != "assets":
            raise _damaged("metadata.yaml", "has a type other than 'assets'")
        assets = tuple(_asset(path, text, role, database) for path, text in files.items() if path != "metadata.yaml")
        _check_references(assets)
        return Bundle(metadata, assets)


def _text(file: Path, path: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, f"cannot be read: {error}") from None


def _asset(path: str, text: str, role: str, database: str) -> Asset:
    kind = path.split("/")[0]
    if kind not in _KINDS:
        raise _damaged(path, f"is in none of the folders {', '.join(sorted(_KINDS))}")
    content = _mapping(path, text)
    for key in ("uuid", "version", _NAMES[kind]):
        if not isinstance(content.get(key), str):
            raise _damaged(path, f"lacks '{key}', or it is not a text; is it of another kind than its folder says?")
    asset = Asset(path, kind, content)
    try:
        asset.needs().add(asset.uuid)
    except (ValueError, AttributeError, TypeError):
        raise _damaged(path, "holds an identifier that is not a UUID, or a position that is not a layout") from None
    return _addressed(asset, role, database) if path == WAREHOUSE else asset


def _addressed(asset: Asset, role: str, database: str) -> Asset:
    """The warehouse connection with role and database of .env; the password is a mask here and handed over apart."""
    address = _USER_AND_DATABASE.match(str(asset.content.get("sqlalchemy_uri")))
    if address is None:
        raise _damaged(asset.path, "has no sqlalchemy_uri of the form postgresql+psycopg2://role:XXXXXXXXXX@host:port/database")
    uri = f"{address['scheme']}://{role}:XXXXXXXXXX@{address['host']}/{database}"
    return Asset(asset.path, asset.kind, {**asset.content, "sqlalchemy_uri": uri})


def _mapping(path: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise _damaged(path, f"is not YAML: {error}") from None
    if not isinstance(content, dict):
        raise _damaged(path, "is not a mapping of names to values")
    return content


def _check_references(assets: tuple[Asset, ...]) -> None:
    by_uuid: dict[str, Asset] = {}
    for asset in assets:
        if twin := by_uuid.get(asset.uuid):
            raise _damaged(asset.path, f"has the uuid {asset.uuid} of {twin.path}")
        by_uuid[asset.uuid] = asset
    for asset in assets:
        if lacking := sorted(asset.needs() - by_uuid.keys()):
            raise _damaged(asset.path, f"refers to {', '.join(lacking)}, which no file has")


def _damaged(path: str, why: str) -> Problem:
    return Problem(
        Code.ASSETS_REFUSED,
        f"assets/{path} {why}. Nothing was imported, what is in Superset stays. "
        "Mend the file, or: git checkout -- scripts-config/superset/assets",
    )
