"""clickhouse-connect, unmodified, against the built server: what the seed's client does, and around it."""

import datetime
import decimal
import pathlib
import uuid

import clickhouse_connect
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from server import Server

SEED = pathlib.Path(__file__).parent / "data"
COLUMNS = [
    "trade_id", "agent_id", "strategy_name", "session_id", "timestamp", "market", "ticker", "side", "order_type", "quantity",
    "price", "notional_usd", "fee_usd", "slippage_bps", "fill_latency_ms", "pnl_usd", "cumulative_pnl", "status", "fill_ratio",
    "pf_order_id", "pf_api_version", "referral_code",
]
TYPES = [
    "UUID", "String", "String", "String", "DateTime64(9)", "String", "String", "Int8", "String", "Float64", "Float64", "Float64",
    "Float64", "Float32", "UInt32", "Nullable(Float64)", "Nullable(Float64)", "Int8", "Float32", "String", "String",
    "Nullable(String)",
]


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture(params=[True, False, "zstd", "gzip"], ids=["compressed", "plain", "zstd", "gzip"])
def client(server, request):
    server.query("CREATE DATABASE IF NOT EXISTS agent_analytics")
    made = clickhouse_connect.get_client(
        host="127.0.0.1", port=server.port, database="agent_analytics", compress=request.param)
    yield made
    made.close()


def trade(number: int) -> list:
    moment = datetime.datetime(2026, 11, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=number)
    pnl = None if number % 5 == 0 else number - 50.5
    return [
        uuid.UUID(int=number), f"agent-{number % 7}", "momentum", "s-1", moment, "crypto", "BTC-USD", 1 + number % 2, "limit",
        1.5, 100.25, 150.375, 0.075, 1.25, 20 + number, pnl, None, 1, 1.0, f"ord-{number}", "v1", None,
    ]


def test_connects_and_knows_the_server(client):
    assert client.server_version == "26.9.2.1"
    assert client.command("SELECT 1") == 1


def test_seed_schema_insert_and_query(client):
    client.command("DROP TABLE IF EXISTS agent_trades")
    client.command((SEED / "01_agent_trades.sql").read_text())
    rows = [trade(number) for number in range(100)]
    summary = client.insert("agent_trades", rows, column_names=COLUMNS, column_type_names=TYPES)
    assert summary.written_rows == 100
    result = client.query(
        "SELECT agent_id, count() AS trades, sum(pnl_usd) AS pnl FROM agent_trades "
        "WHERE agent_id = {agent:String} AND timestamp >= {cutoff:DateTime64} GROUP BY agent_id",
        parameters={"agent": "agent-3", "cutoff": datetime.datetime(2026, 11, 1)})
    expected = [row for row in rows if row[1] == "agent-3"]
    assert result.column_names == ("agent_id", "trades", "pnl")
    assert result.result_rows == [("agent-3", len(expected), sum(row[15] or 0 for row in expected))]
    first = client.query("SELECT * FROM agent_trades ORDER BY timestamp LIMIT 1").first_item
    assert first["trade_id"] == uuid.UUID(int=0)
    assert first["side"] == "buy" and first["status"] == "filled"
    assert first["timestamp"].replace(tzinfo=None) == datetime.datetime(2026, 11, 1)
    assert first["pnl_usd"] is None and first["extra"] == {}


def test_data_frame(client):
    frame = client.query_df(
        "SELECT number AS n, toString(number) AS s, number / 2 AS half FROM numbers(1000) ORDER BY n")
    assert list(frame.columns) == ["n", "s", "half"]
    assert frame["n"].sum() == 499500 and frame["s"].iloc[10] == "10" and frame["half"].iloc[3] == 1.5


def test_types_round_trip(client):
    client.command("DROP TABLE IF EXISTS kinds")
    client.command(
        "CREATE TABLE kinds (i Int64, u UInt256, f Float32, d Decimal(18, 4), s String, l LowCardinality(String), "
        "n Nullable(Int32), a Array(Nullable(String)), m Map(String, UInt8), t Tuple(x UInt8, y String), b Bool, "
        "day Date, moment DateTime('UTC'), id UUID, e Enum8('a' = 1, 'b' = 2), ip IPv4) ENGINE = MergeTree ORDER BY i")
    row = [
        -5, 2**200, 0.5, decimal.Decimal("12.3456"), "añil\t'", "low", None, ["x", None], {"k": 1}, (7, "y"), True,
        datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30), uuid.UUID(int=77), "b", "10.0.0.1",
    ]
    client.insert("kinds", [row])
    back = client.query("SELECT * FROM kinds").result_rows[0]
    assert back[:6] == (-5, 2**200, 0.5, decimal.Decimal("12.3456"), "añil\t'", "low")
    assert back[6] is None and back[7] == ["x", None] and back[8] == {"k": 1} and back[10] is True
    assert back[11] == datetime.date(2024, 2, 29) and back[13] == uuid.UUID(int=77) and back[14] == "b"
    assert str(back[15]) == "10.0.0.1"


def test_errors_have_the_code(client):
    with pytest.raises(DatabaseError, match="UNKNOWN_TABLE"):
        client.query("SELECT * FROM nosuch")
    with pytest.raises(DatabaseError, match="SYNTAX_ERROR"):
        client.command("SELEC 1")


def test_sessions_keep_settings_and_temporary_tables(client):
    client.command("CREATE TEMPORARY TABLE mine (x UInt8)")
    client.insert("mine", [[1], [2]], column_names=["x"], column_type_names=["UInt8"])
    assert client.query("SELECT sum(x) FROM mine").result_rows == [(3,)]


def test_stream_of_blocks(client):
    with client.query_row_block_stream("SELECT number FROM numbers(300000)") as stream:
        assert sum(len(block) for block in stream) == 300000


def test_values_of_several_types(client):
    """`Variant`, `Dynamic` and `JSON` columns, inserted and read by the client."""
    client.command("DROP TABLE IF EXISTS mixtures")
    client.command(
        "CREATE TABLE mixtures (k UInt8, v Variant(UInt64, String, Array(UInt32)), d Dynamic, j JSON(t UInt8), "
        "p JSON) ENGINE = MergeTree ORDER BY k")
    rows = [
        [1, 7, {"t": 1, "a": {"b": 2.5}}, {"x": "y"}],
        [2, "seven", {"a": "s", "l": [1, 2]}, {}],
        [3, [1, 2], {}, {"m": [{"n": 1}]}],
        [4, None, {"t": 9}, {"x": 1}],
    ]
    client.insert("mixtures", rows, column_names=["k", "v", "j", "p"])
    client.command("INSERT INTO mixtures SELECT 5, 'w', 5::UInt64, '{}', '{}'")
    client.command("INSERT INTO mixtures SELECT 6, NULL, 'text', '{}', '{}'")
    read = client.query("SELECT * FROM mixtures ORDER BY k", query_formats={"Variant": "native"}).result_rows
    assert [row[1] for row in read] == [7, "seven", [1, 2], None, "w", None]
    assert [row[2] for row in read] == [None, None, None, None, 5, "text"]
    assert read[0][3] == {"t": 1, "a": {"b": 2.5}}
    assert read[1][3] == {"t": 0, "a": "s", "l": [1, 2]}
    assert [row[4] for row in read] == [{"x": "y"}, {}, {"m": [{"n": 1}]}, {"x": 1}, {}, {}]
    read = client.query("SELECT j.a.b, p.x, v.String, dynamicType(d) FROM mixtures ORDER BY k").result_rows
    assert read[0] == (2.5, "y", None, "None")
    assert read[4] == (None, None, "w", "UInt64")
    client.command("DROP TABLE mixtures")
