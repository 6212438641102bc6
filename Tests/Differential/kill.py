"""Kills a real server with SIGKILL at random moments of mixed ingest, and counts what is not as it was acknowledged.

Usage: python3 Tests/Differential/kill.py [ROUNDS] [SEED]   (or ROUNDS=500 in the environment; 20 rounds otherwise)

Writers send batches until they are acknowledged, each with a token of its own: single inserts, gathered ones, and ones
that wait for memory only. A table feeds three materialized views, one of them through another. After every kill the
server is started again, and each batch must be there exactly once, and each view as its recomputation. Needs only the
built server (COLONNADE_BINARY, or .build/release/colonnade).
"""

import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Clients"))
from server import Server  # noqa: E402

SCHEMA = [
    "CREATE TABLE events (batch UInt64, k UInt32, agent UInt8, amount Int64) ENGINE = MergeTree "
    "PARTITION BY agent % 2 ORDER BY (agent, batch) "
    "SETTINGS non_replicated_deduplication_window = 10000, old_parts_lifetime = 1",
    "CREATE TABLE per_agent (agent UInt8, n UInt64, total Int64) ENGINE = SummingMergeTree ORDER BY agent",
    "CREATE MATERIALIZED VIEW to_agents TO per_agent AS "
    "SELECT agent, count() AS n, sum(amount) AS total FROM events GROUP BY agent",
    "CREATE TABLE parities (odd UInt8, n UInt64, total Int64) ENGINE = SummingMergeTree ORDER BY odd",
    "CREATE MATERIALIZED VIEW to_parities TO parities AS "
    "SELECT agent % 2 AS odd, sum(n) AS n, sum(total) AS total FROM per_agent GROUP BY odd",
    "CREATE MATERIALIZED VIEW copies ENGINE = MergeTree ORDER BY batch AS SELECT batch, amount FROM events",
    "CREATE TABLE singles (writer UInt32, n UInt64) ENGINE = MergeTree ORDER BY (writer, n)",
]

VIEWS = {
    "per_agent": ("SELECT agent, sum(n), sum(total) FROM per_agent GROUP BY agent ORDER BY agent",
                  "SELECT agent, count(), sum(amount) FROM events GROUP BY agent ORDER BY agent"),
    "parities": ("SELECT odd, sum(n), sum(total) FROM parities GROUP BY odd ORDER BY odd",
                 "SELECT agent % 2 AS odd, count(), sum(amount) FROM events GROUP BY odd ORDER BY odd"),
    "copies": ("SELECT count(), sum(amount), uniqExact(batch) FROM copies",
               "SELECT count(), sum(amount), uniqExact(batch) FROM events"),
}


class Writer(threading.Thread):
    """Sends batches one after the other; one that was not acknowledged is sent again after the next start."""

    def __init__(self, number: int):
        super().__init__(daemon=True)
        self.number = number
        self.next = 0
        self.pending: tuple[int, int] | None = None
        self.acknowledged: dict[int, int] = {}
        self.singles = 0
        self.server: Server | None = None
        self.may_run = threading.Event()
        self.is_stopped = threading.Event()
        self.random = random.Random(number)

    def run(self):
        while True:
            self.may_run.wait()
            try:
                self.send()
            except Exception:
                self.may_run.clear()
                self.is_stopped.set()

    def send(self):
        if self.number % 3 == 2:
            # Many small ones that the server gathers: no token, so each is sent once.
            mode = {"async_insert": 1, "wait_for_async_insert": 1}
            number = self.next
            self.next += 1
            self.server.query(f"INSERT INTO singles VALUES ({self.number}, {number})", **mode)
            self.acknowledged[number] = 1
            return
        if self.pending is None:
            self.pending = (self.number * 1_000_000_000 + self.next, 1 + self.random.randrange(200))
            self.next += 1
        batch, rows = self.pending
        self.server.query(
            f"INSERT INTO events SELECT {batch}, number, number % 7, number + {batch % 97} FROM numbers({rows})",
            insert_deduplication_token=f"batch {batch}",
            insert_ack="memory" if self.number % 3 == 1 else "fsync")
        self.acknowledged[batch] = rows
        self.pending = None


def count(server: Server, writers: list[Writer]) -> dict[str, int]:
    """Rows that are lost or doubled, and views that differ."""
    found = {int(b): int(n) for b, n in (line.split("\t") for line in
             server.query("SELECT batch, count() FROM events GROUP BY batch").decode().splitlines())}
    result = {"lost": 0, "doubled": 0, "views": 0}
    for writer in writers:
        if writer.number % 3 == 2:
            rows = server.query(f"SELECT n, count() FROM singles WHERE writer = {writer.number} GROUP BY n").decode()
            seen = {int(n): int(c) for n, c in (line.split("\t") for line in rows.splitlines())}
            result["lost"] += sum(1 for n in writer.acknowledged if n not in seen)
            result["doubled"] += sum(c - 1 for c in seen.values())
            continue
        for batch, rows in writer.acknowledged.items():
            result["lost"] += max(0, rows - found.get(batch, 0))
            result["doubled"] += max(0, found.pop(batch, 0) - rows)
        if writer.pending and found.get(writer.pending[0], 0) not in (0, writer.pending[1]):
            result["lost"] += 1
    for stored, recomputed in VIEWS.values():
        result["views"] += server.query(stored) != server.query(recomputed)
    return result


def main() -> int:
    rounds = int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("ROUNDS", "20"))
    seed = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("SEED", "1"))
    chance = random.Random(seed)
    data = tempfile.mkdtemp(prefix="colonnade-kill-")
    server = Server(data)
    server.start()
    for statement in SCHEMA:
        server.query(statement)
    writers = [Writer(number) for number in range(6)]
    for writer in writers:
        writer.start()
    total = {"lost": 0, "doubled": 0, "views": 0}
    slowest = 0.0
    for number in range(rounds):
        for writer in writers:
            writer.server = server
            writer.is_stopped.clear()
            writer.may_run.set()
        if chance.random() < 0.3:
            try:
                server.query(chance.choice(["OPTIMIZE TABLE events", "OPTIMIZE TABLE parities FINAL"]))
            except Exception:
                pass
        time.sleep(chance.uniform(0.02, 0.7))
        server.stop(signal.SIGKILL)
        for writer in writers:
            writer.is_stopped.wait(60)
        server = Server(data)
        begin = time.monotonic()
        server.start()
        slowest = max(slowest, time.monotonic() - begin)
        result = count(server, writers)
        for key in total:
            total[key] += result[key]
        if any(result.values()):
            print(f"kill {number + 1}: {result}", flush=True)
    parts = server.query("SELECT count() FROM system.parts WHERE active").decode().strip()
    aside = server.query("SELECT count() FROM system.detached_parts").decode().strip()
    server.stop()
    sent = sum(len(writer.acknowledged) for writer in writers)
    print(f"{rounds} kills, {sent} acknowledged inserts, {parts} parts, {aside} set aside, "
          f"slowest start {slowest:.2f} s: {total['lost']} lost, {total['doubled']} doubled, "
          f"{total['views']} views differ")
    shutil.rmtree(data, ignore_errors=True)
    return 1 if any(total.values()) or aside != "0" else 0


if __name__ == "__main__":
    sys.exit(main())
