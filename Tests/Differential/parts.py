#!/usr/bin/env python3
"""Exchanges parts with ClickHouse: it attaches ours, we read and merge its.

    make conformance, or: swift build -c release --product ColonnadePackageTests && python3 Tests/Differential/parts.py

Needs `pip install chdb==4.4.0`; not part of `make test`. For every table of `DifferentialPartTests` ClickHouse attaches the
parts that Colonnade wrote, checks them, reads the same rows, and merges them; then Colonnade opens the parts that ClickHouse
wrote, reads the same rows, merges them with its own, and ClickHouse attaches the result.
"""
import os
import shutil
import subprocess
import sys
import tempfile

from chdb import session

WORK = tempfile.mkdtemp(prefix="colonnade-parts-")


def swift(test):
    environment = dict(os.environ, COLONNADE_DIFFERENTIAL_DIRECTORY=WORK)
    result = subprocess.run(
        ["swift", "test", "-c", "release", "--skip-build", "--filter", f"DifferentialPartTests/{test}"],
        env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        print(result.stdout[-4000:])
        raise SystemExit(f"the Swift half failed: {test}")


def table_path(clickhouse, root, name):
    paths = clickhouse.query(f"SELECT data_paths[1] FROM system.tables WHERE database = 'd' AND name = '{name}'", "TSVRaw").data()
    return paths.strip()


def load(clickhouse, table, source, columns):
    """Rows of a file of the Swift half as a table next to the attached one, compared by EXCEPT in both directions."""
    target = f"{table}_expected"
    clickhouse.query(f"DROP TABLE IF EXISTS d.{target}")
    clickhouse.query(f"CREATE TABLE d.{target} AS d.{table} ENGINE = MergeTree ORDER BY tuple()")
    clickhouse.query(f"INSERT INTO d.{target} SELECT * FROM file('{source}', RowBinary, '{columns}')")
    return target


def compare(clickhouse, table, expected):
    left = clickhouse.query(f"SELECT count(), sum(cityHash64(*)) FROM d.{table}", "TSV").data()
    right = clickhouse.query(f"SELECT count(), sum(cityHash64(*)) FROM d.{expected}", "TSV").data()
    if left != right:
        raise SystemExit(f"{table}: ClickHouse reads {left.strip()}, expected {right.strip()}")
    return left.split()[0]


def check(clickhouse, table):
    result = clickhouse.query(f"CHECK TABLE d.{table} SETTINGS check_query_single_value_result = 0", "TSV").data()
    bad = [line for line in result.splitlines() if line.split("\t")[1] not in ("1", "true")]
    if bad:
        raise SystemExit(f"{table}: CHECK TABLE says {bad}")


def attach(clickhouse, root, table, parts):
    path = table_path(clickhouse, root, table)
    for part in sorted(os.listdir(parts)):
        if part.count("_") >= 3 and os.path.isdir(os.path.join(parts, part)) and not part.startswith(("tmp", "delete")):
            shutil.copytree(os.path.join(parts, part), os.path.join(path, "detached", part))
            clickhouse.query(f"ALTER TABLE d.{table} ATTACH PART '{part}'")


def main():
    swift("write")
    names = sorted(os.listdir(os.path.join(WORK, "ours")))
    root = os.path.join(WORK, "clickhouse")
    clickhouse = session.Session(root)
    clickhouse.query("CREATE DATABASE d ENGINE = Atomic")
    settings = "SET allow_suspicious_low_cardinality_types = 1"
    for name in names:
        ours = os.path.join(WORK, "ours", name)
        create = open(os.path.join(ours, "create.sql")).read()
        clickhouse.query(settings)
        for table in (name, f"{name}_theirs", f"{name}_merged"):
            clickhouse.query(f"CREATE TABLE d.{table} {create}")
        clickhouse.query(f"SYSTEM STOP MERGES d.{name}_theirs")
        columns = clickhouse.query(
            f"SELECT arrayStringConcat(groupArray('`' || name || '` ' || type), ', ') FROM "
            f"(SELECT name, type FROM system.columns WHERE database = 'd' AND table = '{name}' ORDER BY position)", "TSVRaw").data().strip().replace("'", "\\'")
        # Ours, attached.
        attach(clickhouse, root, name, os.path.join(ours, "t"))
        check(clickhouse, name)
        expected = load(clickhouse, name, os.path.join(ours, "expected.bin"), columns)
        count = compare(clickhouse, name, expected)
        clickhouse.query(f"INSERT INTO d.{name}_theirs SELECT * FROM d.{name} LIMIT 500")
        clickhouse.query(f"INSERT INTO d.{name}_theirs SELECT * FROM d.{name} LIMIT 900 OFFSET 500")
        clickhouse.query(f"OPTIMIZE TABLE d.{name} FINAL")
        check(clickhouse, name)
        if not name.startswith("summing"):
            compare(clickhouse, name, expected)
        # Theirs, for us to read.
        theirs = os.path.join(WORK, "theirs", name)
        os.makedirs(theirs)
        shutil.copytree(table_path(clickhouse, root, f"{name}_theirs"), os.path.join(theirs, "t"), symlinks=False)
        print(f"{name}: ClickHouse attached, checked, read and merged {count} rows of ours")
    swift("merge")
    for name in names:
        theirs = os.path.join(WORK, "theirs", name)
        columns = clickhouse.query(
            f"SELECT arrayStringConcat(groupArray('`' || name || '` ' || type), ', ') FROM "
            f"(SELECT name, type FROM system.columns WHERE database = 'd' AND table = '{name}' ORDER BY position)", "TSVRaw").data().strip().replace("'", "\\'")
        expected = load(clickhouse, f"{name}_theirs", os.path.join(theirs, "read.bin"), columns)
        count = compare(clickhouse, f"{name}_theirs", expected)
        attach(clickhouse, root, f"{name}_merged", os.path.join(theirs, "t"))
        check(clickhouse, f"{name}_merged")
        expected = load(clickhouse, f"{name}_merged", os.path.join(theirs, "expected.bin"), columns)
        merged = compare(clickhouse, f"{name}_merged", expected)
        print(f"{name}: Colonnade read {count} rows of ClickHouse and merged to {merged}, which ClickHouse attached")
    shutil.rmtree(WORK)
    print("all equal")


if __name__ == "__main__":
    sys.exit(main())
