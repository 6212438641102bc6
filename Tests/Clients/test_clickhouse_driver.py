"""clickhouse-driver, unmodified, over the native protocol."""

import datetime
import decimal
import ipaddress
import threading
import time
import uuid

import pytest
from clickhouse_driver import Client, errors

from server import Server

CODES = {"unknown table": 60, "syntax": 62, "throwIf": 395, "cancelled": 394, "authentication": 516, "database": 81, "unknown setting": 115}


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture(params=[False, "lz4", "zstd"], ids=["plain", "lz4", "zstd"])
def client(server, request):
    made = Client("127.0.0.1", port=server.tcp_port, compression=request.param)
    yield made
    made.disconnect()


def test_connects_and_knows_the_server(client):
    assert client.execute("SELECT version(), 1") == [("26.9.2.1", 1)]
    assert client.connection.server_info.version_tuple() == (26, 9, 2)
    assert client.connection.server_info.used_revision == 54460
    assert client.connection.server_info.timezone == "UTC"
    assert client.connection.ping()


COLUMNS = {
    "u8": ("UInt8", [0, 255]), "i64": ("Int64", [-(2**63), 2**63 - 1]), "u256": ("UInt256", [0, 2**255]),
    "i128": ("Int128", [-(2**100), 5]), "f32": ("Float32", [0.5, -2.25]), "f64": ("Float64", [1e300, -0.1]),
    "d": ("Decimal(18, 4)", [decimal.Decimal("12.3456"), decimal.Decimal("-0.0001")]),
    "s": ("String", ["añil\t'", ""]), "fs": ("FixedString(4)", ["abcd", "efgh"]), "b": ("Bool", [True, False]),
    "l": ("LowCardinality(String)", ["low", "high"]), "ln": ("LowCardinality(Nullable(String))", [None, "x"]),
    "n": ("Nullable(Int32)", [None, -7]), "a": ("Array(Array(Nullable(String)))", [[["x", None], []], []]),
    "m": ("Map(String, UInt8)", [{"k": 1, "l": 2}, {}]), "t": ("Tuple(UInt8, String)", [(7, "y"), (8, "z")]),
    "day": ("Date", [datetime.date(2024, 2, 29), datetime.date(1970, 1, 2)]),
    "day32": ("Date32", [datetime.date(1925, 1, 1), datetime.date(2283, 11, 11)]),
    "moment": ("DateTime('UTC')", [datetime.datetime(2024, 2, 29, 12, 30), datetime.datetime(2000, 1, 1)]),
    "fine": ("DateTime64(6, 'UTC')", [datetime.datetime(2024, 2, 29, 12, 30, 1, 250), datetime.datetime(1960, 1, 1)]),
    "id": ("UUID", [uuid.UUID(int=77), uuid.UUID(int=2**127)]), "e": ("Enum8('a' = 1, 'b' = 2)", ["b", "a"]),
    "e16": ("Enum16('x' = 1000)", ["x", "x"]), "ip": ("IPv4", ["10.0.0.1", "255.255.255.255"]),
    "ip6": ("IPv6", ["::1", "2001:db8::5"]),
}


def test_every_type_there_and_back(client):
    client.execute("DROP TABLE IF EXISTS kinds")
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    client.execute(f"CREATE TABLE kinds (row UInt8, {columns}) ENGINE = MergeTree ORDER BY row")
    rows = [(row, *(values[row] for _, values in COLUMNS.values())) for row in range(2)]
    assert client.execute("INSERT INTO kinds VALUES", rows) == 2
    back = client.execute("SELECT * FROM kinds ORDER BY row")

    def plain(value):
        if isinstance(value, datetime.datetime):
            return value.replace(tzinfo=None)
        return str(value) if isinstance(value, (ipaddress.IPv4Address, ipaddress.IPv6Address)) else value

    for row in range(2):
        assert [plain(value) for value in back[row]] == list(rows[row])


def test_insert_names_columns_and_defaults_fill_the_rest(client):
    client.execute("DROP TABLE IF EXISTS partly")
    client.execute(
        "CREATE TABLE partly (a UInt8, b String DEFAULT concat('b', toString(a)), c UInt16 MATERIALIZED a * 2, "
        "z Nullable(Int8)) ENGINE = Memory")
    client.execute("INSERT INTO partly (z, a) VALUES", [(None, 1), (-3, 2)])
    assert client.execute("SELECT a, b, c, z FROM partly ORDER BY a") == [(1, "b1", 2, None), (2, "b2", 4, -3)]


def test_inserts_in_many_blocks(client):
    client.execute("DROP TABLE IF EXISTS many")
    client.execute("CREATE TABLE many (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
    rows = [(number, str(number) * 3) for number in range(20000)]
    assert client.execute("INSERT INTO many VALUES", rows, settings={"insert_block_size": 3000}) == 20000
    assert client.execute("SELECT count(), sum(n), max(length(s)) FROM many") == [(20000, sum(range(20000)), 15)]


def test_inline_values_and_insert_select(client):
    client.execute("DROP TABLE IF EXISTS inline")
    client.execute("CREATE TABLE inline (n UInt64) ENGINE = Memory")
    client.execute("INSERT INTO inline VALUES (1), (2)")
    client.execute("INSERT INTO inline SELECT number + 10 FROM numbers(3)")
    assert client.execute("SELECT sum(n), count() FROM inline") == [(36, 5)]


def test_names_types_and_an_empty_answer(client):
    rows, columns = client.execute("SELECT 1 AS a, toLowCardinality('x') AS b WHERE 0", with_column_types=True)
    assert rows == [] and columns == [("a", "UInt8"), ("b", "LowCardinality(String)")]


def test_big_answer_in_blocks(client):
    total = 0
    for row in client.execute_iter("SELECT number, toString(number) FROM numbers(300000)", {"max_block_size": 10000}):
        total += row[0]
    assert total == sum(range(300000))
    frames = client.execute_iter("SELECT number FROM numbers(10)", settings={"max_block_size": 1}, chunk_size=1)
    assert len(list(frames)) == 10


def test_totals_and_extremes(client):
    answer = client.execute(
        "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k", settings={"extremes": 1})
    assert answer[:3] == [(0, 5), (1, 5), (0, 10)] and len(answer) == 5


def test_progress_and_profile(client):
    progress = client.execute_with_progress("SELECT sum(number) FROM numbers(10000000)")
    for _ in progress:
        pass
    assert progress.get_result() == [(49999995000000,)]
    assert client.last_query.progress.rows == 10000000
    client.execute("SELECT number FROM numbers(100) LIMIT 10")
    assert client.last_query.profile_info.rows == 10
    assert client.last_query.profile_info.rows_before_limit >= 10
    assert client.last_query.elapsed > 0


def test_external_tables(client):
    tables = [{"name": "ids", "structure": [("x", "Int32"), ("s", "Array(String)")],
               "data": [{"x": 100, "s": ["1", "2"]}, {"x": 500, "s": []}]}]
    assert client.execute("SELECT sum(x), sum(length(s)) FROM ids", external_tables=tables) == [(600, 2)]
    assert client.execute(
        "SELECT count() FROM numbers(1000) WHERE toInt32(number) IN (SELECT x FROM ids)", external_tables=tables) == [(2,)]
    with pytest.raises(errors.ServerException) as caught:
        client.execute("SELECT * FROM ids")
    assert caught.value.code == CODES["unknown table"]


def test_settings_and_parameters(client):
    assert client.execute("SELECT getSetting('max_threads')", settings={"max_threads": 1}) == [(1,)]
    assert client.execute("SELECT getSetting('max_block_size')", settings={"nosuch_setting": 1}) == [(65409,)]
    strict = Client("127.0.0.1", port=client.connection.hosts[0][1], settings_is_important=True)
    with pytest.raises(errors.ServerException) as caught:
        strict.execute("SELECT 1", settings={"nosuch_setting": 1})
    assert caught.value.code == CODES["unknown setting"]
    client.execute("SET max_threads = 3")
    assert client.execute("SELECT getSetting('max_threads')") == [(3,)]
    with_parameters = Client(
        "127.0.0.1", port=client.connection.hosts[0][1], settings={"server_side_params": True})
    value = "it's\ta \\ test\n"
    answer = with_parameters.execute(
        "SELECT {s:String}, {n:UInt32} + 1, {a:Array(String)}, {d:DateTime}",
        {"s": value, "n": 41, "a": ["x", "y'z"], "d": datetime.datetime(2024, 1, 2, 3, 4, 5)})
    assert answer == [(value, 42, ["x", "y'z"], datetime.datetime(2024, 1, 2, 3, 4, 5))]
    with_parameters.disconnect()


def test_use_and_temporary_tables_live_with_the_connection(client):
    client.execute("CREATE DATABASE IF NOT EXISTS other")
    client.execute("USE other")
    assert client.execute("SELECT currentDatabase()") == [("other",)]
    client.execute("CREATE TEMPORARY TABLE mine (x UInt8)")
    client.execute("INSERT INTO mine VALUES", [(1,), (2,)])
    assert client.execute("SELECT sum(x) FROM mine") == [(3,)]


def test_errors_have_code_and_text_and_leave_the_server_usable(client):
    for sql, name, text in [
        ("SELECT * FROM nosuch", "unknown table", "nosuch"), ("SELEC 1", "syntax", "Syntax error"),
        ("SELECT throwIf(number = 3) FROM numbers(10)", "throwIf", "non-zero"),
    ]:
        with pytest.raises(errors.ServerException, match=text) as caught:
            client.execute(sql)
        assert caught.value.code == CODES[name]
        assert caught.value.message.startswith("DB::Exception: ")
    client.execute("DROP TABLE IF EXISTS guarded")
    client.execute("CREATE TABLE guarded (n UInt8, m UInt8 MATERIALIZED throwIf(n > 10)) ENGINE = Memory")
    with pytest.raises(errors.ServerException, match="throwIf"):
        client.execute("INSERT INTO guarded VALUES", [(1,), (20,)])
    assert client.execute("SELECT count() FROM guarded") == [(0,)]
    with pytest.raises(errors.ServerException):
        client.execute("INSERT INTO nosuch VALUES", [(1,)])
    assert client.execute("SELECT 1") == [(1,)]


def test_cancel_ends_the_query(client):
    started = time.monotonic()
    rows = client.execute_iter("SELECT number AS cancelled FROM numbers(1000000000000)")
    assert next(rows)[0] == 0
    client.cancel()
    assert client.execute("SELECT 5") == [(5,)]
    assert time.monotonic() - started < 20
    assert wait_until(lambda: client.execute(
        "SELECT count() FROM system.processes WHERE query LIKE '%AS cancelled%' AND query NOT LIKE '%processes%'") == [(0,)])


def test_a_client_that_goes_takes_its_query_along(server, client):
    lost = Client("127.0.0.1", port=server.tcp_port)
    identifier = f"lost-{uuid.uuid4()}"

    def run():
        try:
            lost.execute("SELECT sum(sipHash64(number)) FROM numbers(1000000000000)", query_id=identifier)
        except Exception:
            pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    question = f"SELECT count() FROM system.processes WHERE query_id = '{identifier}'"
    assert wait_until(lambda: client.execute(question) == [(1,)])
    lost.connection.socket.shutdown(2)
    assert wait_until(lambda: client.execute(question) == [(0,)])


def test_kill_query(server, client):
    victim = Client("127.0.0.1", port=server.tcp_port)
    identifier = f"victim-{uuid.uuid4()}"
    caught = []

    def run():
        try:
            victim.execute("SELECT sum(sipHash64(number)) FROM numbers(1000000000000)", query_id=identifier)
        except errors.ServerException as error:
            caught.append(error.code)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    question = f"SELECT interface::String FROM system.processes WHERE query_id = '{identifier}'"
    assert wait_until(lambda: client.execute(question) == [("TCP",)])
    client.execute(f"KILL QUERY WHERE query_id = '{identifier}'")
    thread.join(timeout=20)
    assert caught == [CODES["cancelled"]]


def wait_until(holds, seconds=20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_wrong_user_and_database_are_refused(server):
    for arguments, code in [({"user": "nobody"}, "authentication"), ({"password": "x"}, "authentication"),
                            ({"database": "nosuch"}, "database")]:
        with pytest.raises(errors.ServerException) as caught:
            Client("127.0.0.1", port=server.tcp_port, **arguments).execute("SELECT 1")
        assert caught.value.code == CODES[code]
