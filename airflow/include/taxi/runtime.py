"""What dlt needs from the environment, set where nothing else was said; its log where ours goes."""

import logging
import os
from collections.abc import MutableMapping
from pathlib import Path

DEFAULT_HOME = "/opt/airflow/dlt"

# Memory is bounded by rows a file times workers, because a worker holds one whole load file.
DEFAULTS = {
    "SOURCES__DATA_WRITER__FILE_MAX_ITEMS": "262144",
    "LOAD__WORKERS": "2",
    "LOAD__DELETE_COMPLETED_JOBS": "true",
    "LOAD__TRUNCATE_STAGING_DATASET": "true",
    "LOAD__RAISE_ON_MAX_RETRIES": "2",
    "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "PROVIDERS__ENABLE_AIRFLOW_SECRETS": "false",
}


def data_dir(env: MutableMapping[str, str] = os.environ) -> Path:
    """DLT_HOME decides where downloads and pipeline state live; dlt itself reads DLT_DATA_DIR."""
    home = env.get("DLT_DATA_DIR") or env.get("DLT_HOME") or DEFAULT_HOME
    env["DLT_DATA_DIR"] = home
    return Path(home)


def prepare_environment(env: MutableMapping[str, str] = os.environ) -> Path:
    """To be called before dlt is imported."""
    for name, value in DEFAULTS.items():
        env.setdefault(name, value)
    # The strategy is chosen for each table; a general setting would win over that.
    env.pop("DESTINATION__POSTGRES__REPLACE_STRATEGY", None)
    return data_dir(env)


def share_log() -> None:
    """dlt writes to stderr, which Airflow 3 shows as errors: let its lines keep their own level."""
    logger = logging.getLogger("dlt")
    logger.handlers.clear()
    logger.propagate = True
