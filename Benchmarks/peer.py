"""One peer in a process of its own: `python3 peer.py chdb|duckdb DIRECTORY`. Reads requests as lines of JSON, answers so."""

import json
import os
import sys
import time


class Chdb:
    def __init__(self, home: str):
        import chdb
        from chdb import session

        self.version = f"{chdb.__version__} (ClickHouse {chdb.query('SELECT version()', 'TSV').data().strip()})"
        self.session = session.Session(f"{home}/chdb")
        self.session.query("CREATE DATABASE IF NOT EXISTS agent_analytics ENGINE = Atomic")
        self.session.query("USE agent_analytics")

    def execute(self, sql: str):
        self.session.query(sql)

    def load(self, path: str):
        self.session.query(f"INSERT INTO agent_trades SELECT * FROM file('{path}', Native)")

    def run(self, sql: str):
        self.session.query(sql + " FORMAT Native").bytes()

    def rows(self, sql: str) -> list:
        answer = self.session.query(sql + " FORMAT JSONEachRow").bytes()
        return [list(json.loads(line).values()) for line in answer.splitlines()]


class DuckDB:
    def __init__(self, home: str):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect(f"{home}/trades.duckdb")
        self.connection.execute("SET TimeZone = 'UTC'")

    def execute(self, sql: str):
        self.connection.execute(sql)

    def load(self, path: str):
        self.connection.execute(f"""
            CREATE TABLE agent_trades AS SELECT * REPLACE (
                status::ENUM ('pending', 'filled', 'partial', 'cancelled') AS status, side::ENUM ('buy', 'sell') AS side)
            FROM read_parquet('{path}') ORDER BY agent_id, timestamp""")
        self.connection.execute("CHECKPOINT")

    def run(self, sql: str):
        answer = self.connection.execute(sql)
        if hasattr(answer, "fetch_arrow_table"):
            answer.fetch_arrow_table()
        else:
            answer.fetchnumpy()

    def rows(self, sql: str) -> list:
        return [list(row) for row in self.connection.execute(sql).fetchall()]


def main():
    engine = {"chdb": Chdb, "duckdb": DuckDB}[sys.argv[1]](sys.argv[2])
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        request = json.loads(line)
        try:
            began = time.perf_counter()
            match request["do"]:
                case "version":
                    value = engine.version
                case "execute":
                    value = engine.execute(request["sql"])
                case "load":
                    engine.load(request["path"])
                    value = time.perf_counter() - began
                case "run":
                    engine.run(request["sql"])
                    value = time.perf_counter() - began
                case "rows":
                    value = engine.rows(request["sql"])
            answer = {"value": value}
        except Exception as error:
            answer = {"error": str(error)[:1000]}
        print(json.dumps(answer, default=str), file=out, flush=True)


main()
