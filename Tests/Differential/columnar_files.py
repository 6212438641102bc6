"""Writes files of Arrow and Parquet with pyarrow, and what ClickHouse reads from them, as a vector file.

pip install chdb==4.4.0 pyarrow; python3 Tests/Differential/columnar_files.py > Tests/EngineTests/Data/columnar-files.json
"""

import datetime
import decimal
import json
import os
import sys
import tempfile
import uuid

import chdb
import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = {
    "i8": pa.array([1, None, -3], pa.int8()), "u8": pa.array([1, None, 255], pa.uint8()),
    "i16": pa.array([1, None, -300], pa.int16()), "u16": pa.array([1, None, 65535], pa.uint16()),
    "i32": pa.array([1, None, -3], pa.int32()), "u32": pa.array([1, None, 4000000000], pa.uint32()),
    "i64": pa.array([1, None, -3], pa.int64()), "u64": pa.array([1, 2, 2**64 - 1], pa.uint64()),
    "f16": pa.array([1.5, None, -0.25], pa.float16()), "f32": pa.array([1.5, None, 1e20], pa.float32()),
    "f64": pa.array([1.5, None, float("nan")], pa.float64()), "b": pa.array([True, None, False]),
    "s": pa.array(["a", None, "longer than twelve bytes"]), "ls": pa.array(["a", None, ""], pa.large_string()),
    "bin": pa.array([b"a\xff", None, b""]), "sv": pa.array(["a", "b longer than twelve bytes", None], pa.string_view()),
    "fsb": pa.array([b"abc", None, b"xyz"], pa.binary(3)),
    "d32": pa.array([datetime.date(2020, 1, 1), None, datetime.date(1950, 2, 3)], pa.date32()),
    "ts_s": pa.array([1, None, -5], pa.timestamp("s")), "ts_ms": pa.array([1, None, 3], pa.timestamp("ms")),
    "ts_us_tz": pa.array([1, None, 5], pa.timestamp("us", "Asia/Tokyo")), "ts_ns": pa.array([1, None, 7], pa.timestamp("ns")),
    "dec": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-123.45")], pa.decimal128(10, 2)),
    "dec5": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-123.45")], pa.decimal128(5, 2)),
    "dec256": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-1")], pa.decimal256(50, 2)),
    "dict": pa.array(["x", None, "y", "x"]).dictionary_encode(),
    "list": pa.array([[1, None], None, [], [3]], pa.list_(pa.int32())),
    "llist": pa.array([["a"], None, ["b", "c"]], pa.large_list(pa.string())),
    "fsl": pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2)),
    "st": pa.array([{"a": 1, "b": "x"}, {"a": None, "b": "y"}], pa.struct([("a", pa.int32()), ("b", pa.string())])),
    "map": pa.array([[("k", 1), ("l", None)], None, []], pa.map_(pa.string(), pa.int32())),
    "lol": pa.array([[[1], []], [], None, [[2, 3], None, [4]]], pa.list_(pa.list_(pa.int64()))),
    "los": pa.array([[{"a": 1, "b": ["p", "q"]}], [], [{"a": None, "b": []}, {"a": 3, "b": None}]]),
    "mol": pa.array([[("k", [1, 2])], []], pa.map_(pa.string(), pa.list_(pa.int8()))),
    "uuid": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([uuid.UUID(int=(1 << 120) | 5).bytes, None], pa.binary(16))),
    "many": pa.array([i % 7 if i % 5 else None for i in range(300)], pa.int32()),
    "words": pa.array([f"word {i * i % 11}" for i in range(200)]),
}


def answers(path, kind):
    def ask(sql):
        return chdb.query(sql, "TabSeparated").data()
    return {
        "describe": ask(
            f"DESCRIBE file('{path}', {kind}) SETTINGS describe_compact_output = 1, print_pretty_type_names = 0"),
        "rows": ask(f"SELECT * FROM file('{path}', {kind}) SETTINGS max_threads = 1, input_format_parquet_preserve_order = 1"),
    }


def main():
    home = tempfile.mkdtemp()
    path = os.path.join(home, "file")
    vectors = []

    def add(name, kind):
        with open(path, "rb") as file:
            content = file.read()
        try:
            vectors.append({"name": name, "format": kind, "hex": content.hex(), **answers(path, kind)})
        except Exception as error:  # what ClickHouse itself does not read is no vector
            print(name, kind, str(error)[:120], file=sys.stderr)

    for name, values in COLUMNS.items():
        table = pa.table({name: values})
        for compression in [None, "lz4", "zstd"] if name in ("s", "many") else [None]:
            options = pa.ipc.IpcWriteOptions(compression=compression)
            with pa.ipc.new_stream(path, table.schema, options=options) as writer:
                writer.write_table(table)
            add(f"{name} {compression}", "ArrowStream")
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table, max_chunksize=100)
        add(name, "Arrow")
        pq.write_table(table, path)
        add(name, "Parquet")
        pq.write_table(table, path, data_page_version="2.0", use_dictionary=False, compression="gzip")
        add(f"{name} version 2", "Parquet")
    for name in ("many", "words", "los"):
        for compression in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
            pq.write_table(pa.table({name: COLUMNS[name]}), path, compression=compression, row_group_size=100)
            add(f"{name} {compression}", "Parquet")
    for name, encoding in [
        ("i32", "DELTA_BINARY_PACKED"), ("i64", "DELTA_BINARY_PACKED"), ("many", "DELTA_BINARY_PACKED"),
        ("words", "DELTA_LENGTH_BYTE_ARRAY"), ("words", "DELTA_BYTE_ARRAY"), ("fsb", "DELTA_BYTE_ARRAY"),
        ("f32", "BYTE_STREAM_SPLIT"), ("f64", "BYTE_STREAM_SPLIT"), ("many", "BYTE_STREAM_SPLIT"), ("b", "RLE"),
    ]:
        pq.write_table(
            pa.table({name: COLUMNS[name]}), path, use_dictionary=False, column_encoding={name: encoding},
            data_page_version="2.0")
        add(f"{name} {encoding}", "Parquet")
    pq.write_table(pa.table({"ts_ns": COLUMNS["ts_ns"]}), path, use_deprecated_int96_timestamps=True)
    add("int96", "Parquet")
    wide = pa.table({name: pa.array(values.to_pylist()[:2], values.type) for name, values in COLUMNS.items()
                     if name not in ("uuid",) and len(values) > 1})
    pq.write_table(wide, path)
    add("all", "Parquet")
    print(json.dumps(vectors, indent=0))


main()
