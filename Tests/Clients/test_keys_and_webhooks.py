"""API keys, webhooks in and out, thresholds: the flows of `docs/how-to`, against a server."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import signal
import subprocess
import threading
import time
import urllib.parse

import pytest

from server import ROOT, Server

SECRET = "pf_live_your_webhook_secret"
DDL = (pathlib.Path(__file__).parent / "data" / "01_agent_trades.sql").read_text()


@pytest.fixture()
def server(monkeypatch):
    monkeypatch.setenv("COLONNADE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("COLONNADE_WEBHOOK_ALLOW", "127.0.0.0/8")
    with Server() as running:
        running.query("CREATE DATABASE agent_analytics")
        running.query(DDL.strip().rstrip(";"), database="agent_analytics")
        yield running


def call(server, method, path, body=None, key=None, headers=None):
    """(status, JSON or text, headers)."""
    fields = dict(headers or {})
    if key:
        fields["Authorization"] = "Bearer " + key
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, path, data, fields)
        answer = connection.getresponse()
        text = answer.read().decode()
        is_json = not path.startswith("/?") and "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(text) if is_json and text else text, dict(answer.getheaders())


def keys(server, *arguments):
    return subprocess.run(
        [server.binary, "keys", arguments[0], "--data", server.data, *arguments[1:]], check=True, capture_output=True,
        text=True).stdout.strip()


def until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("it did not come to be in time")


def sign(body: bytes, secret=SECRET) -> dict:
    return {"X-PF-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def event(number, agent="agent-1", **more):
    data = {
        "order_id": f"order-{number}", "agent_id": agent, "metadata": {"strategy": "momentum"}, "ticker": "BTC",
        "side": "buy", "filled_quantity": 1.5, "fill_price": 100, "notional_usd": 150, "fee_usd": 0.1, "pnl_usd": 5,
    }
    return {"id": f"evt-{number}", "event": "order.filled", "data": {**data, **more}}


def bring(server, *events, headers=None):
    body = json.dumps(events[0] if len(events) == 1 else list(events)).encode()
    return call(server, "POST", "/webhooks/purpleflea", body, headers=headers or sign(body))


class Receiver:
    """A webhook's other end: keeps what comes, answers what it is told."""

    def __init__(self, status=200):
        self.status = status
        self.got = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def test_keys_open_and_close_doors(server):
    assert server.query("SELECT 1") == b"1\n"
    admin = keys(server, "create")
    assert admin.startswith("pf_live_") and len(admin) == 50
    until(lambda: call(server, "POST", "/", b"SELECT 1")[0] == 403)
    assert call(server, "POST", "/", b"SELECT 1", key=admin)[:2] == (200, "1\n")
    basic = base64.b64encode(f"default:{admin}".encode()).decode()
    assert call(server, "POST", "/", b"SELECT 1", headers={"Authorization": "Basic " + basic})[0] == 200
    assert call(server, "POST", "/", b"SELECT 1", headers={"X-ClickHouse-Key": admin})[0] == 200
    assert call(server, "POST", "/", b"SELECT 1", key=admin[:-1] + ("A" if admin[-1] != "A" else "B"))[0] == 403
    status, text, _ = call(server, "POST", "/", b"SELECT 1", key="sk_live_something")
    assert status == 403 and "pf_live_" in text

    status, made, _ = call(server, "POST", "/v1/keys", {"name": "reader", "scopes": ["query"], "rate_limit": 3}, admin)
    assert status == 201
    reader = made["key"]
    assert call(server, "POST", "/", b"SELECT 1", key=reader)[0] == 200
    assert call(server, "POST", "/", b"CREATE TABLE t (a Int8) ENGINE = Memory", key=reader)[0] == 403
    assert 429 in [call(server, "POST", "/", b"SELECT 1", key=reader)[0] for _ in range(10)]
    assert call(server, "GET", "/v1/keys", key=made["key"])[0] in (403, 429)

    status, rotated, _ = call(server, "POST", f"/v1/keys/{made['id']}/rotate", {"overlap_seconds": 0}, admin)
    assert status == 201 and rotated["replaces"] == made["id"]
    assert call(server, "POST", "/", b"SELECT 1", key=reader)[0] == 403
    assert call(server, "DELETE", f"/v1/keys/{rotated['id']}", key=admin)[0] == 204
    assert call(server, "POST", "/", b"SELECT 1", key=rotated["key"])[0] == 403
    listed = call(server, "GET", "/v1/keys?limit=1", key=admin)[1]
    assert len(listed["data"]) == 1 and listed["next"] and "hash" not in listed["data"][0]
    assert keys(server, "list").count("\n") == 2
    assert admin not in (pathlib.Path(server.data) / "metadata.sqlite").read_bytes().decode("latin-1")


def test_a_key_of_an_agent_sees_its_rows_only(server):
    admin = keys(server, "create")
    until(lambda: call(server, "POST", "/", b"SELECT 1")[0] == 403)

    def sql(text, key=admin):
        return call(server, "POST", "/?database=agent_analytics", text.encode(), key)[:2]

    for agent in ("a1", "a2"):
        insert = f"INSERT INTO agent_trades (agent_id, timestamp, pnl_usd, status) SELECT '{agent}', now64(9), 7, 'filled'"
        assert sql(insert)[0] == 200
    assert sql("CREATE VIEW v AS SELECT agent_id, count() AS c FROM agent_trades GROUP BY agent_id")[0] == 200
    assert sql("CREATE TABLE totals (c UInt64) ENGINE = Memory")[0] == 200
    own = call(server, "POST", "/v1/keys", {"name": "a1", "scopes": ["query", "ingest"], "agents": ["a1"]}, admin)[1]["key"]
    for text in [
        "SELECT agent_id, count() FROM agent_trades GROUP BY agent_id", "SELECT * FROM v",
        "WITH t AS (SELECT * FROM agent_trades) SELECT agent_id, count() FROM t GROUP BY agent_id",
        "SELECT l.agent_id, count() FROM agent_trades l JOIN agent_trades r ON 1 = 1 GROUP BY l.agent_id",
        "SELECT agent_id, count() FROM view(SELECT * FROM agent_trades) GROUP BY agent_id",
        "SELECT agent_id, count() FROM (SELECT * FROM agent_trades UNION ALL SELECT * FROM agent_trades WHERE 0) GROUP BY 1",
    ]:
        assert sql(text, own) == (200, "a1\t1\n"), text
    assert sql("SELECT count() FROM agent_trades", own)[1] == "1\n"
    assert sql("SELECT count() FROM agent_trades WHERE 1 OR agent_id = 'a2'", own)[1] == "1\n"
    assert sql("SELECT count() FROM agent_trades WHERE agent_id IN (SELECT agent_id FROM agent_trades)", own)[1] == "1\n"
    for text in [
        "SELECT * FROM totals", "SELECT * FROM system.query_log", "SELECT * FROM merge('agent_analytics', '.*')",
        "DROP TABLE totals", "SELECT * FROM system.webhook_events",
        "INSERT INTO agent_trades (agent_id, timestamp) VALUES ('a2', now())", "INSERT INTO totals VALUES (1)",
    ]:
        assert sql(text, own)[0] == 403, text
    assert sql("INSERT INTO agent_trades (agent_id, timestamp) VALUES ('a1', now())", own)[0] == 200


def test_events_come_in_once(server):
    assert bring(server, event(1))[:2] == (200, {"status": "ok", "accepted": 1, "repeated": 0})
    assert bring(server, event(1))[1]["repeated"] == 1
    assert bring(server, *[event(number) for number in range(1, 101)])[1] == {
        "status": "ok", "accepted": 99, "repeated": 1}
    count = "SELECT count(), uniqExact(trade_id), sum(pnl_usd) FROM agent_analytics.agent_trades"
    until(lambda: server.query(count) == b"100\t100\t500\n")
    body = json.dumps(event(500)).encode()
    assert call(server, "POST", "/webhooks/purpleflea", body)[0] == 401
    assert call(server, "POST", "/webhooks/purpleflea", body, headers=sign(body, "x" * 20))[0] == 401
    assert call(server, "POST", "/webhooks/purpleflea", body + b" ", headers=sign(body))[0] == 401
    assert call(server, "POST", "/webhooks/nobody", body, headers=sign(body))[0] == 404
    large = b" " * (1 << 20) + b"{}"
    assert call(server, "POST", "/webhooks/purpleflea", large, headers=sign(large))[0] == 413
    assert call(server, "POST", "/webhooks/purpleflea", b"{", headers=sign(b"{"))[0] == 400
    bring(server, {"id": "odd", "event": "swap.completed", "data": {"x": 1}})
    assert server.query("SELECT state, payload FROM system.webhook_events WHERE event_id = 'odd'").startswith(b"unknown\t")
    server.stop(signal.SIGKILL)
    server.start()
    assert bring(server, *[event(number) for number in range(1, 101)])[1]["accepted"] == 0
    assert server.query(count) == b"100\t100\t500\n"
    refused = server.query("SELECT value FROM system.events WHERE event = 'WebhookEventsRepeated'")
    assert refused == b"100\n"


def test_inserts_with_event_ids_come_in_once(server):
    def row(number, **more):
        return {"agent_id": "agent-1", "timestamp": "2026-01-01 00:00:00.123456789", "pnl_usd": 5, "ticker": "BTC",
                "extra": {"event_id": f"evt-{number}", "note": "a 'quoted'\n\tline"}, **more}

    def insert(*rows, **settings):
        text = "INSERT INTO agent_trades FORMAT JSONEachRow\n" + "\n".join(map(json.dumps, rows))
        server.query(text, database="agent_analytics", **settings)

    def count():
        return server.query("SELECT count(), uniqExact(extra['event_id']), sum(pnl_usd) FROM agent_analytics.agent_trades")

    insert(row(1), row(2), row(1))
    assert count() == b"2\t2\t10\n"
    insert(row(2), row(3), {**row(0), "extra": {}})
    assert count() == b"4\t4\t20\n"
    insert(row(4), async_insert=1)
    # Rows and webhooks are one: who comes first is there.
    assert bring(server, event(4), event(5))[1] == {"status": "ok", "accepted": 1, "repeated": 1}
    insert(row(5), row(6))
    until(lambda: count() == b"7\t7\t35\n")
    stored = server.query("SELECT timestamp, extra FROM agent_analytics.agent_trades WHERE extra['event_id'] = 'evt-1'")
    assert stored == b"2026-01-01 00:00:00.123456789\t{'event_id':'evt-1','note':'a \\'quoted\\'\\n\\tline'}\n"
    # Of a source that is none, a row is a row.
    other = row(7, extra={"event_id": "evt-7", "source": "nobody"})
    insert(other, other)
    assert count() == b"9\t8\t45\n"
    server.stop(signal.SIGKILL)
    server.start()
    insert(*[row(number) for number in range(1, 7)])
    assert count() == b"9\t8\t45\n"


def test_kills_lose_and_double_nothing(server):
    numbers = iter(range(1_000_000))
    sent = 0
    for _ in range(4):
        stop = time.monotonic() + 0.4
        while time.monotonic() < stop:
            batch = [event(next(numbers)) for _ in range(20)]
            assert bring(server, *batch)[0] == 200
            sent += len(batch)
        server.stop(signal.SIGKILL)
        server.start()
    count = "SELECT count(), uniqExact(extra['event_id']) FROM agent_analytics.agent_trades"
    until(lambda: server.query(count) == f"{sent}\t{sent}\n".encode(), 30)


def test_notices_go_out_signed_and_in_order(server):
    with Receiver() as receiver:
        body = {"url": receiver.url, "events": ["order.filled", "order.partially_filled", "casino.settled"],
                "secret": "pf_live_your_webhook_secret"}
        status, made, _ = call(server, "POST", "/v1/webhooks", body, headers={"Idempotency-Key": "one"})
        assert status == 201 and made["status"] == "active"
        again = call(server, "POST", "/v1/webhooks", body, headers={"Idempotency-Key": "one"})
        assert again[1]["id"] == made["id"] and "secret" not in again[1]
        other = {**body, "description": "another"}
        assert call(server, "POST", "/v1/webhooks", other, headers={"Idempotency-Key": "one"})[0] == 422
        for number in range(10):
            bring(server, event(number))
        until(lambda: len(receiver.got) == 10)
        identifiers = [json.loads(body)["id"] for _, body in receiver.got]
        assert identifiers == [f"evt-{number}" for number in range(10)]
        headers, text = receiver.got[0]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + text
        code = base64.b64encode(hmac.new(body["secret"].encode(), signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == "v1," + code
        assert headers["X-PF-Signature"] == sign(text, body["secret"])["X-PF-Signature"]
        deliveries = until(lambda: [
            d for d in call(server, "GET", f"/v1/webhooks/{made['id']}/deliveries?limit=4")[1]["data"]
            if d["state"] == "delivered"])
        replay = call(server, "POST", f"/v1/deliveries/{deliveries[0]['id']}/replay")
        assert replay[0] == 202
        until(lambda: len(receiver.got) == 11)
        span = {"from": 0, "to": int(time.time() * 1000) + 1000}
        assert len(call(server, "POST", f"/v1/webhooks/{made['id']}/replay", span)[1]["replayed"]) == 10
        until(lambda: len(receiver.got) == 21)
        states = server.query("SELECT state, count() FROM system.webhook_deliveries GROUP BY state")
        assert until(lambda: server.query("SELECT countIf(state = 'delivered') FROM system.webhook_deliveries") == b"21\n"), states


def test_bad_receivers_delay_nobody(server):
    with Receiver() as good, Receiver(302) as redirecting, Receiver(410) as gone, Receiver(500) as broken:
        made = {}
        for name, url in [("good", good.url), ("redirecting", redirecting.url), ("gone", gone.url),
                          ("broken", broken.url), ("dead", "http://127.0.0.1:1/")]:
            made[name] = call(server, "POST", "/v1/webhooks", {"url": url, "events": ["*"]})[1]["id"]
        for number in range(3):
            bring(server, event(number))
        until(lambda: len(good.got) >= 3)
        until(lambda: call(server, "GET", f"/v1/webhooks/{made['gone']}")[1]["status"] == "disabled")
        # The first waits for its next try, and the others for the first.
        waiting = until(lambda: (d := call(server, "GET", f"/v1/webhooks/{made['broken']}/deliveries")[1]["data"])
                        and d[-1]["attempts"] == 1 and d)
        assert [d["state"] for d in waiting] == ["pending"] * len(waiting) and len(broken.got) == 1
        assert len(redirecting.got) == 1 and len(gone.got) == 1


def test_private_addresses_are_refused(monkeypatch):
    monkeypatch.setenv("COLONNADE_WEBHOOK_ALLOW", "")
    monkeypatch.setenv("COLONNADE_WEBHOOK_SECRET", SECRET)
    with Server() as server, Receiver() as receiver:
        port = urllib.parse.urlparse(receiver.url).port
        hosts = ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
                 "0.0.0.0", "169.254.169.254", "10.0.0.1"]
        for host in hosts:
            assert call(server, "POST", "/v1/webhooks", {"url": f"http://{host}:{port}/", "events": ["*"]})[0] == 201
        bring(server, event(1))
        count = "SELECT count() FROM system.webhook_deliveries WHERE state != 'pending' OR attempts > 0"
        until(lambda: server.query(count) == f"{len(hosts)}\n".encode())
        assert server.query("SELECT countIf(state = 'delivered') FROM system.webhook_deliveries") == b"0\n"
        assert receiver.got == []


def test_thresholds_fire_once_and_resolve(server):
    with Receiver() as receiver:
        call(server, "POST", "/v1/webhooks", {"url": receiver.url, "events": ["alert.*"]})
        rule = {"name": "losses", "builtin": {"kind": "pnl"}, "threshold": -100, "interval_seconds": 0}
        status, made, headers = call(server, "POST", "/v1/thresholds", rule)
        assert status == 201 and headers["ETag"] == '"v1"'
        began = time.monotonic()
        bring(server, event(1, agent="loser", pnl_usd=-150), event(2, agent="winner", pnl_usd=50))
        until(lambda: receiver.got)
        assert time.monotonic() - began < 5
        notice = json.loads(receiver.got[0][1])
        assert notice["type"] == "alert.firing" and notice["data"]["labels"] == {"agent_id": "loser"}
        assert notice["data"]["value"] == -150
        bring(server, event(3, agent="loser", pnl_usd=-10))
        server.stop()
        server.start()
        bring(server, event(4, agent="loser", pnl_usd=500))
        until(lambda: len(receiver.got) == 2)
        assert json.loads(receiver.got[1][1])["type"] == "alert.resolved"
        history = server.query("SELECT from_state, to_state FROM system.alert_history ORDER BY at")
        assert history == b"normal\tfiring\nfiring\tnormal\n"
        assert server.query("SELECT labels, state FROM system.alerts WHERE name = 'losses' ORDER BY labels") == (
            b'{"agent_id":"loser"}\tnormal\n{"agent_id":"winner"}\tnormal\n')
        path = "/v1/thresholds/" + made["id"]
        assert call(server, "GET", path, headers={"If-None-Match": '"v1"'})[0] == 304
        assert call(server, "PUT", path, rule, headers={"If-Match": '"v9"'})[0] == 412
        assert call(server, "PUT", path, {**rule, "enabled": False}, headers={"If-Match": '"v1"'})[0] == 200
        for faulty in [{}, {"name": "x", "threshold": 1}, {**rule, "nonsense": 1}, {**rule, "threshold": "high"}, [1], 7]:
            status, problem, _ = call(server, "POST", "/v1/thresholds", faulty)
            assert status == 400 and problem["status"] == 400
        assert call(server, "DELETE", path)[0] == 204 and call(server, "GET", path)[0] == 404


@pytest.mark.parametrize("kind", ["drawdown", "pnl", "slippage_p99", "fee_to_pnl", "fill_rate", "silence"])
def test_builtin_thresholds_run(server, kind):
    bring(server, event(1, pnl_usd=100), event(2, pnl_usd=-60, slippage_bps=4))
    call(server, "POST", "/v1/thresholds", {"name": kind, "builtin": {"kind": kind}, "threshold": 1e9, "interval_seconds": 0})
    expected = {"drawdown": b"60", "pnl": b"40", "slippage_p99": b"4", "fee_to_pnl": b"0.002", "fill_rate": b"1"}
    row = until(lambda: server.query("SELECT value, last_error FROM system.alerts WHERE labels != '{}'") or None)
    value, error = row.rstrip(b"\n").split(b"\t")
    assert error == b""
    if kind in expected:
        until(lambda: server.query("SELECT value FROM system.alerts").strip() == expected[kind])


def test_the_document_is_served_and_true(server):
    status, text, _ = call(server, "GET", "/v1/openapi.yaml")
    assert status == 200 and text == (ROOT / "docs" / "openapi.yaml").read_text()
    assert call(server, "GET", "/v1/nothing")[0] == 404
    assert call(server, "POST", "/v1/webhooks", b"nonsense")[0] == 400
    assert call(server, "POST", "/v1/webhooks", {"url": "ftp://x/", "events": ["*"]})[0] == 400
    assert call(server, "GET", "/v1/webhooks?limit=0")[0] == 400


def test_grafanas_alerts_are_passed_on(server):
    with Receiver() as receiver:
        call(server, "POST", "/v1/webhooks", {"url": receiver.url, "events": ["alert.*"], "agents": ["a1"]})
        secret = "a secret of Grafana's"
        assert call(server, "PUT", "/v1/sources/grafana", {"secrets": [secret]})[0] == 201
        alerts = [{"status": "firing", "labels": {"agent_id": agent}} for agent in ("a1", "a2")]
        body = json.dumps({"alerts": alerts}).encode()
        code = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        assert call(server, "POST", "/v1/grafana/alerts", body)[0] == 401
        headers = {"X-Grafana-Alerting-Signature": code}
        assert call(server, "POST", "/v1/grafana/alerts", body, headers=headers)[:2] == (200, {"queued": 1})
        until(lambda: len(receiver.got) == 1)
