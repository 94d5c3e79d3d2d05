"""What the stand-ins share: configuration with variables, and a small JSON server."""

import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml


def load(path: str | Path) -> Any:
    """YAML with ${NAME} filled in from the environment; a name that is not set is an error."""
    text = Path(path).read_text()
    return yaml.safe_load(re.sub(r"\$\{(\w+)\}", lambda match: os.environ[match[1]], text))


def option(name: str) -> str:
    """The value of -name=value among the arguments."""
    return next(word.split("=", 1)[1] for word in sys.argv if word.startswith(f"-{name}="))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, value: Any = "", headers: dict[str, str] | None = None) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        kind = "text/plain" if isinstance(value, str) else "application/json"
        data = text.encode()
        self.send_response(status)
        sent = {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}
        for name, content in sent.items():
            self.send_header(name, content)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *values: object) -> None:
        """Quiet: the test asks what it wants to know."""


def serve(port: int, handler: type[Handler]) -> None:
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("0.0.0.0", port), handler).serve_forever()
