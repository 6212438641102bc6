"""Loads the same trades into Colonnade, ClickHouse (chdb) and DuckDB, runs the same queries in turn, compares the answers, and
prints medians and ratios.

Usage: python3 Benchmarks/run.py [--rows 10000000] [--rounds 7] [--only TEXT] [--markdown docs/benchmarks.md]
Needs a release build; chdb==4.4.0 and duckdb from PyPI (a peer that is not installed is left out, by name).
BENCH_DIRECTORY says where the data goes; 10 million rows take about 8 GB.
"""

import argparse
import datetime
import importlib.util
import math
import os
import pathlib
import statistics
import sys
import time

from engines import Colonnade, Peer, temporary_home
from queries import SEED_NAMES, Query, all_queries
from report import Report

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Differential"))

import seed_queries  # noqa: E402

PEERS = {"chdb": "chdb", "DuckDB": "duckdb"}


def schema() -> list[str]:
    """The seed's table and views, as both ClickHouse and Colonnade take them on one machine."""
    import re

    data = ROOT / "Tests" / "Clients" / "data"
    table = (data / "01_agent_trades.sql").read_text()
    table = re.sub(r"ENGINE = ReplicatedMergeTree\(.*?\)", "ENGINE = MergeTree", table, flags=re.S)
    table = table.replace(",\n    storage_policy = 'tiered'", "")
    indexes = (data / "02_skip_indexes.sql").read_text()
    views = (data / "03_materialized_views.sql").read_text()
    statements = [table] + indexes.split(";\n") + views.split(";\n")
    return [statement.strip().rstrip(";") for statement in statements if statement.strip()]


def generate(rows: int, path: pathlib.Path):
    """The demo's history, written as Native."""
    with temporary_home("history") as home:
        server = Colonnade(home, ["demo", "--rows", str(rows), "--rate", "0"])
        try:
            while int(server.scalar("SELECT count() FROM agent_trades")) < rows:
                time.sleep(0.5)
            with open(path, "wb") as file:
                server.connection.request(
                    "POST", "/?database=agent_analytics", body="SELECT * FROM agent_trades ORDER BY timestamp FORMAT Native")
                answer = server.connection.getresponse()
                while piece := answer.read(1 << 20):
                    file.write(piece)
        finally:
            server.stop()


def same(mine, other, tolerance: float = 1e-9) -> bool:
    if isinstance(mine, (int, float)) and isinstance(other, (int, float)) and not isinstance(mine, bool):
        return mine == other or math.isclose(mine, other, rel_tol=tolerance, abs_tol=tolerance)
    return mine == other


def difference(ours: list, theirs: list, tolerances: list[float]) -> str | None:
    """`tolerances` are those of the columns."""
    if len(ours) != len(theirs):
        return f"{len(ours)} rows, expected {len(theirs)}"
    key = lambda row: [str(value) for value in row[:2]]  # noqa: E731
    for mine, other in zip(sorted(ours, key=key), sorted(theirs, key=key)):
        if len(mine) != len(other) or not all(map(same, mine, other, tolerances)):
            return f"{mine}, expected {other}"
    return None


def compare(query: Query, now: str, server: Colonnade, peer: Peer) -> str | None:
    """What Colonnade's answer has that ClickHouse's has not, or `None`."""
    ours, theirs = (sql.replace("{now}", f"toDateTime64('{now}', 9, 'UTC')") for sql in (query.clickhouse, query.chdb))
    if query.sums:
        digest = ", ".join(["count()"] + [f"sum({name})" for name in query.sums])
        ours, theirs = (f"SELECT {digest} FROM ({sql})" for sql in (ours, theirs))
    elif query.name in SEED_NAMES:
        # Rounded sums and the rows at a LIMIT's end may differ where floats were added up in another order.
        ours, theirs = (seed_queries.unrounded(seed_queries.without_limit(sql)) for sql in (ours, theirs))
    names = server.names(ours)
    tolerances = dict(query.tolerances)
    return difference(server.rows(ours), peer.rows(theirs), [tolerances.get(name, 1e-9) for name in names])


def texts(query: Query, now: str) -> dict[str, str | None]:
    clickhouse = f"toDateTime64('{now}', 9, 'UTC')"
    return {
        "Colonnade": query.clickhouse.replace("{now}", clickhouse),
        "chdb": query.chdb.replace("{now}", clickhouse),
        "DuckDB": query.duckdb and query.duckdb.replace("{now}", f"TIMESTAMP '{now[:26]}'"),
    }


def measure(engines: list, query: Query, now: str, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds, by engine: of the first run, when nothing of the query is kept yet, and the median of those after it. The
    engines take turns."""
    first: dict[str, float] = {}
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    failed = set()
    for number in range(rounds + 1):
        for engine in engines:
            sql = texts(query, now)[engine.name]
            if sql is None or engine.name in failed:
                continue
            try:
                seconds = engine.run(sql)
            except RuntimeError as error:
                print(f"    {engine.name} does not answer: {str(error)[:300]}", file=sys.stderr)
                failed.add(engine.name)
                continue
            if number > 0:
                times[engine.name].append(seconds)
            else:
                first[engine.name] = seconds
    return first, {name: statistics.median(values) for name, values in times.items() if values and name not in failed}


def requests_per_second(server: Colonnade, seconds: float = 3) -> float | None:
    """`SELECT 1` over 32 keep-alive connections, by `wrk` where it is installed."""
    import shutil
    import subprocess

    if shutil.which("wrk") is None:
        return None
    answer = subprocess.run(
        ["wrk", "-t1", "-c32", f"-d{seconds}s", f"http://127.0.0.1:{server.port}/?query=SELECT%201"],
        capture_output=True, text=True).stdout
    lines = [line for line in answer.splitlines() if line.startswith("Requests/sec:")]
    return float(lines[0].split()[1]) if lines else None


def resident_bytes(process: int) -> int:
    return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="queries whose name has this text")
    parser.add_argument("--markdown", type=pathlib.Path, help="where the table goes, instead of only to the terminal")
    parser.add_argument("--keep", type=pathlib.Path, help="a directory for the generated rows, used again when they are there")
    options = parser.parse_args()
    report = Report(options.rows, options.rounds)

    with temporary_home("work") as home:
        rows_home = options.keep or pathlib.Path(home)
        native = rows_home / f"trades-{options.rows}.native"
        parquet = rows_home / f"trades-{options.rows}.parquet"
        if not native.exists():
            print(f"making {options.rows} trades", file=sys.stderr)
            generate(options.rows, native)
        server = Colonnade(home)
        report.ready_seconds = server.ready_seconds
        report.idle_bytes = resident_bytes(server.process.pid)
        report.requests_per_second = requests_per_second(server)
        engines: list = [server]
        for name, module in PEERS.items():
            if importlib.util.find_spec(module) is None:
                report.skipped.append(name)
                print(f"skipped: {name} is not installed (pip install {module})", file=sys.stderr)
                continue
            engines.append(Peer(name, module, home))
            report.versions[name] = engines[-1].version
        by_name = {engine.name: engine for engine in engines}
        chdb = by_name.get("chdb")
        duckdb = by_name.get("DuckDB")
        try:
            for engine in (server, chdb):
                if engine is not None:
                    engine.schema(schema())
                    report.load[engine.name] = engine.load(str(native))
            if duckdb is not None and chdb is not None:
                if not parquet.exists():
                    chdb.export(
                        "SELECT * EXCEPT (extra, trade_id) REPLACE (toDateTime64(timestamp, 6, 'UTC') AS timestamp, "
                        "toString(status) AS status, toString(side) AS side) FROM agent_trades ORDER BY timestamp "
                        f"INTO OUTFILE '{parquet}' FORMAT Parquet SETTINGS output_format_parquet_string_as_string = 1")
                report.load["DuckDB"] = duckdb.load(str(parquet))
            report.load_size = native.stat().st_size
            for engine in (server, chdb):
                if engine is not None:
                    sql = ("SELECT sum(bytes_on_disk) AS n FROM system.parts "
                           "WHERE active AND database = 'agent_analytics' AND table = 'agent_trades'")
                    report.disk[engine.name] = int(engine.rows(sql)[0][0])
            if duckdb is not None:
                report.disk["DuckDB"] = os.path.getsize(f"{home}/trades.duckdb")
            now = server.scalar("SELECT toString(max(timestamp)) FROM agent_trades")
            for query in all_queries():
                if options.only not in query.name:
                    continue
                first, medians = measure(engines, query, now, options.rounds)
                problem = compare(query, now, server, chdb) if chdb is not None and "chdb" in medians else "no peer"
                report.add(query.name, query.name in SEED_NAMES, first, medians, problem)
            report.peak = {engine.name: engine.peak_bytes() for engine in engines}
        finally:
            for engine in engines:
                engine.stop()
    text = report.markdown(os.cpu_count(), datetime.date.today().isoformat())
    print(text)
    if options.markdown:
        options.markdown.write_text(text)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
