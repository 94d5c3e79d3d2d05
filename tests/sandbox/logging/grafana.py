"""Stand-in for Grafana, not Grafana: reads the provisioning files and answers a few calls.

/api/health; with basic authentication, by the administrator of the first start, /api/org,
/api/datasources, their health, /api/search, /api/dashboards/uid/UID, and
/api/datasources/proxy/uid/UID/..., which asks Loki, or for the Postgres source answers who it
logged in as.
"""

import base64
import hashlib
import json
import os
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import common

STATE = Path("/var/lib/grafana/stand-in.json")


def digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


class Provisioned:
    def __init__(self, folder: Path) -> None:
        self.sources: dict[str, dict[str, Any]] = {}
        self.dashboards: dict[str, dict[str, Any]] = {}
        for file in sorted((folder / "datasources").glob("*.yaml")):
            for source in common.load(file)["datasources"]:
                self.sources[source["uid"]] = source
        for file in sorted((folder / "dashboards").glob("*.yaml")):
            for provider in common.load(file)["providers"]:
                self.read(provider)

    def read(self, provider: dict[str, Any]) -> None:
        for file in sorted(Path(provider["options"]["path"]).rglob("*.json")):
            dashboard = json.loads(file.read_text())
            for panel in dashboard["panels"]:
                if panel["datasource"]["uid"] not in self.sources:
                    raise SystemExit(f"{file}: no data source {panel['datasource']['uid']}")
            found = {"folder": provider["folder"], "dashboard": dashboard}
            self.dashboards[dashboard["uid"]] = found


class Api(common.Handler):
    provisioned: Provisioned

    def do_GET(self) -> None:
        if self.path == "/api/health":
            return self.answer(200, {"database": "ok", "version": "stand-in"})
        if not self.is_admin():
            return self.answer(401, {"message": "Invalid username or password"})
        path = self.path.split("?")[0]
        if path == "/api/org":
            return self.answer(200, {"id": 1, "name": "Main Org."})
        if match := re.fullmatch(r"/api/datasources/uid/([\w-]+)/health", path):
            return self.health(self.provisioned.sources[match[1]])
        if path == "/api/datasources":
            sources = self.provisioned.sources.values()
            return self.answer(200, [{"uid": s["uid"], "name": s["name"]} for s in sources])
        if path == "/api/search":
            found = self.provisioned.dashboards.items()
            return self.answer(200, [{"uid": uid, "folderTitle": d["folder"]} for uid, d in found])
        if match := re.fullmatch(r"/api/dashboards/uid/([\w-]+)", path):
            if known := self.provisioned.dashboards.get(match[1]):
                return self.answer(200, {"dashboard": known["dashboard"]})
        if match := re.match(r"/api/datasources/proxy/uid/([\w-]+)/(.*)", self.path):
            return self.proxy(self.provisioned.sources[match[1]], match[2])
        self.answer(404, {"message": "not found"})

    def health(self, source: dict[str, Any]) -> None:
        try:
            if source["type"] == "loki":
                urllib.request.urlopen(f"{source['url']}/loki/api/v1/labels", timeout=5).close()
            else:
                self.log_in(source)
        except Exception as error:
            return self.answer(400, {"status": "ERROR", "message": str(error).splitlines()[0]})
        self.answer(200, {"status": "OK", "message": "Data source is working"})

    def proxy(self, source: dict[str, Any], rest: str) -> None:
        if source["type"] == "loki":
            try:
                with urllib.request.urlopen(f"{source['url']}/{rest}", timeout=10) as answer:
                    return self.answer(answer.status, json.load(answer))
            except urllib.error.URLError as error:
                return self.answer(502, {"message": str(error)})
        self.answer(200, self.log_in(source))

    def log_in(self, source: dict[str, Any]) -> Any:
        import psycopg2

        host, port = source["url"].split(":")
        login = {"user": source["user"], "password": source["secureJsonData"]["password"]}
        database = source["jsonData"]["database"]
        with psycopg2.connect(host=host, port=port, dbname=database, **login) as connection:
            cursor = connection.cursor()
            cursor.execute("select current_user::text, current_setting('transaction_read_only')")
            return cursor.fetchone()

    def is_admin(self) -> bool:
        kept = json.loads(STATE.read_text())
        word = self.headers.get("Authorization", "").removeprefix("Basic ")
        user, _, password = base64.b64decode(word).decode().partition(":")
        return user == kept["user"] and digest(password) == kept["password"]


def main() -> None:
    if not STATE.exists():
        password = digest(os.environ["GF_SECURITY_ADMIN_PASSWORD"])
        user = os.environ["GF_SECURITY_ADMIN_USER"]
        STATE.write_text(json.dumps({"user": user, "password": password}))
    Api.provisioned = Provisioned(Path(os.environ["GF_PATHS_PROVISIONING"]))
    common.serve(3000, Api)


main()
