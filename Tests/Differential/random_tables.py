"""Random tables in both directions: ClickHouse's parts are read and merged by Colonnade, Colonnade's by ClickHouse.

    COLONNADE_BINARY=.build/release/colonnade python3 Tests/Differential/random_tables.py [TABLES] [SEED]

Needs `pip install chdb==4.4.0`. Each table has random types, codecs, keys, indexes and kinds of parts. ClickHouse fills it
in two inserts; Colonnade attaches the parts, reads the same rows, adds rows of its own, and merges some; ClickHouse
attaches what came out, checks it, reads the same rows, and again when it has merged it.
"""
import os
import pathlib
import random
import shutil
import sys
import tempfile

from chdb import session

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Clients"))
from server import Server  # noqa: E402

NUMBERS = ["Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128",
           "UInt256", "Date", "Date32", "DateTime", "DateTime('Europe/Berlin')", "DateTime64(3)", "DateTime64(9, 'UTC')",
           "Decimal(9, 2)", "Decimal(18, 6)", "Decimal(38, 10)", "Enum8('a' = 1, 'b' = 2)", "Bool", "IPv4"]
PLAIN = NUMBERS + ["Float32", "Float64", "String", "FixedString(5)", "UUID", "IPv6", "Enum16('x' = 300, 'y' = 500)"]
KEYS = ["String", "UInt32", "Int64", "Date", "DateTime", "Float64", "UUID", "FixedString(5)", "Int8"]


def column_type(chance: random.Random, depth: int = 0) -> str:
    plain = chance.choice(PLAIN)
    kind = chance.random()
    if kind < 0.5 or depth > 1:
        return plain
    if kind < 0.65:
        return f"Nullable({plain})"
    if kind < 0.73:
        return chance.choice(["LowCardinality(String)", "LowCardinality(Nullable(String))", "LowCardinality(FixedString(3))"])
    if kind < 0.85:
        return f"Array({column_type(chance, depth + 1)})"
    if kind < 0.93:
        return f"Tuple(a {column_type(chance, depth + 1)}, b {column_type(chance, depth + 1)})"
    return f"Map(String, {column_type(chance, depth + 1)})"


def codec(chance: random.Random, type_name: str) -> str:
    general = chance.choice(["LZ4", "ZSTD(1)", "ZSTD(6)", "LZ4HC(4)", "NONE"])
    if type_name in NUMBERS[:4] + NUMBERS[6:10] + ["Date", "DateTime", "Date32"] and general != "NONE":
        general = f"{chance.choice(['Delta', 'DoubleDelta', 'T64'])}, {general}"
    elif type_name in ("Float32", "Float64") and general != "NONE":
        general = f"{chance.choice(['Gorilla', 'FPC'])}, {general}"
    return f" CODEC({general})"


def table(chance: random.Random) -> tuple[str, str]:
    """The columns' structure, and what follows `CREATE TABLE name`."""
    columns = [("k", "UInt64", "")]
    for number in range(chance.randrange(1, 7)):
        name = chance.choice(["c", "Column ", "ü", "long_name_" * 3]) + str(number)
        type_name = column_type(chance)
        columns.append((name, type_name, codec(chance, type_name) if chance.random() < 0.4 else ""))
    key_type = chance.choice(KEYS)
    columns.append(("key", key_type, ""))
    body = [f"`{name}` {type_name}{rest}" for name, type_name, rest in columns]
    if chance.random() < 0.4:
        kind = chance.choice(["minmax", "set(20)", "bloom_filter(0.02)"])
        body.append(f"INDEX i key TYPE {kind} GRANULARITY {chance.randrange(1, 4)}")
    partition = chance.choice(["", "", " PARTITION BY k % 3", " PARTITION BY (k % 2, intDiv(k, 400))",
                               " PARTITION BY toString(k % 2)"])
    order = chance.choice(["k", "(key, k)", "tuple()", "(k % 10, k)"])
    settings = (f"index_granularity = {chance.choice([16, 100, 8192])}, min_rows_for_wide_part = 0, "
                f"min_bytes_for_wide_part = {chance.choice([0, 1 << 30])}")
    structure = ", ".join(f"`{name}` {type_name}" for name, type_name, _ in columns)
    return structure, f"({', '.join(body)}) ENGINE = MergeTree{partition} ORDER BY {order} SETTINGS {settings}"


def copy_parts(source: str, target: str):
    for name in os.listdir(source):
        if name.count("_") >= 3 and not name.startswith(("tmp", "delete")):
            shutil.copytree(f"{source}/{name}", f"{target}/detached/{name}")


def run(number: int, chance: random.Random, colonnade: Server, clickhouse: session.Session):
    structure, create = table(chance)
    ours = lambda sql: colonnade.query(sql, allow_suspicious_low_cardinality_types=1).decode()  # noqa: E731
    theirs = lambda sql: clickhouse.query(sql, "TSV").data()  # noqa: E731
    ours_rows = lambda sql: colonnade.query(sql, default_format="RowBinary")  # noqa: E731
    their_rows = lambda sql: clickhouse.query(sql, "RowBinary").bytes()  # noqa: E731
    path = "SELECT data_paths[1] FROM system.tables WHERE database = currentDatabase() AND name = "
    rows = chance.choice([1, 50, 700])
    try:
        for name in ("a", "b"):
            theirs(f"CREATE TABLE {name} {create}")
        theirs("SYSTEM STOP MERGES a")
        generated = f"SELECT * REPLACE (rowNumberInAllBlocks() + {{0}} AS k) FROM generateRandom('{quoted(structure)}', {number}, 9, 4) LIMIT {{1}}"
        for start, count in [(0, rows), (10_000, rows // 2 + 1)]:
            theirs("INSERT INTO a " + generated.format(start, count))
        everything = "SELECT * FROM {} ORDER BY k"
        expected = their_rows(everything.format("a"))
        ours(f"CREATE TABLE a {create}")
        copy_parts(theirs(path + "'a'").strip(), ours(path + "'a'").strip())
        ours("ALTER TABLE a ATTACH PARTITION ALL")
        found = ours_rows(everything.format("a"))
        assert found == expected, "Colonnade reads other rows than ClickHouse"
        if chance.random() < 0.7:
            ours("INSERT INTO a SELECT * REPLACE (k + 20000 AS k) FROM a")
        if chance.random() < 0.7:
            ours("OPTIMIZE TABLE a FINAL")
        if chance.random() < 0.3:
            ours("ALTER TABLE a DELETE WHERE k % 7 = 3 SETTINGS mutations_sync = 1")
        expected = ours_rows(everything.format("a"))
        ours(f"ALTER TABLE a FREEZE WITH NAME 't{number}'")
        data = ours(path + "'a'").strip().rstrip("/")
        frozen = f"{colonnade.data}/shadow/t{number}/{os.path.relpath(data, colonnade.data)}"
        if os.path.isdir(frozen):
            copy_parts(frozen, theirs(path + "'b'").strip())
        theirs("ALTER TABLE b ATTACH PARTITION ALL")
        for merged in (False, True):
            if merged:
                theirs("OPTIMIZE TABLE b FINAL")
            bad = [line for line in theirs("CHECK TABLE b SETTINGS check_query_single_value_result = 0").splitlines()
                   if line.split("\t")[1] not in ("1", "true")]
            assert not bad, f"CHECK TABLE says {bad[:2]}"
            assert their_rows(everything.format("b")) == expected, f"ClickHouse reads other rows, merged: {merged}"
    except Exception as error:
        text = getattr(error, "read", lambda: b"")().decode(errors="replace") or str(error)
        print(f"table {number}: {text[:500]}\n  {create}", flush=True)
        return False
    finally:
        for name in ("a", "b"):
            clickhouse.query(f"DROP TABLE IF EXISTS {name}")
        colonnade.query("DROP TABLE IF EXISTS a")
        shutil.rmtree(f"{colonnade.data}/shadow", ignore_errors=True)
    return True


def quoted(text: str) -> str:
    return text.replace("'", "\\'")


def main() -> int:
    count = int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TABLES", "1000"))
    seed = int(sys.argv[2] if len(sys.argv) > 2 else os.environ.get("SEED", "1"))
    failed = 0
    with Server() as colonnade, tempfile.TemporaryDirectory() as directory:
        clickhouse = session.Session(directory)
        clickhouse.query("CREATE DATABASE d ENGINE = Atomic")
        clickhouse.query("USE d")
        clickhouse.query("SET allow_suspicious_low_cardinality_types = 1")
        for number in range(seed, seed + count):
            failed += not run(number, random.Random(number), colonnade, clickhouse)
    print(f"{count} tables: {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
