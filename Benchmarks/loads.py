"""Loads the same rows in each format into Colonnade (over HTTP) and ClickHouse (chdb, INSERT FROM INFILE), in turn, and prints
medians and ratios: of seconds, and of processor seconds, which other work on the machine disturbs less.

Usage: python3 Benchmarks/loads.py [--rows 2000000] [--rounds 5] [--formats JSONEachRow,TSV,CSV,RowBinary,Native]
Needs a release build and chdb==4.4.0.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

from engines import Colonnade, peak_bytes, temporary_home

COLUMNS = (
    "timestamp DateTime64(9), agent_id LowCardinality(String), ticker LowCardinality(String), price Float64, "
    "quantity Float64, order_id UUID, note String")
TABLE = f"({COLUMNS}) ENGINE = MergeTree ORDER BY (agent_id, timestamp)"
ROWS = """
    SELECT toDateTime64('2026-01-01 00:00:00', 9) + intDiv(number, 141) * 52,
        'agent-' || toString(number % 141), 'T' || toString(number * 7 % 24), 100 + number % 997 / 7, number * 44 % 1000,
        reinterpretAsUUID(MD5(toString(number))), 'note ' || toString(number)
    FROM numbers({rows})"""
PEER = """
import chdb.session, resource, sys, time
session = chdb.session.Session(sys.argv[1])
def seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
for line in sys.stdin:
    sql = line.rstrip("\\n")
    began, worked = time.perf_counter(), seconds()
    session.query(sql)
    print(time.perf_counter() - began, seconds() - worked, flush=True)
"""


class ClickHouse:
    def __init__(self, home: str):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PEER, f"{home}/chdb"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, sql: str) -> tuple[float, float]:
        print(" ".join(sql.split()), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"chdb ended at {sql[:200]}")
        wall, worked = line.split()
        return float(wall), float(worked)

    def load(self, path: pathlib.Path, format: str) -> tuple[float, float]:
        self.run("DROP TABLE IF EXISTS loaded SYNC")
        self.run(f"CREATE TABLE loaded {TABLE}")
        return self.run(f"INSERT INTO loaded FROM INFILE '{path}' FORMAT {format}")

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def processor_seconds(process: int) -> float:
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(server: Colonnade, path: pathlib.Path, format: str, rows: int) -> tuple[float, float]:
    server._post("DROP TABLE IF EXISTS loaded", database="default")
    server._post(f"CREATE TABLE loaded {TABLE}", database="default")
    began, worked = time.perf_counter(), processor_seconds(server.process.pid)
    with open(path, "rb") as file:
        server._post(f"INSERT INTO loaded FORMAT {format}", body=file, database="default")
    result = time.perf_counter() - began, processor_seconds(server.process.pid) - worked
    count = server._post("SELECT count() FROM loaded", database="default").split()
    if count != [str(rows).encode()]:
        raise RuntimeError(f"{format}: {count} rows instead of {rows}")
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--formats", default="JSONEachRow,TSV,CSV,RowBinary,Native")
    options = parser.parse_args()
    formats = options.formats.split(",")
    with temporary_home("loads") as home:
        peer = ClickHouse(home)
        server = Colonnade(home)
        try:
            paths = {format: pathlib.Path(home) / f"rows.{format}" for format in formats}
            for format, path in paths.items():
                peer.run(f"{ROWS.format(rows=options.rows)} INTO OUTFILE '{path}' FORMAT {format}")
            times = {format: ([], []) for format in formats}
            for _ in range(options.rounds):
                for format, path in paths.items():
                    times[format][0].append(load(server, path, format, options.rows))
                    times[format][1].append(peer.load(path, format))
            print(f"{options.rows:,} rows of 7 columns, medians of {options.rounds} rounds; processor seconds in brackets\n")
            print("| format | MB | Colonnade, s | ClickHouse, s | ratio |\n| --- | ---: | ---: | ---: | ---: |")
            for format in formats:
                (own, own_worked), (other, other_worked) = (
                    (statistics.median(t[0] for t in side), statistics.median(t[1] for t in side)) for side in times[format])
                size = paths[format].stat().st_size / 1e6
                print(
                    f"| {format} | {size:,.0f} | {own:.2f} ({own_worked:.2f}) | {other:.2f} ({other_worked:.2f}) | "
                    f"{own / other:.2f} ({own_worked / other_worked:.2f}) |")
            print(f"\nColonnade's peak memory: {peak_bytes(server.process.pid) >> 20} MiB")
        finally:
            server.stop()
            peer.stop()


if __name__ == "__main__":
    main()
