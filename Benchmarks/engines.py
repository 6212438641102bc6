"""The engines behind one interface: `load`, `run`, `rows`, and what they cost. Colonnade is a server over HTTP; the peers run
inside a process of their own (`peer.py`), which is a head start for them: nothing of theirs goes over a socket."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Clients"))

from server import free_port  # noqa: E402

DATABASE = "agent_analytics"


def peak_bytes(process: int) -> int:
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


class Colonnade:
    name = "Colonnade"

    def __init__(self, home: str, command: list[str] = ("serve",)):
        import http.client

        self.home = home
        self.port = free_port()
        binary = os.environ.get("COLONNADE_BINARY") or str(ROOT / ".build/release/colonnade")
        self.log = open(pathlib.Path(home) / "server.log", "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [binary, *command, "--data", f"{home}/data", "--http", f"127.0.0.1:{self.port}"], stdout=self.log, stderr=self.log)
        while True:
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=900)
                self.connection.request("GET", "/ping")
                self.connection.getresponse().read()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended: {pathlib.Path(self.log.name).read_text()[-2000:]}")
                time.sleep(0.005)
        self.ready_seconds = time.monotonic() - began

    def _post(self, sql: str, body=b"", **parameters) -> bytes:
        parameters = {"database": DATABASE, **parameters}
        if body != b"":
            parameters["query"] = sql
        self.connection.request(
            "POST", "/?" + urllib.parse.urlencode(parameters), body=body if body != b"" else sql.encode(),
            headers={"Content-Length": str(os.fstat(body.fileno()).st_size)} if hasattr(body, "fileno") else {})
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{sql[:200]}: {data[:500].decode(errors='replace')}")
        return data

    def schema(self, statements: list[str]):
        self._post(f"CREATE DATABASE IF NOT EXISTS {DATABASE}", database="default")
        for statement in statements:
            self._post(statement)

    def load(self, path: str) -> float:
        began = time.perf_counter()
        with open(path, "rb") as file:
            self._post("INSERT INTO agent_trades FORMAT Native", body=file)
        return time.perf_counter() - began

    def run(self, sql: str) -> float:
        began = time.perf_counter()
        self._post(sql + " FORMAT Native")
        return time.perf_counter() - began

    def rows(self, sql: str) -> list:
        return [list(json.loads(line).values()) for line in self._post(sql + " FORMAT JSONEachRow").splitlines()]

    def names(self, sql: str) -> list[str]:
        """The names of the answer's columns."""
        return self._post(f"SELECT * FROM ({sql}) LIMIT 0 FORMAT TabSeparatedWithNames").decode().rstrip("\n").split("\t")

    def scalar(self, sql: str) -> str:
        return self._post(sql + " FORMAT TabSeparated").decode().strip()

    def peak_bytes(self) -> int:
        return peak_bytes(self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


class Peer:
    """`peer.py` with one engine; one line of JSON there, one back."""

    def __init__(self, name: str, module: str, home: str):
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "Benchmarks" / "peer.py"), module, home], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.version = self._ask({"do": "version"})

    def _ask(self, request: dict):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{self.name}: {answer['error']}")
        return answer["value"]

    def schema(self, statements: list[str]):
        for statement in statements:
            self._ask({"do": "execute", "sql": statement})

    def load(self, path: str) -> float:
        return self._ask({"do": "load", "path": path})

    def export(self, sql: str):
        self._ask({"do": "execute", "sql": sql})

    def run(self, sql: str) -> float:
        return self._ask({"do": "run", "sql": sql})

    def rows(self, sql: str) -> list:
        return self._ask({"do": "rows", "sql": sql})

    def peak_bytes(self) -> int:
        return peak_bytes(self.process.pid)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def temporary_home(name: str) -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix=f"colonnade-bench-{name}-", dir=os.environ.get("BENCH_DIRECTORY"))
