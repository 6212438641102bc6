"""Starts the built server on a free loopback port over a directory of its own, and stops it."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running `colonnade serve`; `with Server() as server:` stops it and removes its data."""

    def __init__(
        self, data: str | None = None, binary: str | None = None, command: str = "serve", arguments: list[str] = []
    ):
        self.binary = binary or os.environ.get("COLONNADE_BINARY") or str(ROOT / ".build/release/colonnade")
        self.owns_data = data is None
        self.data = data or tempfile.mkdtemp(prefix="colonnade-clients-")
        self.port = free_port()
        self.tcp_port = free_port()
        self.command = [command, *arguments]
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        if self.owns_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, *self.command, "--data", self.data, "--http", f"127.0.0.1:{self.port}",
             "--tcp", f"127.0.0.1:{self.tcp_port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ping", timeout=1) as answer:
                    if answer.read() == b"Ok.\n":
                        return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended with {self.process.returncode}")
                time.sleep(0.02)
        raise RuntimeError("the server did not answer within 30 s")

    def stop(self, how: int = signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError("the server did not stop within 20 s")
        finally:
            self.process = None

    def query(self, sql: str | bytes, **parameters) -> bytes:
        url = f"http://127.0.0.1:{self.port}/"
        if parameters:
            url += "?" + urllib.parse.urlencode(parameters)
        data = sql if isinstance(sql, bytes) else sql.encode()
        with urllib.request.urlopen(urllib.request.Request(url, data=data), timeout=60) as answer:
            return answer.read()
