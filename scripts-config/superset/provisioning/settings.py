"""What the environment says."""

import os
from dataclasses import dataclass
from pathlib import Path

from .problem import Code, Problem


@dataclass(frozen=True, repr=False)
class Settings:
    """Values of one run; it has no text form because it holds secrets."""

    database_uri: str
    secret_key: str
    admin_user: str
    admin_password: str
    warehouse_database: str
    warehouse_role: str
    warehouse_password: str
    assets: Path
    overwrite: bool
    """Files win over what was changed in the user interface."""
    patience: float
    """Seconds to wait for a metadata database that does not answer yet."""

    @staticmethod
    def read() -> "Settings":
        owner = _required("POSTGRES_USER")
        role = _required("SUPERSET_WAREHOUSE_ROLE")
        return Settings(
            database_uri=_required("SUPERSET_DATABASE_URI"),
            secret_key=_required("SUPERSET_SECRET_KEY"),
            admin_user=_required("SUPERSET_ADMIN_USER"),
            admin_password=_required("SUPERSET_ADMIN_PASSWORD"),
            warehouse_database=_required("POSTGRES_DB"),
            warehouse_role=role,
            warehouse_password=_required(
                "POSTGRES_PASSWORD" if role == owner else "SUPERSET_WAREHOUSE_PASSWORD"
            ),
            assets=Path(os.environ.get("DATASPEC_ASSETS_DIR", "/opt/dataspec/assets")),
            overwrite=os.environ.get("DATASPEC_ASSETS") == "overwrite",
            patience=float(os.environ.get("DATASPEC_PATIENCE", "60")),
        )


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise Problem(Code.SETTING_MISSING, f"{name} is not set. Run ./build.sh Setup, which writes it to .env.")
    return value
