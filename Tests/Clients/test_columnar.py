"""Arrow and Parquet as pyarrow sees them: what the server writes, and what it takes."""

import datetime
import decimal
import io
import uuid

import pyarrow
import pyarrow.parquet
import pytest

from server import Server

QUERY = """
    SELECT number AS n, toInt8(number - 5) AS i, number / 4 AS f, toString(number % 10) AS s, number % 2 = 1 AS b,
        if(number % 3 = 0, NULL, number) AS nullable, toDate(number) AS d, toDateTime64(number / 8, 3, 'UTC') AS t,
        toDecimal64(number / 8, 3) AS m, toUUID('00112233-4455-6677-8899-aabbccddeeff') AS u,
        arrayMap(x -> toString(x), range(number % 3)) AS a, map('k', number) AS p, (number, 'x')::Tuple(x UInt32, y String) AS r,
        [(number, [1, 2]), (1, [])]::Array(Tuple(a UInt64, b Array(UInt8))) AS nested,
        toLowCardinality(toString(number % 3)) AS l, 'a'::Enum8('a' = 1) AS e, toFixedString('ab', 2) AS fixed
    FROM numbers(100000)
"""


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


def read(content: bytes, kind: str) -> pyarrow.Table:
    if kind == "ArrowStream":
        return pyarrow.ipc.open_stream(content).read_all()
    if kind == "Arrow":
        return pyarrow.ipc.open_file(content).read_all()
    return pyarrow.parquet.read_table(io.BytesIO(content))


FORMS = [
    ("ArrowStream", {}), ("ArrowStream", {"output_format_arrow_compression_method": "zstd"}),
    ("Arrow", {"output_format_arrow_compression_method": "none"}), ("Parquet", {}),
    *[("Parquet", {"output_format_parquet_compression_method": method}) for method in ["none", "snappy", "gzip", "brotli", "lz4"]],
]


@pytest.mark.parametrize("kind,settings", FORMS)
def test_pyarrow_reads_what_the_server_writes(server, kind, settings):
    table = read(server.query(f"{QUERY} FORMAT {kind}", **settings), kind)
    assert table.num_rows == 100000
    last = table.slice(99999).to_pylist()[0]
    assert last["n"] == 99999 and last["f"] == 99999 / 4 and last["s"] == "9" and last["b"] == 1
    assert last["nullable"] is None and table["nullable"][1].as_py() == 1
    # More than 65,535 are seconds, not days.
    assert last["d"] == datetime.date(1970, 1, 2)
    assert last["t"].timestamp() == 12499.875
    assert last["m"] == decimal.Decimal("12499.875")
    assert last["u"] == uuid.UUID("00112233-4455-6677-8899-aabbccddeeff")
    assert table["a"][2].as_py() == ["0", "1"] and last["a"] == []
    assert dict(last["p"]) == {"k": 99999} and last["r"] == {"x": 99999, "y": "x"}
    assert last["nested"] == [{"a": 99999, "b": [1, 2]}, {"a": 1, "b": []}]
    assert last["l"] == "0" and last["fixed"] == b"ab"
    assert sum(table["n"].to_pylist()) == 4999950000


@pytest.mark.parametrize("kind", ["ArrowStream", "Arrow", "Parquet"])
def test_the_server_reads_what_pyarrow_writes(server, kind):
    table = pyarrow.table({
        "k": pyarrow.array(range(100000), pyarrow.int64()),
        "s": pyarrow.array([f"name {number % 100}" for number in range(100000)]).dictionary_encode(),
        "x": pyarrow.array([None if number % 7 == 0 else number / 2 for number in range(100000)]),
        "a": pyarrow.array([[number, None] if number % 2 else None for number in range(100000)], pyarrow.list_(pyarrow.int32())),
    })
    sink = io.BytesIO()
    if kind == "Parquet":
        pyarrow.parquet.write_table(table, sink, row_group_size=30000)
    else:
        opened = pyarrow.ipc.new_stream if kind == "ArrowStream" else pyarrow.ipc.new_file
        with opened(sink, table.schema) as writer:
            writer.write_table(table, max_chunksize=30000)
    server.query(f"CREATE OR REPLACE TABLE taken_{kind} (k UInt64, s LowCardinality(String), x Nullable(Float64), "
                 "a Array(Nullable(Int64))) ENGINE = MergeTree ORDER BY k")
    server.query(f"INSERT INTO taken_{kind} FORMAT {kind}\n".encode() + sink.getvalue())
    answer = server.query(
        f"SELECT count(), sum(k), uniqExact(s), countIf(x IS NULL), sum(x), sum(length(a)), any(a[2]) FROM taken_{kind}")
    missing = len(range(0, 100000, 7))
    total = sum(number / 2 for number in range(100000) if number % 7)
    assert answer.decode().split() == ["100000", "4999950000", "100", str(missing), f"{total:.15g}", "100000", "\\N"]
