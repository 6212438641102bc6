"""How many signed events a second are durable, and how soon a row is visible and an alert delivered.

Usage: python3 Benchmarks/webhooks.py [SECONDS] [CONNECTIONS]   (10 seconds, 64 connections otherwise; needs wrk)

Every request is one event with an id and a signature of its own. Needs the built server (COLONNADE_BINARY, or
.build/release/colonnade); server and load share the machine.
"""

import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/Clients"))
from server import Server  # noqa: E402

SECRET = "pf_live_your_webhook_secret"
SCRIPT = """
-- Threads take turns: each sends every n-th of the prepared requests.
local thread_count = 0
function setup(thread) thread:set("first", thread_count); thread_count = thread_count + 1 end
function init()
  lines = {}
  local number = 0
  for line in io.lines("{file}") do
    if number % {threads} == first then lines[#lines + 1] = line end
    number = number + 1
  end
  place = 0
end
function request()
  place = place + 1
  local line = lines[place] or lines[#lines]
  return wrk.format("POST", "/webhooks/purpleflea", {{["X-PF-Signature"] = line:sub(1, 71)}}, line:sub(73))
end
"""


def event(number, agent="agent-7", pnl=5.0):
    data = {"order_id": f"order-{number}", "agent_id": agent, "metadata": {"strategy": "momentum"}, "ticker": "BTC",
            "side": "buy", "filled_quantity": 1.5, "fill_price": 100, "notional_usd": 150, "fee_usd": 0.1, "pnl_usd": pnl}
    return json.dumps({"id": f"evt-{number}", "event": "order.filled", "data": data})


def sign(body):
    return "sha256=" + hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000


def send(connection, body):
    connection.request("POST", "/webhooks/purpleflea", body, {"X-PF-Signature": sign(body)})
    answer = connection.getresponse()
    assert (answer.status, answer.read()[:2]) == (200, b'{"')


def throughput(server, seconds, connections):
    threads = 2
    count = "SELECT count() FROM agent_analytics.agent_trades"
    before = int(server.query(count))
    with tempfile.TemporaryDirectory() as directory:
        events = pathlib.Path(directory) / "events"
        with events.open("w") as file:
            for number in range(seconds * 12_000):
                body = event(number)
                file.write(f"{sign(body)} {body}\n")
        script = pathlib.Path(directory) / "events.lua"
        script.write_text(SCRIPT.replace("{file}", str(events)).replace("{threads}", str(threads)).replace("{{", "{").replace("}}", "}"))
        output = subprocess.run(
            ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--latency", "-s", script,
             f"http://127.0.0.1:{server.port}"], check=True, capture_output=True, text=True).stdout
    bad = re.search(r"Non-2xx.*", output)
    latency = re.search(r"^\s+99%\s+(\S+)", output, re.MULTILINE)
    requests = int(re.search(r"(\d+) requests in", output)[1])
    time.sleep(2)
    rows = int(server.query(count)) - before
    print(f"{rows / seconds:.0f} events/s durable and in their table ({requests} answered, p99 of an answer "
          f"{latency[1] if latency else '?'}){', ' + bad[0] if bad else ''}")


def visibility(server, count):
    times = []
    sender = http.client.HTTPConnection("127.0.0.1", server.port)
    reader = http.client.HTTPConnection("127.0.0.1", server.port)
    for number in range(count):
        began = time.monotonic()
        send(sender, event(f"seen-{number}", agent=f"seen-{number}"))
        while True:
            reader.request("POST", "/", f"SELECT count() FROM agent_analytics.agent_trades WHERE agent_id = 'seen-{number}'")
            if reader.getresponse().read() == b"1\n":
                break
        times.append(time.monotonic() - began)
    print(f"receipt to row visible: p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms")


def alerts(server, count):
    arrived = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            arrived.setdefault(body["data"]["labels"]["agent_id"], time.monotonic())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for path, body in [
        ("/v1/webhooks", {"url": f"http://127.0.0.1:{receiver.server_port}/", "events": ["alert.firing"]}),
        ("/v1/thresholds", {"name": "losses", "interval_seconds": 0, "threshold": -100, "comparison": "lt",
                            "sql": "SELECT agent_id, sum(pnl_usd) AS value FROM agent_analytics.agent_trades "
                                   "WHERE startsWith(agent_id, 'loser') GROUP BY agent_id"}),
    ]:
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 201, text
    times = []
    for number in range(count):
        agent = f"loser-{number}"
        began = time.monotonic()
        send(connection, event(agent, agent=agent, pnl=-500))
        while agent not in arrived and time.monotonic() < began + 30:
            time.sleep(0.002)
        times.append(arrived.get(agent, began + 30) - began)
    print(f"receipt to alert delivered: p50 {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms")


def main():
    seconds, connections = (int(value) for value in (sys.argv[1:] + ["10", "64"][len(sys.argv) - 1:])[:2])
    os.environ.update(COLONNADE_WEBHOOK_SECRET=SECRET, COLONNADE_WEBHOOK_ALLOW="127.0.0.0/8")
    with Server() as server:
        server.query("CREATE DATABASE agent_analytics")
        ddl = (ROOT / "Tests/Clients/data/01_agent_trades.sql").read_text()
        server.query(ddl.strip().rstrip(";"), database="agent_analytics")
        visibility(server, 200)
        alerts(server, 100)
        throughput(server, seconds, connections)


if __name__ == "__main__":
    main()
