"""Runs the seed's queries over the same rows in Colonnade and in ClickHouse (chdb), and compares the answers.

Usage: python3 Tests/Differential/seed_queries.py [ROWS]; needs chdb==4.4.0 and a release build. Floats may differ by 1e-9
relative; everything else must be equal. Exit status 1 when an answer differs.
"""

import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Clients"))

from server import free_port  # noqa: E402

TABLE = "agent_trades"


def queries() -> list[tuple[str, str]]:
    """Name and text of each query of the seed, macros given their values."""
    text = (ROOT / "Tests" / "Clients" / "data" / "05_queries.sql").read_text()
    result = []
    for part in re.split(r";\s*\n", text):
        comment = re.search(r"^-- ([^(:\n]*)", part, re.M)
        sql = re.sub(r"^--.*$", "", part, flags=re.M).strip()
        if not sql:
            continue
        sql = sql.replace("$__interval_s", "3600")
        sql = sql.replace("$__dateTimeFilter(timestamp)", "timestamp >= {now} - INTERVAL 30 DAY")
        result.append((comment.group(1).strip() if comment else sql[:40], sql))
    return result


class Colonnade:
    def __init__(self, rows: int):
        self.port = free_port()
        self.data = tempfile.TemporaryDirectory(prefix="colonnade-conformance-")
        self.process = subprocess.Popen(
            [str(ROOT / ".build/release/colonnade"), "demo", "--rows", str(rows), "--rate", "0", "--data", self.data.name,
             "--http", f"127.0.0.1:{self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            try:
                if int(self.run(f"SELECT count() FROM {TABLE}", "TabSeparated")) == rows:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise RuntimeError("the history was not made in time")

    def run(self, sql: str, output: str) -> bytes:
        url = f"http://127.0.0.1:{self.port}/?" + urllib.parse.urlencode(
            {"database": "agent_analytics", "default_format": output})
        with urllib.request.urlopen(urllib.request.Request(url, data=sql.encode()), timeout=120) as answer:
            return answer.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.data.cleanup()


def close(left, right) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        if left is None or right is None:
            return left is right
        return left == right or math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)
    return left == right


def without_limit(sql: str) -> str:
    return re.sub(r"\s+LIMIT \d+$", "", sql)


def unrounded(sql: str) -> str:
    """The query without its `round(…, digits)`."""
    while (start := sql.find("round(")) >= 0:
        depth, comma, end = 0, None, start + len("round(")
        while depth >= 0:
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            comma = end if sql[end] == "," and depth == 0 else comma
            end += 1
        sql = sql[:start] + "(" + sql[start + len("round("):comma] + ")" + sql[end:]
    return sql


def difference(ours: list, theirs: list) -> str | None:
    if len(ours) != len(theirs):
        return f"{len(ours)} rows, expected {len(theirs)}"
    ours, theirs = (sorted(rows, key=lambda row: json.dumps(row[:2])) for rows in (ours, theirs))
    for number, (mine, other) in enumerate(zip(ours, theirs)):
        if len(mine) != len(other) or not all(close(a, b) for a, b in zip(mine, other)):
            return f"row {number}: {mine}, expected {other}"
    return None


def rows(answer: bytes) -> list:
    return [list(json.loads(line).values()) for line in answer.splitlines()]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    from chdb import session

    server = Colonnade(count)
    try:
        now = server.run("SELECT toString(max(timestamp)) FROM agent_trades", "TabSeparated").decode().strip()
        peer = session.Session()
        with tempfile.NamedTemporaryFile(suffix=".native") as file:
            file.write(server.run(f"SELECT * FROM {TABLE}", "Native"))
            file.flush()
            peer.query("CREATE DATABASE agent_analytics ENGINE = Atomic")
            peer.query("USE agent_analytics")
            schema = (ROOT / "Tests" / "Clients" / "data" / "01_agent_trades.sql").read_text()
            schema = re.sub(r"ENGINE = ReplicatedMergeTree\(.*?\)", "ENGINE = MergeTree", schema, flags=re.S)
            peer.query(schema.replace(",\n    storage_policy = 'tiered'", ""))
            views = (ROOT / "Tests" / "Clients" / "data" / "03_materialized_views.sql").read_text()
            for view in views.split(";\n"):
                if view.strip():
                    peer.query(view)
            peer.query(f"INSERT INTO {TABLE} SELECT * FROM file('{file.name}', Native)")
        failed = 0
        for name, sql in queries():
            sql = sql.replace("now()", "{now}").replace("{now}", f"toDateTime64('{now}', 9, 'UTC')")
            theirs = sql
            if "sum(pnl_usd) AS pnl_usd" in theirs:
                # ClickHouse refuses the alias that hides the column; ours takes it as its author meant it.
                theirs = theirs.replace("AS pnl_usd", "AS pnl")
            # Rows that tie at the limit may be any of them: all rows are compared, and the limited ones are among them.
            # Sums in another order differ in the last bit, which rounding can make a hundredth: they are compared unrounded.
            all_rows = without_limit(sql)
            ours = rows(server.run(unrounded(all_rows) + " FORMAT JSONEachRow", "TabSeparated"))
            expected = rows(peer.query(unrounded(without_limit(theirs)) + " FORMAT JSONEachRow").bytes())
            problem = difference(ours, expected)
            if problem is None and all_rows != sql:
                ours = rows(server.run(all_rows + " FORMAT JSONEachRow", "TabSeparated"))
                limited = rows(server.run(sql + " FORMAT JSONEachRow", "TabSeparated"))
                wanted = rows(peer.query(theirs + " FORMAT JSONEachRow").bytes())
                if len(limited) != len(wanted) or any(row not in ours for row in limited):
                    problem = f"with its LIMIT: {limited[-1]}, expected {wanted[-1]}"
            print(f"{'ok  ' if problem is None else 'FAIL'} {name}: {len(expected)} rows{'' if problem is None else ': ' + problem}")
            failed += problem is not None
        print(f"{len(queries()) - failed} passed, {failed} failed")
        return 1 if failed else 0
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
