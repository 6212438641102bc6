"""Runs the steps of docs/how-to/move-to-clickhouse.md: Colonnade's server, a table, and ClickHouse.

    COLONNADE_BINARY=.build/release/colonnade python3 Tests/Differential/move_to_clickhouse.py

Needs `pip install chdb==4.4.0`. The blocks run in the order of the page; a word behind `colonnade` or `clickhouse` names
the shell variable that takes the answer. The table has several types, partitions, Wide and Compact parts, and was
merged and mutated.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from chdb import session

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Clients"))
from server import Server  # noqa: E402

CREATE = (
    "CREATE TABLE trades (time DateTime64(3), agent LowCardinality(String), side Enum8('buy' = 1, 'sell' = 2), "
    "price Decimal(18, 6), size Nullable(Float64), tags Array(String), note String CODEC(ZSTD(3)), "
    "INDEX by_note note TYPE bloom_filter GRANULARITY 1) ENGINE = MergeTree PARTITION BY toYYYYMM(time) "
    "ORDER BY (agent, time) SETTINGS min_bytes_for_wide_part = 20000")
ROWS = (
    "INSERT INTO trades SELECT toDateTime64('2026-01-20 00:00:00', 3) + number * 60, 'agent ' || toString(number % 7), "
    "if(number % 2 = 0, 'buy', 'sell'), number / 8, if(number % 5 = 0, NULL, number * 1.5), "
    "[toString(number), 'x'], repeat('n', number % 9) FROM numbers({start}, {count})")
SUM = "SELECT count(), sum(cityHash64(*)) FROM trades"


def main() -> int:
    text = (ROOT / "docs/how-to/move-to-clickhouse.md").read_text()
    blocks = re.findall(r"^```(\S+)(?: (\S+))?(?: (\S+))?\n(.*?)^```$", text, re.M | re.S)
    with Server() as colonnade, tempfile.TemporaryDirectory() as directory:
        clickhouse = session.Session(directory)
        clickhouse.query("CREATE DATABASE d ENGINE = Atomic")
        clickhouse.query("USE d")
        colonnade.query(CREATE)
        for start, count in [(0, 50), (50, 20000), (30000, 3000), (40000, 10)]:
            colonnade.query(ROWS.format(start=start, count=count))
        colonnade.query("OPTIMIZE TABLE trades")
        colonnade.query("ALTER TABLE trades UPDATE note = 'changed' WHERE size > 40000 SETTINGS mutations_sync = 1")
        clickhouse.query(CREATE)
        before = colonnade.query(SUM).decode()
        variables = dict(os.environ, COLONNADE_DATA=colonnade.data)
        sides = {"colonnade": lambda sql: colonnade.query(sql).decode(),
                 "clickhouse": lambda sql: clickhouse.query(sql, "TSV").data()}
        isBack = False
        for kind, side, variable, body in blocks:
            if side == "clickhouse" and "DETACH" in body:
                there = sides["clickhouse"](SUM)
                assert there == before, f"ClickHouse reads {there}, there should be {before}"
                # ClickHouse's own: merged, and rewritten.
                clickhouse.query("OPTIMIZE TABLE trades FINAL")
                colonnade.query("TRUNCATE TABLE trades")
                isBack = True
            if kind == "bash":
                subprocess.run(["bash", "-euc", body], env=variables, check=True)
                continue
            answer = sides[side](body.strip())
            if variable:
                variables[variable] = answer.strip().rstrip("/")
            if "CHECK TABLE" in body:
                rows = [line.split("\t") for line in answer.splitlines()]
                assert rows and all("1" in row or "true" in row for row in rows), f"{side}: {answer}"
        after = colonnade.query(SUM).decode()
        assert isBack and after == before, f"back again there is {after} instead of {before}"
        parts = colonnade.query("SELECT groupUniqArray(part_type), count() FROM system.parts WHERE active").decode()
        print(f"{len(blocks)} steps, {before.split()[0]} rows, parts {parts.strip()}: the same there and back")
    return 0


if __name__ == "__main__":
    sys.exit(main())
