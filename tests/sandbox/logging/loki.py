"""Stand-in for Loki, not Loki: push, labels, query and query_range, on one file of lines.

LogQL: a selector, line filters, and [sum by (x)] (count_over_time | bytes_over_time). Like Loki it
keeps a line once that comes twice with the same time and labels, and refuses lines while the disk
is fuller than ingester.wal.disk_full_threshold.
"""

import json
import os
import re
import sys
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import common

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
MATCH = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "=~": lambda have, want: re.fullmatch(want, have) is not None,
    "!~": lambda have, want: re.fullmatch(want, have) is None,
}
FILTER = {
    "|=": lambda line, want: want in line,
    "!=": lambda line, want: want not in line,
    "|~": lambda line, want: re.search(want, line) is not None,
    "!~": lambda line, want: re.search(want, line) is None,
}


class Store:
    def __init__(self, config: dict[str, Any]) -> None:
        self.limit = float(config["ingester"]["wal"]["disk_full_threshold"])
        folder = Path(config["common"]["storage"]["filesystem"]["chunks_directory"])
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "lines.jsonl"
        self.lines: dict[tuple[int, str, str], dict[str, str]] = {}
        self.lock = threading.Lock()
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                self.keep(*json.loads(line))

    def is_full(self) -> bool:
        disk = os.statvfs(self.path.parent)
        return 1 - disk.f_bavail / disk.f_blocks >= self.limit

    def keep(self, ns: int, labels: dict[str, str], text: str) -> bool:
        key = (ns, json.dumps(labels, sort_keys=True), text)
        return key not in self.lines and self.lines.setdefault(key, labels) is labels

    def push(self, streams: list[dict[str, Any]]) -> None:
        with self.lock, self.path.open("a") as file:
            for stream in streams:
                for ns, text in stream["values"]:
                    if self.keep(int(ns), stream["stream"], text):
                        file.write(json.dumps([int(ns), stream["stream"], text]) + "\n")

    def select(self, query: str, first: int, last: int) -> list[tuple[int, dict[str, str], str]]:
        head = re.match(r"\s*\{(.*?)\}", query)
        if head is None:
            raise ValueError(f"no selector in {query}")
        labels = re.findall(r'(\w+)\s*(=~|!~|!=|=)\s*"(.*?)"', head[1])
        filters = re.findall(r'(\|=|\|~|!=|!~)\s*(?:"(.*?)"|`(.*?)`)', query[head.end() :])
        with self.lock:
            known = [(ns, have, text) for (ns, _, text), have in self.lines.items()]
        return [
            (ns, have, text)
            for ns, have, text in sorted(known, key=lambda entry: entry[0])
            if first <= ns <= last
            and all(MATCH[how](have.get(name, ""), want) for name, how, want in labels)
            and all(FILTER[how](text, quoted or ticked) for how, quoted, ticked in filters)
        ]

    def values(self, label: str) -> list[str]:
        with self.lock:
            return sorted({have[label] for have in self.lines.values() if label in have})

    def names(self) -> list[str]:
        with self.lock:
            return sorted({name for have in self.lines.values() for name in have})


class Api(common.Handler):
    store: Store

    def do_POST(self) -> None:
        data = self.body()
        if self.store.is_full():
            return self.answer(500, "Ingester is shutting down\n")
        try:
            self.store.push(json.loads(data)["streams"])
        except OSError as error:
            return self.answer(500, f"{error}\n")
        self.answer(204)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        path = address.path.removeprefix("/loki/api/v1/")
        if address.path == "/ready":
            return self.answer(200, "ready\n")
        if path == "labels":
            return self.success(self.store.names())
        if label := re.fullmatch(r"label/(\w+)/values", path):
            return self.success(self.store.values(label[1]))
        try:
            if path == "query_range":
                return self.success(self.streams(asked))
            if path == "query":
                return self.success(self.vector(asked))
        except ValueError as error:
            return self.answer(400, f"{error}\n")
        self.answer(404, "no such page\n")

    def success(self, data: Any) -> None:
        self.answer(200, {"status": "success", "data": data})

    def streams(self, asked: dict[str, str]) -> dict[str, Any]:
        now = time.time_ns()
        first = int(asked.get("start", now - 3600 * 10**9))
        found: dict[str, dict[str, Any]] = {}
        last = int(asked.get("end", now))
        for ns, labels, text in self.store.select(asked["query"], first, last):
            key = json.dumps(labels, sort_keys=True)
            stream = found.setdefault(key, {"stream": labels, "values": []})
            stream["values"].append([str(ns), text])
        return {"resultType": "streams", "result": list(found.values())}

    def vector(self, asked: dict[str, str]) -> dict[str, Any]:
        call = re.fullmatch(
            r"(?:sum by \((\w+)\) ?)?\(?(count|bytes)_over_time\((.*)\[(\d+)([smhd])\]\)\)?",
            asked["query"],
        )
        if call is None:
            raise ValueError(f"not a query that the stand-in knows: {asked['query']}")
        by, kind, lines, number, unit = call.groups()
        now = time.time_ns()
        sums: Counter[str] = Counter()
        first = now - int(number) * UNITS[unit] * 10**9
        for _, labels, text in self.store.select(lines, first, now):
            kept = {by: labels.get(by, "")} if by else labels
            sums[json.dumps(kept, sort_keys=True)] += 1 if kind == "count" else len(text.encode())
        values = [(json.loads(key), [now / 1e9, str(value)]) for key, value in sums.items()]
        result = [{"metric": metric, "value": value} for metric, value in values]
        return {"resultType": "vector", "result": result}


def main() -> None:
    if "-health" in sys.argv:
        urllib.request.urlopen("http://localhost:3100/ready", timeout=5).close()
        return print("Loki is healthy")
    config = common.load(common.option("config.file"))
    Api.store = Store(config)
    common.serve(config["server"]["http_listen_port"], Api)


main()
