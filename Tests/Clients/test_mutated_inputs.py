"""Requests and packets that are wrong in random ways: the server answers, or closes the connection, and goes on.

COLONNADE_MUTATIONS=100000 tries more than the few of every run; COLONNADE_SEED decides which.
"""

import os
import random
import socket
import struct
import threading

import pytest
from clickhouse_cityhash.cityhash import CityHash128
from clickhouse_driver import Client

from server import Server

COUNT = int(os.environ.get("COLONNADE_MUTATIONS", "400"))
SEED = int(os.environ.get("COLONNADE_SEED", "1"))
MULTIPART = (
    b"--xYz\r\nContent-Disposition: form-data; name=\"small\"; filename=\"s\"\r\n\r\n1\tone\n2\ttwo\n\r\n--xYz--\r\n")


def post(target: bytes, body: bytes, headers: bytes = b"") -> bytes:
    return (b"POST " + target + b" HTTP/1.1\r\nHost: a\r\n" + headers
            + b"Content-Length: %d\r\n\r\n" % len(body) + body)


REQUESTS = [
    b"GET /?query=SELECT+1&param_a=2&max_threads=1&default_format=JSON HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n",
    post(b"/?session_id=s&session_timeout=1&query=SELECT+%7Ba:UInt8%7D&param_a=1", b""),
    post(b"/?query=INSERT+INTO+sink+FORMAT+TSV", b"1\tone\n2\t\\N\n"),
    post(b"/?query=SELECT+*+FROM+small&small_structure=a+UInt8,b+String", MULTIPART,
         b"Content-Type: multipart/form-data; boundary=xYz\r\n"),
    b"POST /?decompress=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nSELECT 1\r\n0\r\n\r\n",
    post(b"/", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x0bv\xf5qu\x0eQ0\x04\x00q\xbb\x01\x0c\x08\x00\x00\x00",
         b"Content-Encoding: gzip\r\nAuthorization: Basic ZGVmYXVsdDo=\r\n"),
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nOrigin: b\r\n\r\nHEAD /ping HTTP/1.1\r\nHost: a\r\n\r\n",
    post(b"/v1/webhooks", b'{"source": "github"}', b"Content-Type: application/json\r\n"),
]


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        running.query("CREATE TABLE sink (a UInt8, b Nullable(String)) ENGINE = Null")
        running.query("CREATE TABLE typed (a Array(Nullable(Int32)), b LowCardinality(String), c Decimal(18, 3), "
                      "d Map(String, UInt8)) ENGINE = Null")
        yield running


def recorded(server, work, **options) -> bytes:
    """What a client sends while it does `work`."""
    sent = bytearray()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def forward():
            near, _ = listener.accept()
            far = socket.create_connection(("127.0.0.1", server.tcp_port))

            def back():
                while data := far.recv(65536):
                    near.sendall(data)
            threading.Thread(target=back, daemon=True).start()
            while data := near.recv(65536):
                sent.extend(data)
                far.sendall(data)
            far.close()
        thread = threading.Thread(target=forward, daemon=True)
        thread.start()
        client = Client("127.0.0.1", listener.getsockname()[1], **options)
        work(client)
        client.disconnect()
        thread.join(10)
    return bytes(sent)


def mutated(data: bytes, chance: random.Random) -> bytes:
    result = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 3, 6])):
        place = chance.randrange(len(result)) if result else 0
        how = chance.randrange(7)
        if how == 0 and result:
            result[place] ^= 1 << chance.randrange(8)
        elif how == 1 and result:
            result[place] = chance.choice(b"\x00\x01\x7f\x80\xff\r\n %&=;:0")
        elif how == 2:
            del result[place:place + chance.randrange(1, 20)]
        elif how == 3:
            result[place:place] = result[place:place + chance.randrange(1, 40)]
        elif how == 4:
            result[place:place] = b"\xff" * chance.randrange(1, 10) + bytes([chance.randrange(128)])
        elif how == 5:
            result[place:place + 8] = struct.pack("<Q", (1 << chance.randrange(64)) - chance.randrange(2))
        else:
            del result[place:]
    return bytes(result)


def with_right_checksums(data: bytes) -> bytes:
    """What looks like a frame of LZ4 has a checksum that is right again."""
    result = bytearray(data)
    at = 15
    while (at := data.find(b"\x82", at + 1)) >= 16:
        size = struct.unpack_from("<I", data, at + 1)[0] if at + 9 <= len(data) else 0
        if 9 <= size <= len(data) - at:
            checksum = CityHash128(data[at:at + size])
            result[at - 16:at] = struct.pack("<QQ", checksum >> 64, checksum & (1 << 64) - 1)
            at += size - 1
    return bytes(result)


def send(port: int, data: bytes):
    """Sends all and waits for the end of the answer, which must come."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except (ConnectionResetError, BrokenPipeError):
            pass


def try_all(server, port: int, corpus: list[bytes], change):
    chance = random.Random(SEED)
    for number in range(COUNT):
        data = change(mutated(chance.choice(corpus), chance))
        try:
            send(port, data)
        except TimeoutError:
            pytest.fail(f"input {number} hangs: {data!r}")
        assert server.process.poll() is None, f"input {number} ended the server: {data!r}"
    assert server.query("SELECT 1") == b"1\n"


def test_mutated_requests(server):
    try_all(server, server.port, REQUESTS, lambda data: data)


@pytest.mark.parametrize("compression", [False, "lz4"])
def test_mutated_packets(server, compression):
    def insert(client):
        client.execute("INSERT INTO typed VALUES", [([1, None], "x", 1.5, {"k": 1}), ([], "y", -2, {})] * 3)

    corpus = [
        inserted := recorded(server, insert, compression=compression),
        recorded(server, lambda client: client.execute(
            "SELECT sum(n) FROM t WHERE n > %(least)s", {"least": 1}, settings={"max_threads": 1}, query_id="a",
            external_tables=[{"name": "t", "structure": [("n", "Int64")], "data": [{"n": 2}]}]), compression=compression),
    ]
    if compression:
        assert with_right_checksums(inserted) == inserted, "the frames are found, and their checksums computed"
    try_all(server, server.tcp_port, corpus, with_right_checksums if compression else lambda data: data)
