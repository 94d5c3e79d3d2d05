"""One file from a server: cached by ETag, resumed after a break, checked, then renamed into place."""

import errno
import http.client
import json
import logging
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from taxi.errors import LoadError, Unavailable, one_line
from taxi.inspect_file import sha256_of

log = logging.getLogger(__name__)
TRIES = 5
TIMEOUT_SECONDS = 60
CHUNK = 1 << 20
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}


class Download:
    """`check` gets the complete `.part` file, returns its rows, and refuses a wrong file."""

    def __init__(self, url: str, target: Path, check: Callable[[Path], int]) -> None:
        self.url, self.target, self.check = url, target, check
        self.part = target.with_name(target.name + ".part")
        self._tag = target.with_name(target.name + ".part.tag")
        self._card = target.with_name(target.name + ".json")
        self.pause: Callable[[float], None] = time.sleep

    def run(self) -> dict[str, Any]:
        """Rows, bytes, sha256 and etag of the file that now lies at `target`."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        error: BaseException | None = None
        for attempt in range(TRIES):
            if error is not None:
                wait = min(30.0, 2.0**attempt / 2)
                log.warning("%s: %s; again in %.0f s", self.target.name, one_line(error), wait)
                self.pause(wait)
            try:
                return self._once()
            except urllib.error.HTTPError as answer:
                error = self._judge(answer)
            except (http.client.HTTPException, OSError) as broken:
                if getattr(broken, "errno", None) == errno.ENOSPC:
                    raise LoadError(f"no space left in {self.target.parent}") from None
                error = broken
        return self._give_up(error)

    def _once(self) -> dict[str, Any]:
        cached = self._cached()
        request = urllib.request.Request(self.url, headers={"User-Agent": "DataSpec"})
        if cached and (cached["etag"] or cached["modified"]):
            name = "If-None-Match" if cached["etag"] else "If-Modified-Since"
            request.add_header(name, cached["etag"] or cached["modified"])
        elif self.part.exists() and self._tag.exists():
            request.add_header("Range", f"bytes={self.part.stat().st_size}-")
            request.add_header("If-Range", self._tag.read_text())
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                self._receive(answer)
                return self._accept(answer.headers)
        except urllib.error.HTTPError as answer:
            if answer.code == 304 and cached:
                return cached
            raise

    def _receive(self, answer: Any) -> None:
        resumed = answer.status == 206
        done = self.part.stat().st_size if resumed else 0
        if resumed:
            log.info("%s: going on after %s bytes", self.target.name, f"{done:,}")
        tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        # A weak tag does not promise the same bytes, so it must not join two halves.
        if tag and not tag.startswith("W/"):
            self._tag.write_text(tag)
        else:
            self._tag.unlink(missing_ok=True)
        length = answer.headers.get("Content-Length")
        with self.part.open("ab" if resumed else "wb") as file:
            while block := answer.read(CHUNK):
                file.write(block)
                done += len(block)
            file.flush()
            os.fsync(file.fileno())
        expected = _total(answer, length)
        if expected is not None and done != expected:
            raise OSError(f"the connection broke after {done:,} of {expected:,} bytes")

    def _accept(self, headers: Any) -> dict[str, Any]:
        try:
            rows = self.check(self.part)
        except LoadError:
            self._forget_part()
            raise
        card = {
            "url": self.url,
            "etag": headers.get("ETag"),
            "modified": headers.get("Last-Modified"),
            "rows": rows,
            "bytes": self.part.stat().st_size,
            "sha256": sha256_of(self.part),
        }
        # Without its card the file counts as absent, so a crash between the two costs one download.
        self._card.unlink(missing_ok=True)
        self.part.replace(self.target)
        self._tag.unlink(missing_ok=True)
        fresh = self._card.with_name(self._card.name + ".part")
        fresh.write_text(json.dumps(card))
        fresh.replace(self._card)
        return card

    def _cached(self) -> dict[str, Any] | None:
        try:
            card = json.loads(self._card.read_text())
            same = card["url"] == self.url and card["bytes"] == self.target.stat().st_size
            # The copy may be damaged, or the pinned columns may have changed since it was made.
            return card if same and self.check(self.target) == card["rows"] else None
        except (OSError, ValueError, KeyError, LoadError):
            return None

    def _judge(self, answer: urllib.error.HTTPError) -> Exception:
        if answer.code in (403, 404, 410):
            raise LoadError(
                f"{self.target.name} is not published at {self.url} (HTTP {answer.code})"
            )
        if answer.code == 416:
            self._forget_part()
        elif answer.code not in _TRANSIENT:
            raise LoadError(f"{self.url} answers HTTP {answer.code} {answer.reason}")
        return answer

    def _give_up(self, error: BaseException | None) -> dict[str, Any]:
        reason = one_line(error) if error else "no answer"
        if cached := self._cached():
            log.warning("%s: %s; using the copy on disk", self.target.name, reason)
            return cached
        raise Unavailable(f"{self.url} failed {TRIES} times: {reason}")

    def _forget_part(self) -> None:
        self.part.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)


def _total(answer: Any, length: str | None) -> int | None:
    if answer.status == 206:
        total = answer.headers.get("Content-Range", "").rpartition("/")[2]
        return int(total) if total.isdigit() else None
    return int(length) if length else None
