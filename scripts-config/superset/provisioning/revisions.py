"""The migrations of this image, read as text: importing Superset for them costs seconds, this costs hundredths."""

import importlib.metadata
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

_REVISION = re.compile(r"^revision\s*(?::[^=]+)?=\s*['\"](\w+)", re.MULTILINE)
_DOWN = re.compile(r"^down_revision\s*(?::[^=]+)?=\s*(\([^)]*\)|[^\n]*)", re.MULTILINE)
_NAME = re.compile(r"['\"](\w+)['\"]")


@dataclass(frozen=True)
class Revisions:
    heads: frozenset[str]
    known: frozenset[str]
    version: str
    """Of Superset: permissions may change without a migration."""

    @staticmethod
    def of_this_image() -> "Revisions":
        spec = importlib.util.find_spec("superset")
        assert spec is not None and spec.origin is not None
        known: set[str] = set()
        parents: set[str] = set()
        for file in (Path(spec.origin).parent / "migrations" / "versions").glob("*.py"):
            text = file.read_text(encoding="utf-8")
            if revision := _REVISION.search(text):
                known.add(revision[1])
                down = _DOWN.search(text)
                parents.update(_NAME.findall(down[1]) if down else [])
        version = importlib.metadata.version("apache-superset")
        return Revisions(frozenset(known - parents), frozenset(known), version)
