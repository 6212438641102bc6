"""A key of some agents, used by an enemy: what it learns of the other agents' rows is nothing."""

import json
import pathlib
import urllib.parse

import clickhouse_driver
import pytest

from server import Server
from test_keys_and_webhooks import call, keys, until

DDL = (pathlib.Path(__file__).parent / "data" / "01_agent_trades.sql").read_text()

# Of the 12345 rows, and of anything that is near: no answer may say these.
OTHERS = 12345


@pytest.fixture(scope="module")
def world():
    """A server with two agents, and the requests of an admin's and of a restricted key."""
    with Server() as server:
        server.query("CREATE DATABASE agent_analytics")
        server.query("CREATE DATABASE other")
        for statement in [
            DDL.strip().rstrip(";"),
            "INSERT INTO agent_trades (agent_id, timestamp, pnl_usd, status) SELECT 'a1', now64(9), 7, 'filled'",
            f"INSERT INTO agent_trades (agent_id, timestamp, pnl_usd, status, strategy_name) SELECT 'a2', now64(9), 5, "
            f"'filled', 'a secret strategy' FROM numbers({OTHERS})",
            "CREATE TABLE sampled (agent_id String, k UInt64, n String) ENGINE = MergeTree ORDER BY k SAMPLE BY k",
            f"INSERT INTO sampled SELECT 'a2', sipHash64(number), 'hidden text' FROM numbers({OTHERS})",
            "INSERT INTO sampled SELECT 'a1', sipHash64(number), '1' FROM numbers(3)",
            "CREATE TABLE keyed (agent_id String, n Int64) ENGINE = ReplacingMergeTree ORDER BY (agent_id, n)",
            f"INSERT INTO keyed SELECT 'a2', number FROM numbers({OTHERS})",
            "INSERT INTO keyed SELECT 'a1', number FROM numbers(2)",
            "CREATE TABLE counts (c UInt64) ENGINE = Memory",
            "CREATE MATERIALIZED VIEW summed ENGINE = SummingMergeTree ORDER BY agent_id POPULATE AS "
            "SELECT agent_id, count() AS c FROM sampled GROUP BY agent_id",
            "CREATE MATERIALIZED VIEW whole ENGINE = SummingMergeTree ORDER BY tuple() POPULATE AS "
            "SELECT count() AS c FROM sampled",
            "CREATE VIEW total AS SELECT count() AS c FROM sampled",
            "CREATE DICTIONARY agents (agent_id String, n Int64) PRIMARY KEY agent_id "
            "SOURCE(CLICKHOUSE(QUERY 'SELECT agent_id, count() AS n FROM agent_analytics.sampled GROUP BY agent_id')) "
            "LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)",
            f"CREATE TABLE other.secrets (agent_id String) ENGINE = MergeTree ORDER BY tuple()",
            f"INSERT INTO other.secrets SELECT 'a1' FROM numbers({OTHERS})",
        ]:
            server.query(statement, database="agent_analytics")
        admin = keys(server, "create")
        until(lambda: call(server, "POST", "/", b"SELECT 1")[0] == 403)

        def made(**fields):
            return call(server, "POST", "/v1/keys", {"name": "a1", "scopes": ["query", "ingest"], **fields}, admin)[1]["key"]

        own, narrow = made(agents=["a1"]), made(databases=["agent_analytics"])

        def over_http(text, key=own, **parameters):
            path = "/?" + urllib.parse.urlencode({"database": "agent_analytics", **parameters})
            status, answer, headers = call(server, "POST", path, text.encode(), key)
            return status, answer if isinstance(answer, str) else json.dumps(answer), headers

        def over_tcp(text, key=own, **more):
            client = clickhouse_driver.Client(
                "127.0.0.1", server.tcp_port, user="default", password=key, database="agent_analytics")
            try:
                rows = client.execute(text, **more)
                return 0, "\n".join("\t".join(map(str, row)) for row in rows), client.last_query
            except clickhouse_driver.errors.ServerException as error:
                return error.code, str(error.message), None
            finally:
                client.disconnect()

        yield server, over_http, over_tcp, admin, narrow


ANSWERED = {
    "SELECT count() FROM agent_trades": "1",
    "SELECT count(*) FROM sampled": "3",
    "SELECT count() FROM sampled WHERE 1 OR agent_id = 'a2'": "3",
    "SELECT count() FROM sampled PREWHERE agent_id = 'a2' OR 1": "3",
    "SELECT count() FROM keyed FINAL": "2",
    "SELECT max(n), min(n), count() FROM keyed": "1\t0\t2",
    "SELECT uniqExact(agent_id) FROM sampled": "1",
    "SELECT count() FROM sampled AS l CROSS JOIN sampled AS r": "9",
    "SELECT count() FROM keyed l JOIN sampled r ON l.agent_id = r.agent_id": "6",
    "SELECT count() FROM keyed l FULL JOIN sampled r USING agent_id": "6",
    "SELECT count() FROM numbers(1) l LEFT JOIN (SELECT *, toUInt64(0) AS number FROM sampled) r USING number": "3",
    "SELECT (SELECT count() FROM sampled)": "3",
    "SELECT 'a2' IN (SELECT agent_id FROM sampled)": "0",
    "SELECT count() FROM sampled WHERE agent_id IN ('a1', 'a2')": "3",
    "SELECT agent_id FROM sampled UNION DISTINCT SELECT agent_id FROM keyed": "a1",
    "WITH x AS (SELECT * FROM sampled) SELECT count() FROM x": "3",
    "SELECT c FROM total": "3",
    "SELECT agent_id, sum(c) FROM summed GROUP BY agent_id": "a1\t3",
    "SELECT count() FROM view(SELECT * FROM sampled)": "3",
    "SELECT count() FROM agents": "1",
    # The reader's own names do not stand in for the column of the rule.
    "SELECT count(), 'a1' AS agent_id FROM keyed": "2\ta1",
    "WITH 'a1' AS agent_id SELECT count() FROM keyed": "2",
    "SELECT count() FROM keyed AS t (n, agent_id)": "2",
    "SELECT count() FROM (SELECT 'a1' AS agent_id, n FROM keyed)": "2",
    "SELECT count() FROM sampled SETTINGS additional_table_filters = {'sampled': 'agent_id = \\'a2\\''}": "0",
    "SELECT count() FROM sampled WHERE agent_id = 'a2' SETTINGS optimize_trivial_count_query = 1": "0",
    # What can fail would fail at the other agents' rows.
    "SELECT count() FROM sampled WHERE toInt64(n) = 1": "3",
    "SELECT count() FROM sampled PREWHERE throwIf(agent_id = 'a2') = 0": "3",
    "SELECT count() FROM sampled WHERE throwIf(n = 'hidden text', 'there') = 0": "3",
    "SELECT count() FROM keyed WHERE intDiv(1, n - 100) = 0 OR 1": "2",
    "SELECT count() FROM keyed FINAL WHERE intDiv(1, n - 100) = 0 OR 1": "2",
    "SELECT count() FROM (SELECT throwIf(n = 100) AS t FROM keyed) WHERE t = 0": "2",
    "SELECT sum(c) FROM (SELECT agent_id, count() AS c FROM keyed GROUP BY agent_id HAVING throwIf(agent_id = 'a2') = 0)": "2",
    "SELECT count() FROM keyed l JOIN keyed r ON l.n = r.n AND throwIf(r.n = 100) = 0": "2",
    "SELECT count() FROM sampled SAMPLE 1 / 1": "3",
    "SELECT total_rows, total_bytes, parts, active_parts, total_marks, lifetime_rows, total_bytes_uncompressed "
    "FROM system.tables WHERE name = 'sampled'": "\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N",
    "SELECT sum(data_compressed_bytes + data_uncompressed_bytes + marks_bytes) FROM system.columns "
    "WHERE database = 'agent_analytics'": "0",
    "SELECT sum(total_rows) FROM system.tables WHERE database IN ('agent_analytics', 'other')": "\\N",
}


def test_what_is_answered_is_of_its_own_rows(world):
    _, over_http, over_tcp, *_ = world
    for text, expected in ANSWERED.items():
        status, answer, _ = over_http(text)
        assert (status, answer.strip("\n")) == (200, expected), text
        status, answer, _ = over_tcp(text)
        assert (status, answer) == (0, expected.replace("\\N", "None")), text


REFUSED = [
    "SELECT * FROM counts", "SELECT * FROM whole", "SELECT * FROM merge('agent_analytics', '.*')",
    "SELECT * FROM merge('sampled')", "SELECT dictGet('agents', 'n', tuple('a2'))", "SELECT * FROM dictionary('agents')",
    "SELECT dictHas('agents', tuple('a2'))", "SELECT * FROM file('store')", "SELECT * FROM loop('agent_analytics', 'keyed')",
    "EXPLAIN ESTIMATE SELECT * FROM sampled", "EXPLAIN indexes = 1 SELECT * FROM sampled", "EXPLAIN PIPELINE SELECT * FROM sampled",
    "EXPLAIN PLAN indexes = 1 SELECT count() FROM sampled", "CHECK TABLE sampled",
    "CHECK TABLE sampled SETTINGS check_query_single_value_result = 0", "SELECT _part_offset FROM sampled",
    "SELECT _part FROM sampled", "SELECT _sample_factor FROM sampled SAMPLE 100", "SELECT count() FROM sampled SAMPLE 100",
    "SELECT count() FROM sampled SETTINGS max_rows_to_read = 10", "SELECT count() FROM sampled SETTINGS max_bytes_to_read = 10",
    "SELECT * FROM system.parts", "SELECT * FROM system.parts_columns", "SELECT * FROM system.query_log",
    "SELECT * FROM system.processes", "SELECT * FROM system.mutations", "SELECT * FROM system.merges",
    "SELECT * FROM system.dictionaries", "SELECT * FROM system.asynchronous_metrics", "SELECT * FROM system.metrics",
    "SELECT * FROM system.events", "SELECT * FROM system.data_skipping_indices", "SELECT * FROM system.detached_parts",
    "SELECT * FROM system.asynchronous_inserts", "SELECT * FROM system.errors", "SELECT * FROM system.alerts",
    "SELECT * FROM system.webhook_events", "SELECT * FROM system.webhook_deliveries", "SHOW PROCESSLIST", "SHOW MERGES",
    "SHOW DICTIONARIES", "SHOW INDEX FROM sampled", "SELECT * FROM information_schema.tables",
    "INSERT INTO sampled SELECT 'a2', 1, ''", "INSERT INTO sampled (agent_id, k) VALUES ('a2', 1)", "INSERT INTO counts VALUES (1)",
    "INSERT INTO sampled (k) VALUES (1)", "INSERT INTO sampled SELECT * FROM merge('sampled')",
    "INSERT INTO sampled SETTINGS async_insert = 1 VALUES ('a2', 1, '')",
    "ALTER TABLE sampled DELETE WHERE throwIf(agent_id = 'a2')", "ALTER TABLE sampled UPDATE n = '' WHERE 1",
    "DELETE FROM sampled WHERE 1", "DROP TABLE sampled", "TRUNCATE TABLE sampled", "OPTIMIZE TABLE sampled FINAL",
    "KILL QUERY WHERE 1", "KILL MUTATION WHERE 1", "SYSTEM FLUSH LOGS", "CREATE TABLE mine (a Int8) ENGINE = Memory",
    "CREATE VIEW mine AS SELECT * FROM sampled", "RENAME TABLE sampled TO s", "CREATE FUNCTION f AS (x) -> x",
    "CREATE TEMPORARY TABLE mine AS SELECT * FROM sampled", "ALTER TABLE sampled ADD COLUMN z Int8",
]


def test_what_would_tell_more_is_refused(world):
    _, over_http, over_tcp, *_ = world
    for text in REFUSED:
        status, answer, _ = over_http(text)
        assert status in (403, 404, 400, 500, 501), text
        assert str(OTHERS) not in answer and "hidden text" not in answer, (text, answer)
        assert "\n" not in answer.strip() or answer.startswith("Code:"), (text, answer)
        if "VALUES" not in text:
            code, answer, _ = over_tcp(text)
            assert code and str(OTHERS) not in answer, (text, answer)
    for text in ["SELECT * FROM counts", "EXPLAIN ESTIMATE SELECT * FROM sampled", "SELECT * FROM merge('sampled')"]:
        assert over_http(text)[0] == 403 and over_tcp(text)[0] == 497, text


def test_progress_and_statistics_say_nothing(world):
    server, over_http, over_tcp, *_ = world
    for form in ["JSON", "JSONCompact", "XML", "JSONEachRowWithProgress", "TSV"]:
        _, answer, headers = over_http(f"SELECT count() AS c FROM sampled FORMAT {form}", wait_end_of_query=1)
        assert str(OTHERS + 3) not in answer, form
        summary = json.loads(headers["X-ClickHouse-Summary"])
        assert summary["read_rows"] == summary["read_bytes"] == summary["total_rows_to_read"] == "0"
    code, answer, seen = over_tcp("SELECT count() FROM sampled")
    assert (code, answer) == (0, "3") and seen.progress.rows == 0 and seen.progress.total_rows == 0


def test_external_tables_are_the_readers_own(world):
    _, _, over_tcp, *_ = world
    table = {"name": "sampled", "structure": [("agent_id", "String"), ("x", "Int64")], "data": [
        {"agent_id": "a2", "x": number} for number in range(5)]}
    assert over_tcp("SELECT count() FROM sampled", external_tables=[table])[:2] == (0, "5")
    assert over_tcp("SELECT count() FROM agent_analytics.sampled", external_tables=[table])[:2] == (0, "3")
    joined = "SELECT count() FROM agent_analytics.keyed k JOIN sampled s ON k.n = s.x"
    assert over_tcp(joined, external_tables=[table])[:2] == (0, "2")
    shadow = "SELECT count() FROM agent_analytics.sampled WHERE agent_id IN sampled"
    table = {"name": "sampled", "structure": [("agent_id", "String")], "data": [{"agent_id": "a2"}]}
    assert over_tcp(shadow, external_tables=[table])[:2] == (0, "0")


def test_another_database_is_not_there(world):
    _, over_http, over_tcp, _, narrow = world
    for text in ["SELECT * FROM other.secrets", "DESCRIBE other.secrets", "SHOW CREATE TABLE other.secrets", "USE other",
                 "EXISTS other.secrets", "INSERT INTO other.secrets VALUES ('a')", "CHECK TABLE other.secrets",
                 "SELECT hasColumnInTable('other', 'secrets', 'agent_id')", "SHOW CREATE DATABASE other",
                 "EXPLAIN ESTIMATE SELECT * FROM other.secrets", "SELECT * FROM merge('other', '.*')",
                 "DESCRIBE (SELECT * FROM other.secrets)"]:
        assert over_http(text, key=narrow)[0] == 403, text
    assert over_http("SELECT count() FROM system.tables WHERE database = 'other'", key=narrow)[1] == "0\n"
    assert over_http("SELECT count() FROM system.columns WHERE database = 'other'", key=narrow)[1] == "0\n"
    assert over_http("SHOW TABLES FROM other", key=narrow)[1] == ""
    assert over_http("SHOW DATABASES", key=narrow)[1].split() == [
        "INFORMATION_SCHEMA", "agent_analytics", "information_schema", "system"]


def test_an_admin_sees_the_totals(world):
    _, over_http, _, admin, _ = world
    for text in ["SELECT total_rows FROM system.tables WHERE name = 'sampled'", "SELECT count() FROM sampled"]:
        assert over_http(text, key=admin)[1] == f"{OTHERS + 3}\n"
    assert over_http("EXPLAIN ESTIMATE SELECT * FROM sampled", key=admin)[0] == 200
