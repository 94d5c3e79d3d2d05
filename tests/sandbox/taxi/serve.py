"""Serves a directory of taxi files as the public server does, with faults on request.

    python serve.py DIR [--bind 127.0.0.1] [--port 0] [--drop-after BYTES [--drops N]]
        [--fail-first N] [--slow BYTES_A_SECOND] [--no-etag] [--html]

The first line on stdout is the port. Range, If-Range, ETag, If-None-Match; a missing file is 403, as
in the real bucket. Each fault counts by file. The same faults work as a path prefix, which a base
URL can carry: http://HOST:PORT/~drop-after=1000,fail-first=2/. Each prefix has its own counters.
`GET /~log` answers the requests so far, one a line: method, path, Range, status.
"""

import argparse
import time
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

Faults = Mapping[str, int]


class TaxiServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, directory: Path, bind: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((bind, port), Handler)
        self.directory = directory.resolve()
        self.faults: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.log: list[str] = []

    @property
    def url(self) -> str:
        return f"http://{self.server_address[0]}:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: TaxiServer

    def do_GET(self) -> None:
        path, faults = self._faults()
        if path == "/~log":
            return self._text(200, "\n".join(self.server.log) + "\n")
        if self._due("fail-first", faults):
            return self._text(503, "try again\n")
        if "html" in faults:
            return self._text(200, "<!DOCTYPE html><html>not what you want</html>\n")
        file = (self.server.directory / path.lstrip("/")).resolve()
        if not file.is_relative_to(self.server.directory) or not file.is_file():
            return self._text(403, "<Error><Code>AccessDenied</Code></Error>\n")
        self._send(file, faults)

    def _send(self, file: Path, faults: Faults) -> None:
        size, stamp = file.stat().st_size, file.stat().st_mtime_ns
        tag = f'"{sha256(f"{file.name} {size} {stamp}".encode()).hexdigest()[:32]}"'
        if "no-etag" not in faults and self.headers.get("If-None-Match") == tag:
            return self._head(304, {"ETag": tag, "Content-Length": "0"})
        first = self._range(size, tag)
        headers = {"Content-Length": str(size - first), "Accept-Ranges": "bytes"}
        if "no-etag" not in faults:
            headers["ETag"] = tag
        if first:
            headers["Content-Range"] = f"bytes {first}-{size - 1}/{size}"
        drops = faults.get("drops", 1_000_000)
        self.server.counts[f"sent {self.path}"] += 1
        cut = faults.get("drop-after") if self.server.counts[f"sent {self.path}"] <= drops else None
        self._head(206 if first else 200, headers)
        self._body(file, first, cut, faults.get("slow"))

    def _body(self, file: Path, first: int, cut: int | None, rate: int | None) -> None:
        sent, block = 0, 65_536 if not rate else max(1, rate // 10)
        with file.open("rb") as source:
            source.seek(first)
            while data := source.read(block if cut is None else min(block, cut - sent)):
                self.wfile.write(data)
                sent += len(data)
                if rate:
                    time.sleep(0.1)
        if cut is not None and first + sent < file.stat().st_size:
            self.close_connection = True

    def _range(self, size: int, tag: str) -> int:
        asked = self.headers.get("Range", "")
        if not asked.startswith("bytes=") or self.headers.get("If-Range", tag) != tag:
            return 0
        first = int(asked[6:].split("-")[0])
        return first if first < size else 0

    def _faults(self) -> tuple[str, Faults]:
        path = unquote(self.path.split("?")[0])
        if not path.startswith("/~") or path == "/~log":
            return path, self.server.faults
        words, _, rest = path[2:].partition("/")
        pairs = (word.partition("=") for word in words.split(","))
        return f"/{rest}", {name: int(value or 1) for name, _, value in pairs}

    def _due(self, name: str, faults: Faults) -> bool:
        self.server.counts[f"{name} {self.path}"] += 1
        return self.server.counts[f"{name} {self.path}"] <= faults.get(name, 0)

    def _text(self, status: int, text: str) -> None:
        body = text.encode()
        kind = "text/html" if text.startswith("<!") else "text/plain"
        self._head(status, {"Content-Length": str(len(body)), "Content-Type": kind})
        self.wfile.write(body)

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.server.log.append(f"{self.command} {self.path} {self.headers.get('Range', '-')} {status}")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *values: object) -> None:
        """Quiet: the requests are under /~log."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    for name in ("drop-after", "drops", "fail-first", "slow"):
        parser.add_argument(f"--{name}", type=int)
    for name in ("no-etag", "html"):
        parser.add_argument(f"--{name}", action="store_const", const=1)
    options = vars(parser.parse_args())
    server = TaxiServer(options.pop("directory"), options.pop("bind"), options.pop("port"))
    server.faults = {name.replace("_", "-"): value for name, value in options.items() if value}
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
