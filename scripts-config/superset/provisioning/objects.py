"""Objects made from files. A file is imported when it is new or changed, or when its object is gone. An object that a person changed
since the last import is kept: its file waits until somebody decides (./build.sh DashboardsImport, or DashboardsExport)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy import text
from superset.commands.chart.export import ExportChartsCommand
from superset.commands.dashboard.export import ExportDashboardsCommand
from superset.commands.database.export import ExportDatabasesCommand
from superset.commands.dataset.export import ExportDatasetsCommand
from superset.commands.exceptions import CommandException
from superset.commands.importers.v1.assets import ImportAssetsCommand
from superset.connectors.sqla.models import SqlaTable
from superset.extensions import db
from superset.models.core import Database
from superset.models.dashboard import Dashboard
from superset.models.slice import Slice
from superset.utils.decorators import transaction

from .bundle import WAREHOUSE, Asset, Bundle
from .problem import Code, Problem

_MODELS = {
    "databases": (Database, ExportDatabasesCommand),
    "datasets": (SqlaTable, ExportDatasetsCommand),
    "charts": (Slice, ExportChartsCommand),
    "dashboards": (Dashboard, ExportDashboardsCommand),
}
_RECORD = """
INSERT INTO dataspec.shipped (uuid, kind, path, file_hash, object_hash) VALUES (:uuid, :kind, :path, :file, :object)
ON CONFLICT (uuid) DO UPDATE
SET path = excluded.path, file_hash = excluded.file_hash, object_hash = excluded.object_hash, imported_at = now()
"""
# Superset itself writes these when an owner looks at a dashboard.
_WRITTEN_BY_LOOKING = ("map_label_colors", "shared_label_colors", "color_scheme_domain")


@dataclass(frozen=True)
class Plan:
    due: list[Asset]
    kept: list[Asset]
    """Changed on both sides: the object stays as the person left it."""


def plan(bundle: Bundle, overwrite: bool) -> Plan:
    recorded = {str(row.uuid): row for row in db.session.execute(text("SELECT uuid, file_hash, object_hash FROM dataspec.shipped"))}
    due: list[Asset] = []
    kept: list[Asset] = []
    renewed: set[str] = set()
    for asset in _in_order(bundle):
        state = _state(asset)
        last = recorded.get(asset.uuid)
        if state is None:
            # What refers to it holds the number of the object that is gone.
            renewed.add(asset.uuid)
        elif not overwrite and last and last.file_hash == asset.hash and not asset.needs() & renewed:
            continue
        elif not overwrite and (last.object_hash != state if last else not _is_unfinished(asset)):
            kept.append(asset)
            continue
        due.append(asset)
    return Plan(due, kept)


@transaction(on_error=None)
def carry_out(bundle: Bundle, found: Plan, warehouse_password: str) -> list[Asset]:
    """All or nothing, the records included, but for the connection, which Superset commits while importing it; gives what was kept
    and is really another than its file."""
    _import(bundle, found.due, warehouse_password)
    agreed = _agreeing(bundle, found.kept, warehouse_password)
    for asset in [*found.due, *agreed]:
        values = {"uuid": asset.uuid, "kind": asset.kind, "path": asset.path, "file": asset.hash, "object": _state(asset)}
        db.session.execute(text(_RECORD), values)
    # An object whose file is gone stays, and is the person's from now on.
    uuids = [asset.uuid for asset in bundle.assets]
    db.session.execute(text("DELETE FROM dataspec.shipped WHERE NOT uuid = ANY (CAST(:uuids AS uuid[]))"), {"uuids": uuids})
    return [asset for asset in found.kept if asset not in agreed]


def find(asset: Asset) -> Any | None:
    model, _ = _MODELS[asset.kind]
    return db.session.query(model).filter_by(uuid=asset.uuid).one_or_none()


def _import(bundle: Bundle, assets: list[Asset], warehouse_password: str) -> None:
    if not assets:
        return
    contents = {"metadata.yaml": bundle.metadata, **{asset.path: asset.text for asset in assets}}
    try:
        ImportAssetsCommand(contents, passwords={WAREHOUSE: warehouse_password}, sparse=True).run()
    except Exception as error:
        raise _refused(error) from error
    db.session.flush()
    db.session.expire_all()


def _is_unfinished(asset: Asset) -> bool:
    """A connection without a record that is what its file says: an import that was killed has left it."""
    return asset.kind == "databases" and find(asset).sqlalchemy_uri == asset.content["sqlalchemy_uri"]


def _agreeing(bundle: Bundle, kept: list[Asset], warehouse_password: str) -> list[Asset]:
    """Those that an import would leave as they are, as after an export to the files; tried, and taken back."""
    assets = [asset for asset in kept if asset.kind != "databases"]
    before = [_state(asset) for asset in assets]
    attempt = db.session.begin_nested()
    try:
        _import(bundle, assets, warehouse_password)
        return [asset for asset, state in zip(assets, before, strict=True) if _state(asset) == state]
    finally:
        attempt.rollback()
        db.session.expire_all()


def _in_order(bundle: Bundle) -> list[Asset]:
    """What others need comes first."""
    kinds = list(_MODELS)
    return sorted(bundle.assets, key=lambda asset: (kinds.index(asset.kind), asset.path))


def _state(asset: Asset) -> str | None:
    """Hash of what an export would write, without what changes by itself; None where there is no such object."""
    found = find(asset)
    if found is None:
        return None
    _, exporter = _MODELS[asset.kind]
    content = yaml.load(exporter._file_content(found), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for key, name in (("columns", "column_name"), ("metrics", "metric_name")):
        if key in content:
            content[key] = sorted(content[key], key=lambda part: part[name])
    for key in _WRITTEN_BY_LOOKING:
        (content.get("metadata") or {}).pop(key, None)
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _refused(error: Exception) -> Problem:
    """What Superset says, with the names of files where it gives them."""
    causes = [str(getattr(one, "messages", one)) for one in getattr(error, "_exceptions", [])]
    said = str(error) if isinstance(error, CommandException) else f"{type(error).__name__}: {error}"
    what = "; ".join(causes) or said
    told = f"Superset refuses the files under assets/: {what} Nothing was imported, what is in Superset stays."
    return Problem(Code.ASSETS_REFUSED, told)
