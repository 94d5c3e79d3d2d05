"""Brings every file of a run to this machine and checks it; nothing else happens before that."""

import logging
import time
from functools import partial
from pathlib import Path
from typing import Any

from taxi.download import Download
from taxi.errors import LoadError
from taxi.inspect_file import count_rows, sha256_of
from taxi.settings import Settings
from taxi.sources import SourceFile, Wanted, find_local, local_directory, wanted_files

log = logging.getLogger(__name__)


def fetch_all(settings: Settings, data_dir: Path) -> list[SourceFile]:
    """Files in load order; a local directory is read in place, a server's files are cached."""
    files = [_fetch(settings, data_dir, wanted) for wanted in wanted_files(settings)]
    size = sum(file.bytes for file in files)
    log.info("%d files ready, %.1f MB", len(files), size / 1e6)
    return files


def _fetch(settings: Settings, data_dir: Path, wanted: Wanted) -> SourceFile:
    started = time.monotonic()
    directory = local_directory(settings.base_url)
    if directory is not None:
        path = find_local(directory, wanted)
        card = _card_of(path, wanted)
    else:
        path = data_dir / "downloads" / wanted.folder / wanted.name
        url = f"{settings.base_url}/{wanted.folder}/{wanted.name}"
        check = partial(count_rows, table_name=wanted.table, where=wanted.name)
        card = Download(url, path, check).run()
    file = SourceFile(
        table=wanted.table,
        month=wanted.month,
        name=wanted.name,
        path=str(path),
        rows=card["rows"],
        bytes=card["bytes"],
        sha256=card["sha256"],
        etag=card.get("etag"),
    )
    seconds = time.monotonic() - started
    log.info("%s: %s rows, %s bytes, %.1f s", file.name, f"{file.rows:,}", f"{file.bytes:,}", seconds)
    return file


def _card_of(path: Path, wanted: Wanted) -> dict[str, Any]:
    try:
        rows = count_rows(path, wanted.table, wanted.name)
        return {"rows": rows, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}") from None
