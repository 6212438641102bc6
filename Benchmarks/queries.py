"""What is measured: the seed's queries, word for word, and panels that dashboards over trades show; each in DuckDB's dialect
where it can say the same. `{now}` is the newest trade's time, so that every engine sees the same window."""

import dataclasses
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Differential"))

import seed_queries  # noqa: E402


@dataclasses.dataclass(frozen=True)
class Query:
    name: str
    clickhouse: str
    # None: DuckDB cannot say the same.
    duckdb: str | None
    # Columns of the answer that are summed to compare answers too large to compare row by row.
    sums: tuple[str, ...] = ()
    # Columns that engines may answer differently, and by how much of the value: quantiles of a sample.
    tolerances: tuple[tuple[str, float], ...] = ()

    @property
    def chdb(self) -> str:
        # ClickHouse refuses the alias that hides the column; Colonnade takes it as its author meant it.
        return self.clickhouse.replace("sum(pnl_usd) AS pnl_usd", "sum(pnl_usd) AS pnl")


SEED_NAMES = (
    "leaderboard", "strategy comparison", "fill rate by hour of day", "drawdown", "sharpe from the view",
    "grafana: P&L series", "grafana: leaderboard panel",
)

_DUCKDB_OF_SEED = {
    "leaderboard": """
        SELECT agent_id, strategy_name, count(*) AS total_trades, round(sum(pnl_usd), 2) AS total_pnl_usd,
            round(avg(pnl_usd) / nullif(stddev_pop(pnl_usd), 0) * sqrt(252), 3) AS annualised_sharpe,
            round(count(*) FILTER (pnl_usd > 0) / count(*) * 100, 1) AS win_rate_pct,
            round(sum(notional_usd) / 1e6, 2) AS volume_m_usd, round(avg(fill_latency_ms), 1) AS avg_fill_ms
        FROM agent_trades
        WHERE status = 'filled' AND pnl_usd IS NOT NULL AND timestamp >= {now} - INTERVAL 30 DAY
        GROUP BY agent_id, strategy_name HAVING count(*) >= 20 ORDER BY annualised_sharpe DESC LIMIT 20""",
    "strategy comparison": """
        SELECT strategy_name, count(DISTINCT agent_id) AS agent_count, count(*) AS total_trades,
            round(sum(pnl_usd), 2) AS total_pnl, round(avg(pnl_usd), 4) AS avg_trade_pnl,
            round(avg(slippage_bps), 2) AS avg_slippage_bps,
            round(avg(fee_usd / nullif(notional_usd, 0) * 10000), 2) AS avg_fee_bps,
            round(avg(pnl_usd / nullif(notional_usd, 0) * 10000), 2) AS avg_return_bps,
            round(sum(pnl_usd) FILTER (pnl_usd > 0) / nullif(abs(sum(pnl_usd) FILTER (pnl_usd < 0)), 0), 3)
                AS profit_factor,
            round(count(*) / count(DISTINCT agent_id) / date_diff('day', min(timestamp), max(timestamp)), 1)
                AS trades_per_agent_day
        FROM agent_trades WHERE status = 'filled' AND pnl_usd IS NOT NULL
        GROUP BY strategy_name ORDER BY total_pnl DESC""",
    "fill rate by hour of day": """
        SELECT hour(timestamp) AS utc_hour, order_type, count(*) AS orders,
            round(count(*) FILTER (status = 'filled') / count(*) * 100, 1) AS fill_rate_pct,
            round(avg(fill_ratio) * 100, 1) AS avg_fill_pct, round(avg(slippage_bps), 2) AS avg_slippage_bps,
            round(reservoir_quantile(slippage_bps, 0.95), 2) AS p95_slippage_bps,
            round(avg(fill_latency_ms), 0) AS avg_latency_ms, round(sum(notional_usd) / 1e6, 2) AS volume_m_usd
        FROM agent_trades WHERE timestamp >= {now} - INTERVAL 7 DAY
        GROUP BY utc_hour, order_type ORDER BY utc_hour, order_type""",
    "drawdown": """
        SELECT agent_id, day, cumulative_pnl, max(cumulative_pnl) OVER w AS running_peak,
            (cumulative_pnl - max(cumulative_pnl) OVER w) / nullif(max(cumulative_pnl) OVER w, 0) AS drawdown_pct
        FROM (
            SELECT agent_id, timestamp, timestamp::DATE AS day, sum(pnl_usd) OVER (
                PARTITION BY agent_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS cumulative_pnl
            FROM agent_trades WHERE status = 'filled' AND pnl_usd IS NOT NULL)
        WINDOW w AS (PARTITION BY agent_id ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        ORDER BY agent_id, timestamp""",
    "grafana: P&L series": """
        SELECT time_bucket(INTERVAL 3600 SECOND, timestamp) AS time, agent_id, sum(pnl_usd) AS pnl_usd
        FROM agent_trades
        WHERE status = 'filled' AND pnl_usd IS NOT NULL AND timestamp >= {now} - INTERVAL 30 DAY
        GROUP BY time, agent_id ORDER BY time""",
    "grafana: leaderboard panel": """
        SELECT agent_id, strategy_name, round(sum(pnl_usd), 2) AS "Net P&L ($)",
            round(avg(pnl_usd) / nullif(stddev_pop(pnl_usd), 0) * sqrt(252), 2) AS "Sharpe",
            round(count(*) FILTER (pnl_usd > 0) / count(*) * 100, 1) AS "Win Rate %", count(*) AS "Trades"
        FROM agent_trades WHERE timestamp >= {now} - INTERVAL 30 DAY AND status = 'filled'
        GROUP BY agent_id, strategy_name HAVING count(*) >= 5 ORDER BY "Sharpe" DESC LIMIT 25""",
}

_SUMS = {"drawdown": ("cumulative_pnl", "running_peak", "toUInt32(day)")}

# ClickHouse's `quantile` looks at a sample of the rows where there are many; which ones depends on threads and parts.
_TOLERANCES = {"fill rate by hour of day": (("p95_slippage_bps", 0.05),)}

_PANELS = [
    Query("count", "SELECT count() FROM agent_trades", "SELECT count(*) FROM agent_trades"),
    Query(
        "newest trades",
        "SELECT timestamp, agent_id, ticker, price, pnl_usd FROM agent_trades ORDER BY timestamp DESC LIMIT 100",
        "SELECT timestamp, agent_id, ticker, price, pnl_usd FROM agent_trades ORDER BY timestamp DESC LIMIT 100"),
    Query(
        "one agent's newest trades",
        "SELECT timestamp, ticker, price, pnl_usd FROM agent_trades WHERE agent_id = 'agent-7' "
        "ORDER BY timestamp DESC LIMIT 100",
        "SELECT timestamp, ticker, price, pnl_usd FROM agent_trades WHERE agent_id = 'agent-7' "
        "ORDER BY timestamp DESC LIMIT 100"),
    Query(
        "one agent's P&L by hour",
        "SELECT toStartOfHour(timestamp) AS t, sum(pnl_usd) FROM agent_trades "
        "WHERE agent_id = 'agent-3' AND timestamp >= {now} - INTERVAL 7 DAY GROUP BY t ORDER BY t",
        "SELECT date_trunc('hour', timestamp) AS t, sum(pnl_usd) FROM agent_trades "
        "WHERE agent_id = 'agent-3' AND timestamp >= {now} - INTERVAL 7 DAY GROUP BY t ORDER BY t"),
    Query(
        "volume by minute, last hour",
        "SELECT toStartOfMinute(timestamp) AS t, ticker, sum(notional_usd) FROM agent_trades "
        "WHERE timestamp >= {now} - INTERVAL 1 HOUR GROUP BY t, ticker ORDER BY t, ticker",
        "SELECT date_trunc('minute', timestamp) AS t, ticker, sum(notional_usd) FROM agent_trades "
        "WHERE timestamp >= {now} - INTERVAL 1 HOUR GROUP BY t, ticker ORDER BY t, ticker"),
    Query(
        "candles of one ticker",
        "SELECT toStartOfInterval(timestamp, INTERVAL 15 MINUTE) AS t, argMin(price, timestamp), max(price), "
        "min(price), argMax(price, timestamp), sum(quantity) FROM agent_trades WHERE ticker = 'BTC-USD' "
        "GROUP BY t ORDER BY t",
        "SELECT time_bucket(INTERVAL 15 MINUTE, timestamp) AS t, arg_min(price, timestamp), max(price), "
        "min(price), arg_max(price, timestamp), sum(quantity) FROM agent_trades WHERE ticker = 'BTC-USD' "
        "GROUP BY t ORDER BY t"),
    Query(
        "volume by market and day",
        "SELECT toDate(timestamp) AS day, market, sum(notional_usd), count() FROM agent_trades "
        "GROUP BY day, market ORDER BY day, market",
        "SELECT timestamp::DATE AS day, market, sum(notional_usd), count(*) FROM agent_trades "
        "GROUP BY day, market ORDER BY day, market"),
    Query(
        "sessions with most trades",
        "SELECT session_id, count() AS n, sum(pnl_usd) FROM agent_trades GROUP BY session_id "
        "ORDER BY n DESC, session_id LIMIT 10",
        "SELECT session_id, count(*) AS n, sum(pnl_usd) FROM agent_trades GROUP BY session_id "
        "ORDER BY n DESC, session_id LIMIT 10"),
    Query(
        "orders by number (every row a group)",
        "SELECT pf_order_id, count() AS n FROM agent_trades GROUP BY pf_order_id ORDER BY n DESC, pf_order_id LIMIT 5",
        "SELECT pf_order_id, count(*) AS n FROM agent_trades GROUP BY pf_order_id ORDER BY n DESC, pf_order_id LIMIT 5"),
    Query(
        "largest trades",
        "SELECT agent_id, ticker, timestamp, notional_usd FROM agent_trades ORDER BY notional_usd DESC, timestamp LIMIT 20",
        "SELECT agent_id, ticker, timestamp, notional_usd FROM agent_trades ORDER BY notional_usd DESC, timestamp LIMIT 20"),
]


def all_queries() -> list[Query]:
    seed = [
        Query(name, sql.replace("now()", "{now}"), _DUCKDB_OF_SEED.get(name), _SUMS.get(name, ()),
              _TOLERANCES.get(name, ()))
        for name, (_, sql) in zip(SEED_NAMES, seed_queries.queries(), strict=True)
    ]
    return seed + _PANELS
