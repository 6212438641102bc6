/// The trades of agents: their table, its skip indexes, and the views that dashboards read.
///
/// Views keep sums and counts, never averages: averages that a SummingMergeTree adds up are wrong as soon as two of its
/// parts are merged. `sum(price_sum) / sum(trade_count)` is right at any time.
package enum TradeSchema {
    package static let database = "agent_analytics"

    /// Statements that make what is missing, in order.
    package static let statements = [
        """
        CREATE TABLE IF NOT EXISTS agent_trades
        (
            trade_id         UUID             DEFAULT generateUUIDv4(),
            agent_id         String,
            strategy_name    LowCardinality(String),
            session_id       String,
            timestamp        DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
            created_at       DateTime          DEFAULT now(),
            market           LowCardinality(String),
            ticker           LowCardinality(String),
            side             Enum8('buy' = 1, 'sell' = 2),
            order_type       LowCardinality(String),
            quantity         Float64           CODEC(Gorilla, ZSTD(1)),
            price            Float64           CODEC(Gorilla, ZSTD(1)),
            notional_usd     Float64           CODEC(Gorilla, ZSTD(1)),
            fee_usd          Float64           CODEC(Gorilla, ZSTD(1)),
            slippage_bps     Float32           CODEC(Gorilla, ZSTD(1)),
            fill_latency_ms  UInt32            CODEC(T64, ZSTD(1)),
            pnl_usd          Nullable(Float64) CODEC(Gorilla, ZSTD(1)),
            cumulative_pnl   Nullable(Float64) CODEC(Gorilla, ZSTD(1)),
            status           Enum8('pending' = 0, 'filled' = 1, 'partial' = 2, 'cancelled' = 3),
            fill_ratio       Float32           DEFAULT 0,
            pf_order_id      String,
            pf_api_version   LowCardinality(String),
            referral_code    Nullable(String),
            extra            Map(String, String)
        )
        ENGINE = ReplicatedMergeTree(
            '/clickhouse/tables/{layer}-{shard}/agent_trades',
            '{replica}'
        )
        PARTITION BY toYYYYMM(timestamp)
        ORDER BY (agent_id, timestamp)
        TTL timestamp + INTERVAL 2 YEAR
        SETTINGS
            index_granularity = 8192,
            storage_policy = 'tiered',
            codec_policy = 'best'
        """,
        """
        ALTER TABLE agent_trades ADD INDEX IF NOT EXISTS idx_agent_bloom (agent_id) TYPE bloom_filter(0.01)
            GRANULARITY 1
        """,
        """
        ALTER TABLE agent_trades ADD INDEX IF NOT EXISTS idx_ticker_minmax (ticker) TYPE minmax GRANULARITY 1
        """,
        """
        CREATE MATERIALIZED VIEW IF NOT EXISTS mv_agent_pnl_hourly
        ENGINE = SummingMergeTree()
        PARTITION BY toYYYYMM(hour)
        ORDER BY (agent_id, strategy_name, hour)
        POPULATE
        AS SELECT
            toStartOfHour(timestamp)        AS hour,
            agent_id,
            strategy_name,
            countState()                    AS trade_count,
            sumState(pnl_usd)               AS pnl_sum,
            sumState(notional_usd)          AS volume_sum,
            sumState(fee_usd)               AS fee_sum,
            sumState(if(pnl_usd > 0, 1, 0)) AS winning_trades,
            countState(pnl_usd)             AS closed_trades,
            sumState(fill_latency_ms)       AS latency_sum
        FROM agent_trades
        WHERE status = 1
        GROUP BY hour, agent_id, strategy_name
        """,
        """
        CREATE MATERIALIZED VIEW IF NOT EXISTS mv_trade_flow_1m
        ENGINE = SummingMergeTree()
        PARTITION BY toYYYYMM(minute)
        ORDER BY (minute, market, ticker, side)
        POPULATE
        AS SELECT
            toStartOfMinute(timestamp)      AS minute,
            market,
            ticker,
            side,
            count()                         AS trade_count,
            sum(notional_usd)               AS volume_usd,
            sum(price)                      AS price_sum,
            sum(toFloat64(slippage_bps))    AS slippage_sum
        FROM agent_trades
        WHERE status = 1
        GROUP BY minute, market, ticker, side
        """,
        """
        CREATE MATERIALIZED VIEW IF NOT EXISTS mv_ticker_hourly
        ENGINE = SummingMergeTree()
        PARTITION BY toYYYYMM(hour)
        ORDER BY (market, ticker, hour)
        POPULATE
        AS SELECT
            toStartOfHour(timestamp)                  AS hour,
            market,
            ticker,
            count()                                   AS trade_count,
            sum(notional_usd)                         AS volume_usd,
            sum(fee_usd)                              AS fee_usd_sum,
            sum(ifNull(pnl_usd, 0))                   AS pnl_usd_sum,
            sum(fill_latency_ms)                      AS latency_ms_sum,
            sum(toFloat64(slippage_bps))              AS slippage_bps_sum,
            quantileTDigestState(0.99)(slippage_bps)  AS slippage_tail
        FROM agent_trades
        WHERE status = 1
        GROUP BY hour, market, ticker
        """,
        """
        CREATE MATERIALIZED VIEW IF NOT EXISTS mv_agent_sharpe_daily
        ENGINE = AggregatingMergeTree()
        PARTITION BY toYYYYMM(day)
        ORDER BY (agent_id, day)
        POPULATE
        AS SELECT
            toDate(timestamp)                   AS day,
            agent_id,
            avgState(pnl_usd)                   AS avg_pnl_state,
            stddevPopState(pnl_usd)             AS std_pnl_state,
            countState()                        AS trade_count_state
        FROM agent_trades
        WHERE status = 1 AND pnl_usd IS NOT NULL
        GROUP BY day, agent_id
        """,
    ]
}
