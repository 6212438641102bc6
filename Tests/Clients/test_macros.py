"""Macros that reach the server, over HTTP: ranges in all forms, variables, refusals; nothing of it becomes SQL unasked."""

import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

import trades
from expectations import grouped, moment, pnl
from grafana_macros import Backend
from server import ROOT, Server


@pytest.fixture(scope="module")
def seeded():
    with Server(arguments=["--trades"]) as server:
        rows, end = trades.make(2000)
        server.query(trades.insert(rows), database="agent_analytics")
        yield server, rows, end


def ask(server, sql: str, headers=None, **parameters) -> str:
    url = f"http://127.0.0.1:{server.port}/?" + urllib.parse.urlencode({"database": "agent_analytics", **parameters}, doseq=True)
    with urllib.request.urlopen(urllib.request.Request(url, data=sql.encode(), headers=headers or {}), timeout=20) as answer:
        return answer.read().decode()


def refusal(server, sql: str, **parameters) -> str:
    with pytest.raises(urllib.error.HTTPError) as raised:
        ask(server, sql, **parameters)
    assert raised.value.code == 400 or raised.value.headers["X-ClickHouse-Exception-Code"]
    return raised.value.read().decode()


# The plugin's documentation, as far as a value comes out of it.
EXPRESSIONS = [
    "toUnixTimestamp($__fromTime)", "toUnixTimestamp($__toTime)", "toUnixTimestamp64Milli($__fromTime_ms)",
    "toUnixTimestamp64Milli($__toTime_ms)", "toUnixTimestamp($__timeInterval($__fromTime))",
    "toUnixTimestamp64Milli($__timeInterval_ms($__fromTime_ms))", "toUnixTimestamp($__timeGroup($__toTime, 15m))",
    "$__interval_s", "$__interval_ms", "(SELECT count() FROM agent_trades WHERE $__timeFilter(timestamp))",
    "(SELECT count() FROM agent_trades WHERE $__timeFilter_ms(timestamp))",
    "(SELECT count() FROM agent_trades WHERE $__dateFilter(toDate(timestamp)))",
    "(SELECT count() FROM agent_trades WHERE $__dateTimeFilter(toDate(timestamp), timestamp))",
    "(SELECT count() FROM agent_trades WHERE $__dt(toDate(timestamp), timestamp))",
    "(SELECT count() FROM agent_trades WHERE $__timeFrom(timestamp))",
    "(SELECT count() FROM agent_trades WHERE $__timeTo(timestamp))",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_plugin_and_the_server_agree(seeded, expression):
    server, _, end = seeded
    begin, to, interval = (end - 5 * 86_400) * 1000 + 123, end * 1000 - 45_544, 20_000
    sql = "SELECT " + expression
    of_plugin = ask(server, Backend(begin, to, interval).expand(sql))
    assert ask(server, sql, **{"from": begin, "to": to, "interval_ms": interval}) == of_plugin
    assert ask(server, sql, {
        "X-Colonnade-From": str(begin), "X-Colonnade-To": str(to), "X-Colonnade-Interval": "20s"}) == of_plugin


@pytest.mark.parametrize("begin, seconds", [("now-6h", 21_600), ("now-1d", 86_400), ("now-90s", 90)])
def test_relative_times(seeded, begin, seconds):
    server, _, _ = seeded
    found = int(ask(server, "SELECT $__from", **{"from": begin, "to": "now"})) / 1000
    assert abs(time.time() - seconds - found) < 5


def test_iso_times(seeded):
    server, _, _ = seeded
    answer = ask(server, "SELECT $__from, '${__to:date:YYYY-MM-DD}', ${__from:date:seconds}", **{
        "from": "2026-01-05T06:00:00Z", "to": "2026-01-05T07:00:00.5+01:00"})
    assert answer == "1767592800000\t2026-01-05\t1767592800\n"


def test_variables_narrow_the_answer(seeded):
    server, rows, _ = seeded
    sql = (
        "SELECT count() FROM agent_trades WHERE $__conditionalAll(agent_id IN (${agent:singlequote}), $agent) "
        "AND $__conditionalAll(ticker IN (${ticker:singlequote}), $ticker)")
    assert int(ask(server, sql)) == len(rows)
    assert int(ask(server, sql, **{"var-agent": "$__all"})) == len(rows)
    chosen = {"var-agent": ["agent-1", "agent-2"], "var-ticker": "BTC-USD"}
    wanted = sum(trade.agent in ("agent-1", "agent-2") and trade.ticker == "BTC-USD" for trade in rows)
    assert int(ask(server, sql, **chosen)) == wanted
    assert int(ask(server, sql, **{"var-agent": "') OR 1=1 --"})) == 0
    assert ask(server, "SELECT $limit + 1, '$name'", **{"var-limit": "24", "var-name": "it's"}) == "25\tit\\'s\n"


@pytest.mark.parametrize("sql, parameters, part", [
    ("SELECT $__fromTime", {}, "`from`"), ("SELECT $__timeFilter(x)", {"from": "1"}, "`to`"),
    ("SELECT $__interval_s", {"from": "1", "to": "2"}, "`interval_ms`"), ("SELECT $__table", {}, "`table`"),
    ("SELECT $__nosuch", {}, "$__nosuch"), ("SELECT $timeFilter", {"from": "1", "to": "2"}, "`column`"),
    ("SELECT 1", {"from": "yesterday"}, "`from`"), ("SELECT 1", {"interval_ms": "fast"}, "`interval_ms`"),
    ("SELECT ${v:csv}", {"var-v": "a"}, "csv")])
def test_refusals_say_what_is_missing(seeded, sql, parameters, part):
    assert part in refusal(seeded[0], sql, **parameters)


def test_altinity(seeded):
    server, rows, end = seeded
    parameters = {
        "from": (end - 86_400) * 1000, "to": end * 1000, "interval_ms": 3_600_000, "table": "agent_trades", "column": "timestamp"}
    inside = [trade for trade in rows if end - 86_400 <= trade.nanoseconds / 1e9 <= end]
    assert int(ask(server, "SELECT count() FROM $table WHERE $timeFilter", **parameters)) == len(inside)
    lines = ask(
        server, "SELECT $timeSeries AS t, count() FROM $table WHERE $timeFilter GROUP BY t ORDER BY t", **parameters).splitlines()
    hours = sorted({trade.hour for trade in inside})
    assert [line.split("\t")[0] for line in lines] == [str(hour * 1000) for hour in hours]
    groups = ask(server, "$columns(ticker, count() AS c) FROM $table", **parameters).splitlines()
    assert len(groups) == len(hours) and "('BTC-USD'," in "".join(groups)


DATA = ROOT / "Tests/Clients/data"


def test_the_articles_panels_and_views_as_written():
    """The original article's table, views and panel queries, word for word, with their macros left for the server."""
    rows, end = trades.make(2000)
    with Server() as server:
        for name in ["01_agent_trades.sql", "02_skip_indexes.sql", "03_materialized_views.sql"]:
            for statement in (DATA / name).read_text().split(";"):
                if statement.strip():
                    server.query(statement)
        server.query(trades.insert(rows))
        queries = (DATA / "05_queries.sql").read_text().split("-- grafana: ")[1:]
        begin, interval = end - 5 * 86_400, 7200
        parameters = {"database": "default", "from": begin * 1000, "to": end * 1000, "interval_ms": interval * 1000}
        closed = [
            trade for trade in rows
            if trade.status == "filled" and begin <= trade.nanoseconds / 1e9 <= end and trade.pnl is not None]

        series = ask(server, "--" + queries[0].split(";")[0], **parameters).splitlines()
        groups = grouped(closed, lambda trade: (trade.seconds // interval * interval, trade.agent))
        found = {(row[0], row[1]): float(row[2]) for row in (line.split("\t") for line in series)}
        assert len(found) == len(groups) == len(series)
        for (at, agent), group in groups.items():
            assert abs(found[f"{moment(at):%Y-%m-%d %H:%M:%S}", agent] - pnl(group)) < 1e-6

        ranking = [line.split("\t") for line in ask(server, "--" + queries[1].split(";")[0], **parameters).splitlines()]
        assert 0 < len(ranking) <= 25
        for agent, strategy, net, *_ in ranking:
            own = [trade for trade in closed if (trade.agent, trade.strategy) == (agent, strategy)]
            assert abs(float(net) - pnl(own)) < 0.006
        flow = "SELECT sum(trade_count), sum(volume_usd) FROM mv_trade_flow_1m"
        count, volume = server.query(flow).split()
        filled = [trade for trade in rows if trade.status == "filled"]
        assert int(count) == len(filled) and abs(float(volume) - sum(trade.notional for trade in filled)) < 1e-3
