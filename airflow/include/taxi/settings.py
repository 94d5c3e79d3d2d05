"""What to load and from where: the environment's settings, overridden by a run's conf."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from taxi.errors import LoadError

PUBLIC_BASE_URL = "https://d37ci6vzurychx.cloudfront.net"
TYPES = ("yellow", "green", "fhv", "fhvhv")
ZONES_TABLE = "taxi_zones"
ZONES_FILE = "taxi_zone_lookup.csv"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_KEYS = {"months", "types", "base_url"}


@dataclass(frozen=True)
class Settings:
    base_url: str
    types: tuple[str, ...]
    months: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        return (ZONES_TABLE, *(f"{kind}_trips" for kind in self.types))

    def months_of(self, table: str) -> tuple[str, ...]:
        return () if table == ZONES_TABLE else self.months


def read_settings(conf: Mapping[str, Any] | None, env: Mapping[str, str] = os.environ) -> Settings:
    """Settings of one run; a LoadError of one line says which value is wrong."""
    conf = {key: value for key, value in (conf or {}).items() if value is not None}
    if unknown := sorted(set(conf) - _KEYS):
        raise LoadError(f"unknown key {unknown[0]!r} in the run's conf: use months, types, base_url")
    base_url = conf.get("base_url") or env.get("NYC_TAXI_BASE_URL") or PUBLIC_BASE_URL
    types = _items("types", conf.get("types", env.get("NYC_TAXI_TYPES") or "yellow"))
    months = _items("months", conf.get("months", env.get("NYC_TAXI_MONTHS") or "2024-01"))
    for kind in types:
        if kind not in TYPES:
            raise LoadError(f"{kind!r} is not a taxi type: use {', '.join(TYPES)}")
    for month in months:
        if not _MONTH.fullmatch(month):
            raise LoadError(f"{month!r} is not a month: use YYYY-MM, as in 2024-01")
    return Settings(_address(base_url), types, tuple(sorted(months)))


def _items(name: str, value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise LoadError(f"{name} must be a list of words or one text with commas, not {value!r}")
    items = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if not items:
        raise LoadError(f"{name} is empty: name at least one")
    return items


def _address(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise LoadError(f"base_url must be a URL or a directory, not {value!r}")
    value = value.strip()
    if value.startswith("/"):
        return value
    parts = urlsplit(value)
    if "@" in parts.netloc:
        raise LoadError("the taxi base URL must not contain a user or password")
    if parts.scheme == "file" and parts.path.startswith("/"):
        return value
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise LoadError(f"{value!r} is neither an http(s) URL, a file:/// URL nor an absolute path")
    return value.rstrip("/")
