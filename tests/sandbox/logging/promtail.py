"""Stand-in for Promtail, not Promtail: follows the files of promtail.yaml's first job.

Knows the stages json, regex, labels, match with drop, timestamp (RFC3339Nano), output and
labeldrop, and refuses any other. Pushes JSON where the product pushes compressed protocol buffers.
A position is written only when its lines have arrived.
"""

import glob
import json
import os
import re
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

import common

READY = threading.Event()


class Pipeline:
    def __init__(self, stages: list[dict[str, Any]]) -> None:
        self.stages = [next(iter(stage.items())) for stage in stages]
        for name, _ in self.stages:
            getattr(self, f"do_{name}")

    def run(self, text: str, labels: dict[str, str]) -> tuple[int, dict[str, str], str] | None:
        self.text, self.labels, self.found, self.ns = text, dict(labels), {}, time.time_ns()
        for name, options in self.stages:
            if getattr(self, f"do_{name}")(options) == "drop":
                return None
        return self.ns, self.labels, self.text

    def do_json(self, options: dict[str, Any]) -> None:
        document = json.loads(self.text)
        for name, path in options["expressions"].items():
            value: Any = document
            for part in path.split("."):
                value = value.get(part) if isinstance(value, dict) else None
            if value is not None:
                self.found[name] = value

    def do_regex(self, options: dict[str, Any]) -> None:
        # Go's end of text is Python's \Z.
        expression = options["expression"].replace(r"\z", r"\Z")
        if match := re.search(expression, self.found.get(options["source"], "")):
            self.found.update(match.groupdict())

    def do_labels(self, options: dict[str, str | None]) -> None:
        for label, source in options.items():
            if value := self.found.get(source or label):
                self.labels[label] = value

    def do_match(self, options: dict[str, str]) -> str | None:
        wanted = re.findall(r'(\w+)="(.*?)"', options["selector"])
        if options.get("action") != "drop":
            raise SystemExit("the stand-in knows match with drop only")
        return "drop" if all(self.labels.get(name, "") == value for name, value in wanted) else None

    def do_timestamp(self, options: dict[str, str]) -> None:
        whole, _, rest = self.found[options["source"]].partition(".")
        moment = datetime.fromisoformat(whole.removesuffix("Z")).replace(tzinfo=timezone.utc)
        self.ns = int(moment.timestamp()) * 10**9 + int(rest.removesuffix("Z").ljust(9, "0") or 0)

    def do_output(self, options: dict[str, str]) -> None:
        self.text = self.found[options["source"]]

    def do_labeldrop(self, options: list[str]) -> None:
        for label in options:
            self.labels.pop(label, None)


class Shipper:
    def __init__(self, config: dict[str, Any]) -> None:
        self.client = config["clients"][0]
        job = config["scrape_configs"][0]
        self.pipeline = Pipeline(job["pipeline_stages"])
        self.labels = dict(job["static_configs"][0]["labels"])
        self.files = self.labels.pop("__path__")
        self.saved = Path(config["positions"]["filename"])
        known = yaml.safe_load(self.saved.read_text()) if self.saved.exists() else {}
        kept = (known or {}).get("positions", {})
        self.positions: dict[str, int] = {path: int(at) for path, at in kept.items()}

    def once(self) -> None:
        streams: dict[str, dict[str, Any]] = {}
        reached: dict[str, int] = {}
        for path in glob.glob(self.files):
            READY.set()
            size, start = os.path.getsize(path), self.positions.get(path, 0)
            with open(path, "rb") as file:
                # Shorter than before: the engine began a new file.
                file.seek(start if start <= size else 0)
                at = file.tell()
                for line in file.read(1_000_000).splitlines(keepends=True):
                    if not line.endswith(b"\n"):
                        break
                    at += len(line)
                    labels = {**self.labels, "filename": path}
                    if entry := self.pipeline.run(line.decode(errors="replace"), labels):
                        key = json.dumps(entry[1], sort_keys=True)
                        stream = streams.setdefault(key, {"stream": entry[1], "values": []})
                        stream["values"].append([str(entry[0]), entry[2]])
            reached[path] = at
        if streams:
            self.push({"streams": list(streams.values())})
        if reached != self.positions:
            self.positions = reached
            part = self.saved.with_suffix(".part")
            written = {path: str(at) for path, at in reached.items()}
            part.write_text(yaml.safe_dump({"positions": written}))
            part.replace(self.saved)

    def push(self, batch: dict[str, Any]) -> None:
        retries = self.client["backoff_config"]["max_retries"]
        head = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.client["url"], json.dumps(batch).encode(), head)
        tried = 0
        while retries == 0 or tried < retries:
            try:
                return urllib.request.urlopen(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                if error.code != 429 and error.code < 500:
                    return print(f"dropped: {error}", flush=True)
                print(f"error sending batch, will retry: {error}", flush=True)
            except OSError as error:
                print(f"error sending batch, will retry: {error}", flush=True)
            tried += 1
            time.sleep(0.5)


class Api(common.Handler):
    def do_GET(self) -> None:
        ready = self.path == "/ready" and READY.is_set()
        self.answer(200 if ready else 500, "Ready\n" if ready else "Not ready: no file is read\n")


def main() -> None:
    config = common.load(common.option("config.file"))
    port = config["server"]["http_listen_port"]
    threading.Thread(target=common.serve, args=(port, Api), daemon=True).start()
    shipper = Shipper(config)
    while True:
        shipper.once()
        time.sleep(0.25)


main()
