"""The HTTP interface itself, request by request: what ClickHouse promises and no driver shows."""

import json
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest

from server import Server


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


def ask(server, sql="", method="POST", headers=None, body=None, **parameters):
    """Status, headers and body, also of errors."""
    url = f"http://127.0.0.1:{server.port}/?" + urllib.parse.urlencode(parameters)
    data = body if body is not None else sql.encode() if method == "POST" else None
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def code(headers) -> int:
    return int(headers["X-ClickHouse-Exception-Code"])


def wait_until(holds, seconds=20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def multipart(parts) -> tuple[bytes, dict]:
    body = b""
    for name, filename, content in parts:
        body += b"--xYzZY\r\nContent-Disposition: form-data; name=\"" + name.encode() + b"\""
        if filename:
            body += b"; filename=\"" + filename.encode() + b"\"\r\nContent-Type: application/octet-stream"
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + b"--xYzZY--\r\n", {"Content-Type": "multipart/form-data; boundary=xYzZY"}


def test_multipart_forms_bring_tables_and_parameters(server):
    body, headers = multipart([
        ("query", None, b"SELECT sum(a), max(b) FROM small JOIN other USING (a) WHERE a > {least:UInt8}"),
        ("param_least", None, b"1"), ("small", "s.tsv", b"1\tone\n2\ttwo\n3\tthree\n"), ("other", "o.csv", b"2\n3\r\n"),
        ("other_format", None, b"CSV"), ("other_structure", None, b"a UInt8"),
    ])
    status, _, answer = ask(server, body=body, headers=headers, small_structure="a UInt8, b String")
    assert (status, answer) == (200, b"5\ttwo\n")
    body, headers = multipart([("small", "s.tsv", b"1\tone\n2\ttwo\n3\tthree\n")])
    for _ in range(2):
        status, _, answer = ask(
            server, body=body, headers=headers, query="SELECT count(), max(b) FROM small WHERE a IN (SELECT a FROM small)",
            small_structure="a UInt8, b String", session_id="forms")
        assert (status, answer) == (200, b"3\ttwo\n")
    status, _, answer = ask(
        server, body=body, headers=headers, query="SELECT _1, _2 FROM small ORDER BY _1 DESC LIMIT 1",
        small_types="UInt8,LowCardinality(String)", small_format="TSV")
    assert (status, answer) == (200, b"3\tthree\n")


def test_broken_forms_are_refused(server):
    body, headers = multipart([("small", "s.tsv", b"1\n")])
    for cut in [body[:-8], body[:30], b""]:
        status, headers_back, _ = ask(server, body=cut, headers=headers, query="SELECT 1", small_types="UInt8")
        assert status >= 400 and code(headers_back) == 33
    status, headers_back, answer = ask(server, body=body, headers=headers, query="SELECT 1")
    assert status == 400 and b"small_structure" in answer


def test_parameters_are_escaped_texts(server):
    for value, kind, expected in [
        ("it's", "String", "it's"), ("a\\tb\\\\", "String", "a\tb\\"), ("\\N", "Nullable(String)", None), ("\\N", "String", ""),
        ("['a\\'b','c']", "Array(String)", ["a'b", "c"]), ("{'k':1}", "Map(String, UInt8)", {"k": 1}),
        ("2026-01-01 00:00:02", "DateTime", "2026-01-01 00:00:02"), ("5", "UInt8", 5),
    ]:
        status, _, answer = ask(server, f"SELECT {{p:{kind}}} AS v FORMAT JSONEachRow", param_p=value)
        assert status == 200 and json.loads(answer)["v"] == expected, (value, kind)
    for value, kind in [("abc\t123", "String"), ("abc", "Int32"), ("2026-01-01T00:00:02Z", "DateTime")]:
        assert code(ask(server, f"SELECT {{p:{kind}}}", param_p=value)[1]) == 457, (value, kind)
    assert code(ask(server, "SELECT {q:Int8}")[1]) == 456


def test_sessions_are_locked_checked_and_time_limited(server):
    def slow():
        ask(server, "SELECT sleep(1)", session_id="locked")

    thread = threading.Thread(target=slow)
    thread.start()
    assert wait_until(lambda: b"1\n" == ask(
        server, "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleep(1)%'")[2])
    status, headers, answer = ask(server, "SELECT 1", session_id="locked")
    assert (status, code(headers)) == (500, 373) and b"locked by a concurrent client" in answer
    thread.join()
    assert ask(server, "SELECT 1", session_id="locked")[0] == 200
    assert code(ask(server, "SELECT 1", session_id="fresh", session_check=1)[1]) == 372
    assert code(ask(server, "SELECT 1", session_id="fresh", session_timeout=100000)[1]) == 374
    assert code(ask(server, "SELECT 1", session_id="")[1]) == 744
    ask(server, "CREATE TEMPORARY TABLE kept (x UInt8)", session_id="temporary")
    assert ask(server, "SELECT count() FROM kept", session_id="temporary", session_check=1)[2] == b"0\n"
    assert code(ask(server, "SELECT count() FROM kept")[1]) == 60


def test_errors_in_the_middle_of_an_answer_are_tagged_and_cut(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        sql = b"SELECT throwIf(number = 3000000), number FROM numbers(4000000) SETTINGS max_threads = 1"
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(sql), sql))
        answer = b""
        while chunk := connection.recv(1 << 20):
            answer += chunk
    head = answer.split(b"\r\n\r\n")[0].decode()
    assert head.startswith("HTTP/1.1 200")
    tag = next(line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("x-clickhouse-exception-tag"))
    assert f"__exception__\r\n{tag}\r\nCode: 395.".encode() in answer
    assert answer.rstrip().endswith(b"__exception__") and not answer.endswith(b"0\r\n\r\n")


def test_waiting_for_the_end_gives_errors_their_status(server):
    sql = "SELECT throwIf(number = 3000000), number FROM numbers(4000000)"
    status, headers, answer = ask(server, sql, wait_end_of_query=1)
    assert (status, code(headers)) == (500, 395) and answer.startswith(b"Code: 395.")
    _, headers, _ = ask(server, "SELECT number FROM numbers(100000)", wait_end_of_query=1)
    assert json.loads(headers["X-ClickHouse-Summary"])["result_rows"] == "100000"


def test_methods(server):
    assert ask(server, method="GET", query="SELECT 1")[2] == b"1\n"
    status, headers, answer = ask(server, method="HEAD", query="SELECT 1")
    assert status == 200 and answer == b"" and headers["X-ClickHouse-Format"] == "TabSeparated"
    assert code(ask(server, method="GET", query="CREATE TABLE t (x UInt8) ENGINE = Memory")[1]) == 164
    assert ask(server, method="OPTIONS", headers={"Origin": "http://example.com"})[0] == 204
    assert ask(server, method="DELETE", query="SELECT 1")[0] in (404, 200)
    _, headers, _ = ask(server, "SELECT 1", headers={"Origin": "http://example.com"}, add_http_cors_header=1)
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "X-ClickHouse-Summary" in headers["Access-Control-Expose-Headers"]
    assert ask(server, "SELECT 1", headers={"Origin": "http://example.com"})[1]["Access-Control-Allow-Origin"] is None


def test_a_client_that_goes_takes_its_query_along(server):
    identifier = f"lost-{uuid.uuid4()}"
    sql = b"SELECT sum(sipHash64(number)) FROM numbers(1000000000000)"
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(
        b"POST /?query_id=%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (identifier.encode(), len(sql), sql))
    question = f"SELECT interface::String FROM system.processes WHERE query_id = '{identifier}'"
    assert wait_until(lambda: ask(server, question)[2] == b"HTTP\n")
    assert code(ask(server, "SELECT 1", query_id=identifier)[1]) == 216
    connection.close()
    assert wait_until(lambda: ask(server, question)[2] == b"")


def test_kill_query(server):
    identifier = f"victim-{uuid.uuid4()}"
    caught = []
    thread = threading.Thread(target=lambda: caught.append(
        ask(server, "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)", query_id=identifier)))
    thread.start()
    question = f"SELECT count() FROM system.processes WHERE query_id = '{identifier}'"
    assert wait_until(lambda: ask(server, question)[2] == b"1\n")
    assert identifier.encode() in ask(server, f"KILL QUERY WHERE query_id = '{identifier}'")[2]
    thread.join(timeout=20)
    assert caught and code(caught[0][1]) == 394


def test_limits_of_results_and_time(server):
    assert ask(server, "SELECT number FROM numbers(100)", limit=3, offset=1)[2] == b"1\n2\n3\n"
    assert code(ask(server, "SELECT number FROM numbers(100)", max_result_rows=10)[1]) == 396
    status, _, answer = ask(
        server, "SELECT number FROM numbers(100)", max_result_rows=10, max_block_size=10, result_overflow_mode="break")
    assert status == 200 and 10 <= answer.count(b"\n") <= 20
    status, headers, _ = ask(server, "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)", max_execution_time=1)
    assert (status, code(headers)) == (408, 159)


def test_additional_table_filters_reach_subqueries_and_joins(server):
    ask(server, "CREATE TABLE filtered (x UInt8) ENGINE = Memory")
    ask(server, "INSERT INTO filtered VALUES (1), (2), (3)")
    filters = "{'filtered': 'x > 1', 'f': 'x < 3'}"
    assert ask(server, "SELECT sum(x) FROM (SELECT x FROM filtered)", additional_table_filters=filters)[2] == b"5\n"
    assert ask(
        server, "SELECT sum(f.x) FROM filtered AS f JOIN (SELECT x FROM filtered) AS g ON f.x = g.x",
        additional_table_filters=filters)[2] == b"2\n"


def test_bounds_of_requests(server):
    status, _, _ = ask(server, method="GET", query="SELECT 1", comment="x" * 500_000, param_x="y" * 100_000)
    assert status in (200, 404)
    assert code(ask(server, "SELECT '" + "x" * 300_000 + "'")[1]) == 62
    assert ask(server, "SELECT length('" + "x" * 300_000 + "')", max_query_size=1_000_000)[2] == b"300000\n"
    # The same in two pieces, the first of them as long as a statement may be by default.
    text = b"SELECT length('" + b"x" * 300_000 + b"')"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        head = f"POST /?max_query_size=1000000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(text)}\r\n\r\n"
        connection.sendall(head.encode() + text[:270_000])
        time.sleep(0.2)
        connection.sendall(text[270_000:])
        assert b"300000\n" in b"".join(iter(lambda: connection.recv(65_536), b""))
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(b"POST /?query=SELECT+1 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"411" in connection.recv(100)
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        try:
            connection.sendall(b"GET /?query=" + b"x" * (8 << 20) + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = connection.recv(100)
        except OSError:
            answer = b""
        assert not answer.startswith(b"HTTP/1.1 200")


def test_a_slow_reader_and_a_big_insert_stay_in_bounded_memory(server):
    before = peak_megabytes(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        sql = b"SELECT number, repeat('x', 1000) FROM numbers(4000000)"
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(sql), sql))
        for _ in range(10):
            assert connection.recv(1 << 16)
            time.sleep(0.05)
    ask(server, "CREATE TABLE big (n UInt64, s String) ENGINE = Null")
    line = b"123456789\t" + b"y" * 1000 + b"\n"

    def rows():
        for _ in range(300):
            yield line * 1000

    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/?query=INSERT+INTO+big+FORMAT+TSV&async_insert=0", data=rows(), method="POST",
        headers={"Transfer-Encoding": "chunked"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        assert json.loads(answer.headers["X-ClickHouse-Summary"])["written_rows"] == "300000"
    # Blocks of 65 MB are on their way on each thread; the answer would be 4 GB.
    assert peak_megabytes(server) < before + 1500


def peak_megabytes(server) -> int:
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def test_dictionaries_inside_simple_aggregate_functions(server):
    for statement in [
        "CREATE TABLE simple_dictionaries (k UInt8, v SimpleAggregateFunction(anyLast, LowCardinality(String))) "
        "ENGINE = AggregatingMergeTree ORDER BY k",
        "INSERT INTO simple_dictionaries VALUES (1, 'a'), (1, 'z')",
        "INSERT INTO simple_dictionaries VALUES (1, 'c')", "OPTIMIZE TABLE simple_dictionaries FINAL",
    ]:
        assert ask(server, statement)[0] == 200
    assert ask(server, "SELECT * FROM simple_dictionaries")[2] == b"1\tc\n"


def expecting(server, expectation, target="/", length=9):
    """A connection that has sent a request's head alone, and the first bytes of the answer."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(
        f"POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\nExpect: {expectation}\r\n\r\n".encode())
    return connection, connection.recv(65536)


def test_a_body_that_waits_to_be_wanted(server):
    connection, answer = expecting(server, "100-continue")
    with connection:
        assert answer == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"SELECT 42")
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and b"42\n" in answer
        connection.sendall(b"GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"Ok." in connection.recv(65536)


def test_a_body_that_may_not_pass_is_not_sent(server):
    for expectation, target, status in [
        ("100-continue", "/?user=nobody", b"403"), ("100-continue", "/nowhere", b"404"), ("miracles", "/", b"417"),
    ]:
        connection, answer = expecting(server, expectation, target)
        with connection:
            assert answer.split()[1] == status, answer


def test_curl_does_not_wait_with_a_large_insert(server):
    server.query("CREATE TABLE waits (s String) ENGINE = Memory")
    body = b"x" * 1023 + b"\n"
    answer = subprocess.run(
        ["curl", "-sS", "-w", "%{http_code} %{time_total}", "--data-binary", "@-",
         f"http://127.0.0.1:{server.port}/?query=INSERT+INTO+waits+FORMAT+TSV"],
        input=body * 2048, capture_output=True, timeout=60, check=True).stdout.split()
    # curl would wait a whole second for an answer to its expectation.
    assert answer[0] == b"200" and float(answer[1]) < 1
    assert server.query("SELECT count() FROM waits") == b"2048\n"
