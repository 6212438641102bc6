"""The dashboards as Grafana asks for them: each panel's query is taken out of the committed JSON, its macros are expanded as
the plugin does and, apart, left for the server; both answers must be equal, of the right shape, and equal to plain Python."""

import json
import math
import time
import urllib.error
import urllib.request

import pytest

import trades
from expectations import Expected, Range
from grafana_macros import Backend, browser
from native import NativeReader
from server import ROOT, Server

DASHBOARDS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "dashboards").glob("*.json"))}
PANELS = [
    (uid, panel, target)
    for uid, dashboard in DASHBOARDS.items() for panel in dashboard["panels"] for target in panel["targets"]]
TITLES = [f"{uid} {panel['title']} {target['refId']}" for uid, panel, target in PANELS]
# Empty when all is well.
MAY_BE_EMPTY = {"Merges at this moment", "Notices to webhooks", "Alert thresholds of the server"}
# A sketch, not a sum: t-digest's rank is exact within a percent.
APPROXIMATE = {"Slippage p99", "Average and p99 over time"}
SPANS = {"now-30d": 30 * 86_400, "now-7d": 7 * 86_400, "now-6h": 6 * 3600, "now-1h": 3600}
ALL = {"agent": None, "strategy": None, "market": None, "ticker": None, "capital": 100000, "warning": 10, "critical": 20}


class Seeded:
    def __init__(self, server: Server, rows: list[trades.Trade], end: int):
        self.server, self.rows, self.end = server, rows, end

    def window(self, uid: str, panel: dict) -> Range:
        """As Grafana opens the dashboard, at a moment that is no whole hour."""
        if uid == "colonnade-health":
            end = int(time.time()) + 2
            return Range(end - 3600, end, 10)
        span = SPANS[DASHBOARDS[uid]["time"]["from"]]
        least = {"1h": 3600, "1m": 60, "10s": 10}.get(panel.get("interval"), 1)
        return Range(self.end + 777 - span, self.end + 777, max(least, span // panel.get("maxDataPoints", 400)))

    def native(self, sql: str, **parameters):
        parameters = {"default_format": "Native", "client_protocol_version": 54460, "database": "agent_analytics", **parameters}
        return NativeReader(self.server.query(sql, **parameters)).table()


@pytest.fixture(scope="module")
def seeded():
    with Server(arguments=["--trades"]) as server:
        rows, end = trades.make()
        for begin in range(0, len(rows), 5000):
            server.query(trades.insert(rows[begin:begin + 5000]), database="agent_analytics")
        server.query("OPTIMIZE TABLE mv_agent_pnl_hourly", database="agent_analytics")
        with pytest.raises(urllib.error.HTTPError):
            server.query("SELECT nosuch")
        yield Seeded(server, rows, end)


def close(found, wanted) -> bool:
    if isinstance(found, float) or isinstance(wanted, float):
        return found is not None and wanted is not None and math.isclose(found, wanted, rel_tol=1e-6, abs_tol=1e-6)
    return found == wanted


def same(found: tuple, wanted: tuple) -> bool:
    return all(close(*pair) for pair in zip(found, wanted, strict=True))


@pytest.mark.parametrize("uid, panel, target", PANELS, ids=TITLES)
def test_panel(seeded, uid, panel, target):
    window = seeded.window(uid, panel)
    sql = browser(target["rawSql"], ALL)
    milliseconds = (window.begin * 1000, window.end * 1000, window.interval * 1000)
    expanded = Backend(*milliseconds).expand(sql)
    assert "$" not in expanded
    names, kinds, rows = seeded.native(expanded)
    begin, end, interval = milliseconds
    assert "$__" in sql
    if uid != "colonnade-health":  # its numbers move with every query
        of_server = seeded.native(sql, **{"from": begin, "to": end, "interval_ms": interval})
        assert of_server[:2] == (names, kinds) and len(of_server[2]) == len(rows)
        # Sums of floats differ in the last digit with the order of threads.
        assert panel["title"] in APPROXIMATE or all(same(*pair) for pair in zip(of_server[2], rows))
    check_shape(panel, target, names, kinds, rows)
    if panel["title"] not in MAY_BE_EMPTY:
        assert rows, "empty on demo data"
    if uid == "colonnade-health" or target["refId"] != "A" or "system." in sql:
        return
    wanted = Expected(seeded.rows, window).rows(uid, panel["title"])
    assert wanted is not None, "no independent computation"
    if panel["title"] == "Slippage p99":
        assert abs(rows[0][0] - wanted[0][0]) < 0.3
        return
    if panel["title"] == "Average and p99 over time":
        rows = [(*row[:2], None) for row in rows]
    assert len(rows) == len(wanted)
    for found, row in zip(rows, wanted):
        assert same(found, row), (names, found, row)


def check_shape(panel, target, names, kinds, rows):
    assert len(set(names)) == len(names)
    is_time = [kind.startswith("DateTime") for kind in kinds]
    is_text = [kind in ("String", "LowCardinality(String)") or kind.startswith("Enum") for kind in kinds]
    numbers = len(kinds) - sum(is_time) - sum(is_text)
    if target["format"] == 0:
        assert is_time[0] and sum(is_time) == 1 and numbers >= 1
        moments = [row[0] for row in rows]
        assert moments == sorted(moments), "the plugin refuses a long frame that is not in order of time"
        keys = [tuple(value for value, text, moment in zip(row, is_text, is_time) if text or moment) for row in rows]
        assert len(set(keys)) == len(keys), "two rows for one time and one label"
    elif panel["type"] == "stat":
        assert len(kinds) == 1 and numbers == 1 and len(rows) <= 1
    elif panel["type"] in ("barchart", "bargauge"):
        assert is_text[0] and numbers >= 1 and len(rows) <= 200


@pytest.mark.parametrize("uid, panel, target", PANELS, ids=TITLES)
def test_chosen_values_narrow_the_answer(seeded, uid, panel, target):
    """With one agent, strategy, market and ticker chosen, only theirs are left; a quote in a name is no injection."""
    variables = [name for name in ("agent", "strategy", "market", "ticker") if "${" + name in target["rawSql"]]
    if not variables:
        pytest.skip("not narrowed by variables")
    window = seeded.window(uid, panel)
    chosen = {"agent": ["agent-1"], "strategy": ["grid"], "market": ["crypto"], "ticker": ["BTC-USD"]}
    expand = Backend(window.begin * 1000, window.end * 1000, window.interval * 1000).expand
    names, kinds, rows = seeded.native(expand(browser(target["rawSql"], {**ALL, **chosen})))
    kept = [
        trade for trade in seeded.rows
        if all({"agent": trade.agent, "strategy": trade.strategy, "market": trade.market,
                "ticker": trade.ticker}[name] in chosen[name] for name in variables)]
    wanted = Expected(kept, window).rows(uid, panel["title"]) if target["refId"] == "A" else None
    if wanted is not None and panel["title"] not in APPROXIMATE:
        assert len(rows) == len(wanted)
        assert all(same(*pair) for pair in zip(rows, wanted)), (rows[:3], wanted[:3])
    seeded.native(expand(browser(target["rawSql"], {**ALL, **{name: ["it's \\ '"] for name in variables}})))


@pytest.mark.parametrize("uid, name", [
    (uid, variable["name"]) for uid, dashboard in DASHBOARDS.items()
    for variable in dashboard["templating"]["list"] if variable["type"] == "query"])
def test_variable(seeded, uid, name):
    variable = next(one for one in DASHBOARDS[uid]["templating"]["list"] if one["name"] == name)
    assert variable["multi"] and variable["includeAll"]
    _, kinds, rows = seeded.native(variable["query"])
    attribute = {"agent": "agent", "strategy": "strategy", "market": "market", "ticker": "ticker"}[name]
    assert len(kinds) == 1
    assert [row[0] for row in rows] == sorted({getattr(trade, attribute) for trade in seeded.rows})


def test_the_servers_thresholds_are_shown():
    """A threshold on P&L: the Drawdown Monitor's last panel has each agent's sum, and who is below."""
    panel = next(one for one in DASHBOARDS["colonnade-drawdown"]["panels"] if one["title"].startswith("Alert thresholds"))
    with Server(arguments=["--trades"]) as server:
        rule = {"name": "losses", "builtin": {"kind": "pnl", "window_seconds": 3600}, "threshold": -5, "interval_seconds": 0}
        urllib.request.urlopen(urllib.request.Request(
            f"http://127.0.0.1:{server.port}/v1/thresholds", data=json.dumps(rule).encode(), method="POST",
            headers={"Content-Type": "application/json"}), timeout=10)
        rows, _ = trades.make(2000)
        rows = [
            trades.dataclasses.replace(trade, nanoseconds=time.time_ns() - index * 10**9) for index, trade in enumerate(rows[-50:])]
        server.query(trades.insert(rows), database="agent_analytics")
        sums = {}
        for trade in rows:
            if trade.status == "filled":
                sums[trade.agent] = sums.get(trade.agent, 0) + (trade.pnl or 0)
        seeded = Seeded(server, rows, int(time.time()))
        deadline = time.monotonic() + 20
        while True:
            now = int(time.time()) + 5
            sql = Backend((now - 3600) * 1000, now * 1000, 60_000).expand(panel["targets"][0]["rawSql"])
            _, _, found = seeded.native(sql)
            shown = {json.loads(labels).get("agent_id"): (state, value) for _, labels, state, value, *_ in found}
            # Agents whose trades were all cancelled may be there too, with nothing.
            if shown.keys() >= sums.keys() or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        assert shown.keys() >= sums.keys()
        for agent, total in sums.items():
            assert abs(shown[agent][1] - total) < 1e-6 and (shown[agent][0] == "firing") == (total < -5)
