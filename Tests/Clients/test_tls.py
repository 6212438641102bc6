"""HTTPS and the native protocol with TLS, with a certificate made here, and replaced while the server runs."""

import pathlib
import signal
import ssl
import subprocess
import time
import urllib.request

import clickhouse_connect
import pytest
from clickhouse_driver import Client

from server import Server, free_port


def make_certificate(folder: pathlib.Path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out",
         folder / "certificate.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    make_certificate(folder)
    https, tcp = free_port(), free_port()
    arguments = [
        "--https", f"127.0.0.1:{https}", "--tcp-secure", f"127.0.0.1:{tcp}", "--tls-certificate",
        str(folder / "certificate.pem"), "--tls-key", str(folder / "key.pem")]
    with Server(arguments=arguments) as server:
        for port in [https, tcp]:
            wait_until(lambda: certificate(port) is not None)
        yield server, folder, https, tcp


def certificate(port: int):
    try:
        return ssl.get_server_certificate(("127.0.0.1", port), timeout=5)
    except OSError:
        return None


def wait_until(holds):
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_both_protocols_with_verification(secure):
    _, folder, https, tcp = secure
    authority = str(folder / "certificate.pem")
    with clickhouse_connect.get_client(host="127.0.0.1", port=https, secure=True, ca_cert=authority) as client:
        assert client.command("SELECT count() FROM numbers(300000)") == 300000
        assert len(client.query("SELECT number FROM numbers(300000)").result_rows) == 300000
    client = Client("127.0.0.1", port=tcp, secure=True, ca_certs=authority, compression="lz4")
    assert sum(row[0] for row in client.execute("SELECT number FROM numbers(300000)")) == sum(range(300000))
    client.disconnect()


def test_an_unknown_authority_is_not_trusted(secure):
    _, _, https, _ = secure
    with pytest.raises(OSError):
        urllib.request.urlopen(f"https://127.0.0.1:{https}/ping", timeout=5)


def test_new_connections_get_the_new_certificate_after_sighup(secure):
    server, folder, https, tcp = secure
    old = Client("127.0.0.1", port=tcp, secure=True, ca_certs=str(folder / "certificate.pem"))
    assert old.execute("SELECT 1") == [(1,)]
    (folder / "certificate.pem").write_text("this is no certificate")
    before = certificate(https)
    server.process.send_signal(signal.SIGHUP)
    make_certificate(folder)
    server.process.send_signal(signal.SIGHUP)
    wanted = (folder / "certificate.pem").read_text()
    assert before is not None and before != wanted
    wait_until(lambda: certificate(https) == wanted and certificate(tcp) == wanted)
    assert old.execute("SELECT 2") == [(2,)]
    old.disconnect()


def test_a_secure_port_without_a_certificate_is_refused():
    with pytest.raises(RuntimeError, match="ended with 64"):
        Server(arguments=["--https", f"127.0.0.1:{free_port()}"]).start()
    with pytest.raises(RuntimeError, match="ended with"):
        Server(arguments=["--https", f"127.0.0.1:{free_port()}", "--tls-certificate", "/nosuch", "--tls-key", "/nosuch"]).start()
