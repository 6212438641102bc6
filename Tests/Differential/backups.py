"""Backups handed over both ways: Colonnade's are restored by ClickHouse, and ClickHouse's by Colonnade.

    COLONNADE_BINARY=.build/release/colonnade python3 Tests/Differential/backups.py

Needs `pip install chdb==4.4.0`.
"""

import pathlib
import shutil
import sys
import tempfile

from chdb import session

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Clients"))
from server import Server  # noqa: E402

STATEMENTS = (
    "CREATE DATABASE d ENGINE = Atomic",
    "CREATE TABLE d.t (k UInt32, at DateTime64(3, 'UTC'), v String, x LowCardinality(String), a Array(Nullable(Int8))) "
    "ENGINE = MergeTree PARTITION BY k % 3 ORDER BY k SETTINGS min_bytes_for_wide_part = 10000",
    "CREATE MATERIALIZED VIEW d.m ENGINE = SummingMergeTree ORDER BY x AS SELECT x, count() AS c FROM d.t GROUP BY x",
    "CREATE VIEW d.w AS SELECT max(k) AS largest FROM d.t",
    "CREATE TABLE d.memory (k UInt32, at DateTime('UTC'), n LowCardinality(Nullable(String))) ENGINE = Memory",
    "INSERT INTO d.t SELECT number, number, toString(number), 'a' || number % 5, [number, NULL] FROM numbers(3000)",
    "INSERT INTO d.t SELECT number, number, toString(number), 'b' || number % 5, [] FROM numbers(5)",
    "INSERT INTO d.memory SELECT number, number, if(number % 2 = 0, NULL, 'x') FROM numbers(70000)",
)
QUESTIONS = (
    "SELECT count(), sum(cityHash64(*)) FROM {}.t", "SELECT sum(c) FROM {}.m", "SELECT largest FROM {}.w",
    "SELECT count(), sum(cityHash64(*)) FROM {}.memory",
)


def main() -> int:
    faults = 0
    with Server() as colonnade, tempfile.TemporaryDirectory() as directory:
        allowed = pathlib.Path(directory) / "backups"
        allowed.mkdir()
        configuration = pathlib.Path(directory) / "configuration.xml"
        configuration.write_text(f"<clickhouse><backups><allowed_path>{allowed}/</allowed_path></backups></clickhouse>")
        clickhouse = session.Session(f"file:{directory}/data?config-file={configuration}")
        ask = {
            "Colonnade": lambda sql: colonnade.query(sql).decode(),
            "ClickHouse": lambda sql: clickhouse.query(sql, "TSV").data(),
        }
        places = {"Colonnade": pathlib.Path(colonnade.data) / "backups", "ClickHouse": allowed}
        for writer, reader in (("Colonnade", "ClickHouse"), ("ClickHouse", "Colonnade")):
            for statement in STATEMENTS:
                ask[writer](statement)
            ask[writer](f"BACKUP DATABASE d TO File('{writer}')")
            places[reader].mkdir(exist_ok=True)
            shutil.copytree(places[writer] / writer, places[reader] / writer)
            ask[reader](f"RESTORE DATABASE d AS from_{writer} FROM File('{writer}')")
            for question in QUESTIONS:
                there, here = ask[writer](question.format("d")), ask[reader](question.format(f"from_{writer}"))
                if there != here:
                    faults += 1
                    print(f"{question}: {writer} has {there!r}, {reader} restored {here!r}")
            ask[reader](f"OPTIMIZE TABLE from_{writer}.t FINAL")
            if ask[reader](QUESTIONS[0].format(f"from_{writer}")) != ask[writer](QUESTIONS[0].format("d")):
                faults += 1
                print(f"the rows of {writer} are others after a merge in {reader}")
    print(f"backups both ways: {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
