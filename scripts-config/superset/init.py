#!/usr/bin/env python3
"""Superset's metadata to the version of this image, its administrator, the warehouse connection and the dashboards of assets/.

One process: each start of Superset's command line costs 5-10 s of processor time, and four of them would be needed. Where nothing
changed since the last whole run it ends within half a second, before Superset is even imported. Exit codes: provisioning/problem.py.
"""

import hashlib
import hmac
import sys
import time
import warnings
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from urllib.parse import quote

from provisioning.bundle import Bundle
from provisioning.metadata import MetadataDatabase, connect
from provisioning.problem import Code, Problem
from provisioning.revisions import Revisions
from provisioning.settings import Settings

_BEGUN = time.monotonic()


def say(what: str) -> None:
    print(f"superset-init: {time.monotonic() - _BEGUN:5.1f} s  {what}", flush=True)


def warn(what: str) -> None:
    print(f"superset-init: warning: {what}", file=sys.stderr, flush=True)


def mark_of(settings: Settings, revisions: Revisions, files: dict[str, str]) -> str:
    """One value for all inputs, keyed, so that who reads it learns nothing of the passwords in it."""
    here = Path(__file__).parent
    scripts = [file.read_text(encoding="utf-8") for file in sorted(here.rglob("*.py"))]
    administrator = [settings.admin_user, settings.admin_password]
    warehouse = [settings.warehouse_role, settings.warehouse_password, settings.warehouse_database]
    schema = [*sorted(revisions.heads), revisions.version]
    parts = [*schema, *administrator, *warehouse, *scripts, *(part for file in files.items() for part in file)]
    inputs = hashlib.sha256()
    for part in parts:
        data = part.encode()
        inputs.update(len(data).to_bytes(8, "big") + data)
    return hmac.new(settings.secret_key.encode(), inputs.digest(), hashlib.sha256).hexdigest()


def check_warehouse(settings: Settings, bundle: Bundle) -> None:
    """A wrong password shows within a second instead of after everything else."""
    address = bundle.warehouse.content["sqlalchemy_uri"].replace("XXXXXXXXXX", quote(settings.warehouse_password, safe=""), 1)
    try:
        connect(address, patience=0).close()
    except Problem as problem:
        raise Problem(
            Code.WAREHOUSE_REFUSED,
            f"The warehouse refuses the role '{settings.warehouse_role}': {problem}. "
            "The one-shot db-roles gives it the password of .env: run ./build.sh Up, or docker compose up db-roles",
        ) from None


def migrate(database: MetadataDatabase, heads: frozenset[str]) -> None:
    import flask_migrate

    try:
        flask_migrate.upgrade()
    except (Exception, SystemExit) as error:
        raise Problem(Code.MIGRATION_FAILED, f"The migration of Superset's metadata failed: {error}") from error
    if (reached := database.revisions()) != heads:
        raise Problem(Code.MIGRATION_FAILED, f"The migration ended at {sorted(reached)} instead of {sorted(heads)}")


def provision(settings: Settings, database: MetadataDatabase, bundle: Bundle, heads: frozenset[str]) -> None:
    # Chatter of Superset, its migrations and SQLAlchemy: what fails comes as an exception.
    warnings.simplefilter("ignore")
    with redirect_stdout(StringIO()):
        from superset.app import create_app

        app = create_app()
    say("application created")
    with app.app_context():
        if database.revisions() != heads:
            with redirect_stdout(StringIO()):
                migrate(database, heads)
            app.sync_config_to_db()  # create_app leaves it out while the schema is old.
            say("metadata migrated")
        from provisioning import administrator, connection, objects
        from superset.utils.core import override_user

        administrator.sync_roles()
        user, done = administrator.ensure_administrator(settings.admin_user, settings.admin_password, app.config["AUTH_ROLE_ADMIN"])
        say(f"roles synchronised; administrator {settings.admin_user}: {done}")

        if connection.adopt(bundle.warehouse):
            say(f"connection {bundle.warehouse.content['database_name']} taken over")
        with override_user(user):  # Exporting and importing ask who does it.
            plan = objects.plan(bundle, settings.overwrite)
            kept = objects.carry_out(bundle, plan, settings.warehouse_password)
        say(f"{len(plan.due)} of {len(bundle.assets)} files imported")
        if kept:
            warn(
                f"changed in Superset and in the file, kept as in Superset: {', '.join(asset.path for asset in kept)}. "
                "Compare and decide: ./build.sh DashboardsImport or DashboardsExport"
            )
        if not connection.is_as_shipped(bundle.warehouse):
            say("the warehouse connection was changed by hand and is left alone")
            return
        if connection.set_password(bundle.warehouse, settings.warehouse_password):
            say("warehouse password set")
        connection.prove(bundle.warehouse)


def main() -> None:
    settings = Settings.read()
    files = Bundle.files(settings.assets)
    database = MetadataDatabase(settings.database_uri, settings.patience)
    database.lock()
    revisions = Revisions.of_this_image()
    current = database.revisions()
    if unknown := current - revisions.known:
        raise Problem(
            Code.SCHEMA_NEWER,
            f"Superset's metadata is at revision {', '.join(sorted(unknown))}, which this image does not know: "
            "a newer Superset has migrated it. Use that version (SUPERSET_IMAGE in .env) or restore a backup from before. "
            "Nothing was changed.",
        )
    mark = mark_of(settings, revisions, files)
    if not settings.overwrite and current == revisions.heads and database.mark() == mark and not database.missing():
        say("nothing changed")
        return
    bundle = Bundle.parse(files, settings.warehouse_role, settings.warehouse_database)
    from provisioning import keys

    keys.check(database.encrypted_passwords(), settings.secret_key)
    check_warehouse(settings, bundle)
    database.begin()
    provision(settings, database, bundle, revisions.heads)
    database.finish(mark)
    say("done")


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        print(f"superset-init: error: {problem}", file=sys.stderr, flush=True)
        sys.exit(problem.code)
