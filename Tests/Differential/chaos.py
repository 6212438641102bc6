"""Events sent one to five times, out of order, by webhook and by INSERT, while the server is killed: each a row, once.

Usage: python3 Tests/Differential/chaos.py [EVENTS] [KILLS] [SEED]   (20000 events and 5 kills otherwise)

Half of the senders sign webhooks, of one event or of many; the others insert rows with the same event ids over HTTP. What
was not acknowledged is sent again after the next start. Meanwhile webhooks go out to receivers that are slow, answer 500,
429 and 410, redirect, hang or are not there; one that works must get every event, once each but for repetitions of the
same delivery. With PostgreSQL installed (POSTGRES=/usr/lib/postgresql/15/bin) the metadata are there, and it is stopped
in the middle of it all. Needs only the built server (COLONNADE_BINARY, or .build/release/colonnade).
"""

import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Clients"))
from server import Server, free_port  # noqa: E402

SECRET = "pf_live_your_webhook_secret"
POSTGRES = pathlib.Path(os.environ.get("POSTGRES", "/usr/lib/postgresql/15/bin"))
DDL = (pathlib.Path(__file__).resolve().parents[1] / "Clients/data/01_agent_trades.sql").read_text()
VIEW = ("CREATE MATERIALIZED VIEW per_agent ENGINE = SummingMergeTree ORDER BY agent_id AS "
        "SELECT agent_id, count() AS n, sum(toInt64(pnl_usd)) AS total FROM agent_trades GROUP BY agent_id")


# With more events, deliveries begin to be missing in system.webhook_deliveries.
SHOWN_EVENTS_MAX = 400_000


class Postgres:
    """A server of its own, which can be stopped and started."""

    def __init__(self):
        self.port = free_port()
        self.directory = tempfile.mkdtemp(prefix="colonnade-chaos-")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        if os.getuid() == 0:
            shutil.chown(self.directory, "postgres")
        self.run("initdb", "-D", self.directory + "/data", "-A", "trust", "-U", "postgres")

    def run(self, name, *arguments):
        account = pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else None
        subprocess.run([POSTGRES / name, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       user=account, cwd=self.directory)

    def start(self):
        options = f"-h 127.0.0.1 -p {self.port} -k {self.directory}"
        self.run("pg_ctl", "-D", self.directory + "/data", "-w", "-l", self.directory + "/log", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.directory + "/data", "-w", "-m", "immediate", "stop")


class Receiver:
    """A webhook's other end; `answer(handler)` gives the status, or `None` to say nothing at all."""

    def __init__(self, answer):
        self.got: list[tuple[str, str]] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers = answer()
                receiver.got.append((self.headers["webhook-id"], body["id"]))
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


def slowly(seconds, status):
    def answer():
        time.sleep(seconds)
        return status, {}
    return answer


RECEIVERS = {
    "500": lambda: (500, {}), "429": lambda: (429, {"Retry-After": "3600"}), "410": lambda: (410, {}),
    "redirect": lambda: (302, {"Location": "http://127.0.0.1:1/"}), "slow": slowly(1, 204), "hangs": slowly(60, 204),
}


def event(number):
    data = {"order_id": f"order-{number}", "agent_id": f"agent-{number % 41}", "ticker": "BTC", "side": "buy",
            "filled_quantity": 1, "fill_price": 100, "notional_usd": 100, "fee_usd": 0.1, "pnl_usd": number % 1000}
    return {"id": f"evt-{number}", "event": "order.filled", "data": data}


def row(number):
    return {"agent_id": f"agent-{number % 41}", "timestamp": "2026-01-01 00:00:00", "ticker": "BTC",
            "pnl_usd": number % 1000, "status": "filled", "extra": {"event_id": f"evt-{number}"}}


class Sender(threading.Thread):
    """Takes batches from the common list and sends each until it is acknowledged."""

    def __init__(self, number, batches, lock, port):
        super().__init__(daemon=True)
        self.inserts = number % 2 == 1
        self.batches, self.lock, self.port = batches, lock, port
        self.refused = self.broken = 0
        self.faults: list[str] = []

    def request(self, batch):
        if self.inserts:
            rows = "\n".join(json.dumps(row(number)) for number in batch)
            query = "INSERT%20INTO%20agent_trades%20FORMAT%20JSONEachRow"
            return f"/?database=agent_analytics&query={query}", rows.encode(), {}
        events = [event(number) for number in batch]
        body = json.dumps(events[0] if len(events) == 1 else events).encode()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return "/webhooks/purpleflea", body, {"X-PF-Signature": "sha256=" + signature}

    def run(self):
        while True:
            with self.lock:
                if not self.batches:
                    return
                batch = self.batches.pop()
            path, body, headers = self.request(batch)
            while not self.is_acknowledged(path, body, headers):
                time.sleep(0.05)

    def is_acknowledged(self, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status == 200:
                return True
            self.refused += 1
            # The store is away, or there is too much at once: everything else is a fault.
            if not self.inserts and answer.status not in (429, 503):
                self.faults.append(f"{answer.status} {text[:200]!r}")
        except (OSError, http.client.HTTPException):
            self.broken += 1
        finally:
            connection.close()
        return False


def expect(server, name, sql, expected, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        got = server.query(sql, database="agent_analytics").decode().strip()
        if got == expected:
            return 0
        if time.monotonic() > deadline:
            print(f"WRONG {name}: {got}, not {expected}")
            return 1
        time.sleep(0.2)


def main() -> int:
    count, kills, seed = (int(value) for value in (sys.argv[1:] + ["20000", "5", "1"][len(sys.argv) - 1:])[:3])
    dice = random.Random(seed)
    copies = [number for number in range(count) for _ in range(dice.randint(1, 5))]
    dice.shuffle(copies)
    batches = []
    while copies:
        size = min(len(copies), dice.choice([1, 1, 7, 50, 200]))
        batches.append(copies[-size:])
        del copies[-size:]
    sent = sum(map(len, batches))
    postgres = Postgres() if (POSTGRES / "initdb").exists() else None
    os.environ.update(COLONNADE_WEBHOOK_SECRET=SECRET, COLONNADE_WEBHOOK_ALLOW="127.0.0.0/8")
    arguments = []
    if postgres:
        postgres.start()
        arguments = ["--metadata", postgres.url]
    server = Server(arguments=arguments)
    faults = 0
    try:
        server.start()
        server.query("CREATE DATABASE agent_analytics")
        for statement in [DDL.strip().rstrip(";"), VIEW]:
            server.query(statement, database="agent_analytics")
        good = Receiver(lambda: (204, {}))
        receivers = {name: Receiver(answer) for name, answer in RECEIVERS.items()}
        urls = {"good": good.url, "nobody": "http://127.0.0.1:1/"}
        urls.update({name: receiver.url for name, receiver in receivers.items()})
        # Some events only for those that do badly: their queues only grow.
        webhooks = {name: register(server, url, ["agent-7", "agent-8"] if name == "good" else ["agent-7"])
                    for name, url in urls.items()}
        began = time.monotonic()
        lock = threading.Lock()
        total = len(batches)
        senders = [Sender(number, batches, lock, server.port) for number in range(8)]
        for sender in senders:
            sender.start()
        done = 0
        stops = sorted(dice.sample(range(5, 95), kills)) if kills else []
        while any(sender.is_alive() for sender in senders):
            if done < len(stops) and 100 * (total - len(batches)) >= stops[done] * total:
                if postgres and done == kills // 2:
                    postgres.stop()
                    time.sleep(2)
                    postgres.start()
                server.stop(signal.SIGKILL)
                server.start()
                done += 1
            time.sleep(0.02)
        seconds = time.monotonic() - began
        for sender in senders:
            faults += len(sender.faults)
            for fault in sender.faults[:3]:
                print("WRONG answer:", fault)
        pnl = sum(number % 1000 for number in range(count))
        faults += expect(server, "rows", "SELECT count(), uniqExact(extra['event_id']), sum(toInt64(pnl_usd)) "
                         "FROM agent_trades", f"{count}\t{count}\t{pnl}")
        faults += expect(server, "view", "SELECT sum(n), sum(total) FROM per_agent", f"{count}\t{pnl}", 5)
        faults += expect(server, "view by agent", "SELECT count() FROM (SELECT agent_id, sum(n) AS n, sum(total) AS t FROM "
                         "per_agent GROUP BY agent_id) v FULL JOIN (SELECT agent_id, count() AS n, "
                         "sum(toInt64(pnl_usd)) AS t FROM agent_trades GROUP BY agent_id) r USING agent_id "
                         "WHERE v.n != r.n OR v.t != r.t", "0", 5)
        faults += told(server, good)
        if count <= SHOWN_EVENTS_MAX:
            faults += outcomes(server, webhooks, receivers)
        else:
            print("the bad receivers' outcomes are not looked at: system.webhook_deliveries shows the newest 100,000 only")
        broken, refused = sum(s.broken for s in senders), sum(s.refused for s in senders)
        print(f"{count} events, {sent} sent, {done} kills, {broken} cut, {refused} refused, {seconds:.0f} s, "
              f"{len(good.got)} notices, seed {seed}: {faults} faults")
    finally:
        server.stop(signal.SIGKILL)
        shutil.rmtree(server.data, ignore_errors=True)
        if postgres:
            postgres.stop()
            shutil.rmtree(postgres.directory, ignore_errors=True)
    return 1 if faults else 0


def register(server, url, agents):
    body = json.dumps({"url": url, "events": ["order.filled"], "agents": agents, "secret": SECRET})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("POST", "/v1/webhooks", body)
    answer = connection.getresponse()
    assert answer.status == 201
    identifier = json.loads(answer.read())["id"]
    connection.close()
    return identifier


def told(server, good) -> int:
    """The receiver that works gets every notice that was promised, in spite of all others."""
    wanted = "SELECT count() FROM system.webhook_deliveries WHERE webhook_id = " \
             "(SELECT webhook_id FROM system.webhook_deliveries WHERE state = 'delivered' GROUP BY webhook_id " \
             "ORDER BY count() DESC LIMIT 1) AND state = 'pending'"
    faults = expect(server, "notices that wait", wanted, "0", 120)
    events = [event for _, event in dict(good.got).items()]
    if len(events) != len(set(events)):
        print("WRONG notices: an event was told in two deliveries")
        faults += 1
    return faults


def outcomes(server, webhooks, receivers) -> int:
    """Each that does badly is treated as its kind deserves, and none is told what another was."""
    faults = 0
    tried = {"500": "last_status = 500", "429": "last_status = 429 AND next_attempt_at > now() + 1800",
             "redirect": "last_status = 302", "hangs": "last_error != ''", "nobody": "last_error != ''"}
    for name, condition in tried.items():
        of = f"FROM system.webhook_deliveries WHERE webhook_id = '{webhooks[name]}'"
        faults += expect(server, f"{name}: one was tried and waits, the others wait behind it",
                         f"SELECT countIf(attempts > 0 AND {condition}), countIf(state != 'pending') {of}", "1\t0")
    faults += expect(server, "410: the webhook has ended, and nothing waits for it",
                     "SELECT countIf(last_status = 410), countIf(state = 'pending'), countIf(state = 'delivered') "
                     f"FROM system.webhook_deliveries WHERE webhook_id = '{webhooks['410']}'", "1\t0\t0")
    slow = [delivery for delivery, _ in dict.fromkeys(receivers["slow"].got)]
    kept = server.query(f"SELECT id FROM system.webhook_deliveries WHERE webhook_id = '{webhooks['slow']}' AND "
                        "state = 'delivered'", database="agent_analytics").decode().split()
    if not slow or not set(kept) <= set(slow):
        print(f"WRONG slow: {len(kept)} delivered, but it got {len(slow)}")
        faults += 1
    return faults


if __name__ == "__main__":
    sys.exit(main())
