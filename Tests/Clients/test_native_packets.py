"""The native protocol, packet by packet: what no driver sends."""

import random
import socket
import struct
import time

import pytest
from clickhouse_driver import Client

from server import Server

HELP = (b"HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n"
        b"You must use port 8123 for HTTP.\r\n")
END_OF_STREAM = b"\x05"


def number(value: int) -> bytes:
    result = b""
    while value >= 0x80:
        result += bytes([value & 0x7F | 0x80])
        value >>= 7
    return result + bytes([value])


def text(value: bytes) -> bytes:
    return number(len(value)) + value


HELLO = b"\x00" + text(b"raw") + b"\x01\x01" + number(54460) + text(b"") * 3
EMPTY_BLOCK = b"\x02" + text(b"") + b"\x01\x00\x02\xff\xff\xff\xff\x00\x00\x00"


def query(sql: bytes, stage: int = 2) -> bytes:
    return b"\x01" + text(b"") + b"\x00" + text(b"") + text(b"") + number(stage) + b"\x00" + text(sql) + text(b"")


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        yield running


@pytest.fixture
def connect(server):
    opened = []

    def make(first: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", server.tcp_port), timeout=10)
        opened.append(connection)
        connection.sendall(first)
        return connection

    yield make
    for connection in opened:
        connection.close()


def read_all(connection: socket.socket) -> bytes:
    result = b""
    while chunk := connection.recv(65536):
        result += chunk
    return result


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    result = b""
    while wanted not in result:
        chunk = connection.recv(65536)
        assert chunk, result
        result += chunk
    return result


def test_an_http_client_is_told_where_to_go(connect):
    assert read_all(connect(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == HELP
    assert read_all(connect(b"POST /?query=x HTTP/1.1\r\n\r\n")) == HELP


def test_packets_may_arrive_byte_by_byte(connect):
    connection = connect()
    for byte in HELLO + text(b"") + b"\x04" + query(b"SELECT 'here' AS c") + EMPTY_BLOCK + b"\x04":
        connection.sendall(bytes([byte]))
    answer = read_until(connection, END_OF_STREAM + b"\x04")
    assert answer.startswith(b"\x00\x0aClickHouse") and b"\x04\x01\x00" in answer and b"\x04here" in answer


def test_queries_may_be_sent_ahead(connect):
    one = query(b"SELECT 'first'") + EMPTY_BLOCK
    two = query(b"SELECT 'second'") + EMPTY_BLOCK
    answer = read_until(connect(HELLO + text(b"") + one + two + b"\x04"), END_OF_STREAM + b"\x04")
    assert answer.index(b"\x05first") < answer.index(b"\x06second")


def test_unknown_packets_and_stages_are_refused(connect):
    assert b"Unknown packet 99" in read_all(connect(HELLO + text(b"") + b"\x63"))
    assert b"UNEXPECTED_PACKET_FROM_CLIENT" in read_all(connect(b"\x07"))
    connection = connect(HELLO + text(b"") + query(b"SELECT 1", stage=1) + EMPTY_BLOCK + b"\x04")
    assert b"NOT_IMPLEMENTED" in read_until(connection, b"\x00\x04")


def test_old_clients_and_other_servers_are_refused(connect):
    assert b"54429" in read_all(connect(b"\x00" + text(b"old") + b"\x01\x01" + number(54412) + text(b"") * 3))
    assert b"AUTHENTICATION_FAILED" in read_all(
        connect(b"\x00" + text(b"x") + b"\x01\x01" + number(54460) + text(b"") + text(b" INTERSERVER SECRET ") + text(b"")))


def test_sizes_that_cannot_be_are_refused_before_anything_is_allocated(server, connect):
    huge = number(2**62)
    for packets in [
        b"\x00" + huge, HELLO + text(b"") + b"\x01" + huge, HELLO + text(b"") + b"\x05" + huge,
        HELLO + text(b"") + query(b"SELECT 1") + b"\x02" + huge,
        HELLO + text(b"") + query(b"SELECT 1") + b"\x02\x00\x01\x00\x02\xff\xff\xff\xff\x00" + huge + huge,
        HELLO + text(b"") + query(b"SELECT 1") + b"\x02\x00\x01\x00\x02\xff\xff\xff\xff\x00\x01" + number(2**39)
        + text(b"c") + text(b"String") + b"\x00" + huge,
    ]:
        assert b"DB::Exception" in read_all(connect(packets))
    assert peak_megabytes(server) < 1000


def test_mutated_packets_trap_nothing(server, connect):
    whole = HELLO + text(b"") + query(b"SELECT * FROM t WHERE x IN (1, 2)") + (
        b"\x02" + text(b"t") + b"\x01\x00\x02\xff\xff\xff\xff\x00\x02\x02" + text(b"x") + text(b"UInt8") + b"\x00\x01\x02"
        + text(b"s") + text(b"LowCardinality(String)") + b"\x00" + struct.pack("<QQQ", 1, 0x600, 2) + text(b"") + text(b"v")
        + struct.pack("<QBB", 2, 0, 1)) + EMPTY_BLOCK
    generator = random.Random(20261125)
    for _ in range(400):
        packets = bytearray(whole)
        for _ in range(generator.randint(1, 4)):
            position = generator.randrange(len(packets))
            kind = generator.randint(0, 3)
            if kind == 0:
                packets[position] = generator.randrange(256)
            elif kind == 1:
                del packets[position]
            elif kind == 2:
                packets[position:position] = bytes([255] * generator.randint(1, 10))
            else:
                del packets[position + 1:]
        connection = connect()
        connection.settimeout(0.01)
        try:
            connection.sendall(packets)
            connection.recv(65536)
        except OSError:
            pass
        connection.close()
    assert server.process.poll() is None
    client = Client("127.0.0.1", port=server.tcp_port)
    deadline = time.monotonic() + 20
    while client.execute("SELECT count() FROM system.processes") != [(1,)]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    client.disconnect()


def test_a_reader_that_stops_holds_little_memory_and_its_query_ends_with_it(server, connect):
    connection = connect(HELLO + text(b"") + query(b"SELECT number AS slow, repeat('x', 1000) FROM numbers(100000000)") + EMPTY_BLOCK)
    assert connection.recv(1000)
    client = Client("127.0.0.1", port=server.tcp_port)
    question = "SELECT count() FROM system.processes WHERE query LIKE '%AS slow%' AND query NOT LIKE '%processes%'"
    assert client.execute(question) == [(1,)]
    assert peak_megabytes(server) < 1500
    connection.close()
    deadline = time.monotonic() + 20
    while client.execute(question) != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    client.disconnect()


def peak_megabytes(server) -> int:
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
