#!/usr/bin/env python3
"""Writes `Tests/StorageTests/Data/mixture-parts.tar`: parts of `Variant`, `Dynamic` and `JSON` columns that ClickHouse wrote,
and the rows that it reads from them (`pip install chdb==4.4.0`).

    python3 Tests/Differential/mixture_parts.py
"""
import io
import os
import pathlib
import tarfile
import tempfile

from chdb import session

TARGET = pathlib.Path(__file__).parent.parent / "StorageTests" / "Data" / "mixture-parts.tar"
WIDE = "min_bytes_for_wide_part = 0, index_granularity = 16, object_shared_data_buckets_for_wide_part = 2"
COMPACT = "min_bytes_for_wide_part = 1000000000, index_granularity = 16"
MIXED = """multiIf(number % 5 = 0, number::UInt64, number % 5 = 1, 's' || toString(number), number % 5 = 2,
    [number::UInt32, 7::UInt32], number % 5 = 3, NULL, toDate('2020-01-01'))"""
OBJECT = """concat('{"t":', toString(number), ',"a":', if(number % 3 = 0, '1', if(number % 3 = 1, '"x"', '[1,"y",null]')),
    ',"b":{"c":', toString(number / 4), '}', if(number % 7 = 0, ',"z' || toString(number) || '":[{"m":1},{"n":[2]}]', ''), '}')"""
TABLES = {
    "variant": ("k UInt8, v Variant(UInt64, String, Array(UInt32), Date, LowCardinality(UUID)), a Array(Variant(UInt64, Array(String)))",
        f"SELECT number, {MIXED}, [number::UInt64, NULL, ['q']::Array(String)]::Array(Variant(UInt64, Array(String)))"),
    "dynamic": ("k UInt8, d Dynamic, e Dynamic(max_types = 1), a Array(Dynamic)",
        f"SELECT number, {MIXED}::Dynamic, {MIXED}::Dynamic, [{MIXED}::Dynamic, 'w'::Dynamic]"),
    "json": ("k UInt8, j JSON(t UInt8), l JSON(max_dynamic_paths = 1)",
        f"SELECT number, {OBJECT}, {OBJECT}"),
}


def main():
    archive = tarfile.open(TARGET, "w", format=tarfile.USTAR_FORMAT)
    count = 0

    # Names of files may be longer than those of a tar: they stand before the content, the tar has numbers.
    def add(path, data):
        nonlocal count
        count += 1
        data = path.encode() + b"\n" + data
        path = str(count)
        entry = tarfile.TarInfo(path)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))

    with tempfile.TemporaryDirectory() as folder:
        clickhouse = session.Session(folder)
        clickhouse.query("SET allow_suspicious_low_cardinality_types = 1, allow_suspicious_variant_types = 1, session_timezone = 'UTC'")
        for kind, settings in [("wide", WIDE), ("compact", COMPACT)]:
            for name, (columns, select) in TABLES.items():
                table = f"{kind}_{name}"
                clickhouse.query(f"CREATE TABLE {table} ({columns}) ENGINE = MergeTree ORDER BY k SETTINGS {settings}")
                clickhouse.query(f"INSERT INTO {table} {select} FROM numbers(50)")
                part = clickhouse.query(f"SELECT path FROM system.parts WHERE table = '{table}' AND active", "TSVRaw").data().strip()
                for file in sorted(os.listdir(part)):
                    add(f"parts/{table}/{os.path.basename(part.rstrip('/'))}/{file}", pathlib.Path(part, file).read_bytes())
                rows = clickhouse.query(f"SELECT * FROM {table} ORDER BY k", "RowBinaryWithNamesAndTypes").bytes()
                add(f"parts/{table}/rows.RowBinaryWithNamesAndTypes", rows)
    archive.close()
    print(TARGET.stat().st_size)


if __name__ == "__main__":
    main()
