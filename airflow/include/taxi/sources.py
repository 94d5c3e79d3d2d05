"""Where the files of a run are: in a local directory, read in place, or under a URL, downloaded."""

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from taxi.errors import LoadError
from taxi.settings import ZONES_FILE, ZONES_TABLE, Settings


@dataclass(frozen=True)
class Wanted:
    table: str
    month: str | None
    folder: str
    name: str


@dataclass(frozen=True)
class SourceFile:
    """One complete and checked file; what XCom carries from the fetch task to the load task."""

    table: str
    month: str | None
    name: str
    path: str
    rows: int
    bytes: int
    sha256: str
    etag: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def wanted_files(settings: Settings) -> Iterator[Wanted]:
    yield Wanted(ZONES_TABLE, None, "misc", ZONES_FILE)
    for kind in settings.types:
        for month in settings.months:
            yield Wanted(
                f"{kind}_trips", month, "trip-data", f"{kind}_tripdata_{month}.parquet"
            )


def local_directory(base_url: str) -> Path | None:
    """The directory that a plain path or a file:/// URL names; None for a server."""
    if base_url.startswith("/"):
        return Path(base_url)
    parts = urlsplit(base_url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def find_local(directory: Path, wanted: Wanted) -> Path:
    """The file in the public layout (`trip-data/`, `misc/`) or flat in the directory."""
    if not directory.is_dir():
        raise LoadError(f"{str(directory)!r} is not a directory that Airflow can see")
    for path in (directory / wanted.folder / wanted.name, directory / wanted.name):
        if path.is_file():
            if not os.access(path, os.R_OK):
                raise LoadError(f"{path} cannot be read by Airflow's user")
            return path
    raise LoadError(f"{wanted.name} is not in {directory} (nor in its {wanted.folder}/)")
