/// The first look: is money made, is there trade, are fills good.
enum OverviewBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-overview", title: "Agent Analytics",
        summary: "P&L, trades per hour and slippage of all agents. Reads the hourly views.",
        refresh: "30s", variables: [.market, .ticker],
        panels: [pnl, active, perHour, fill, average, tail, equity, flow, leaders, markets])

    private static let table = "mv_ticker_hourly"
    private static let chosen = "$__timeFilter(hour) AND \(Chosen.markets) AND \(Chosen.tickers)"

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ sql: String) -> Panel {
        Panel(title: title, summary: summary, kind: .stat, width: 4, height: 4, queries: [.table(sql)], field: field)
    }

    private static func value(_ sql: String, _ title: String) -> String {
        "SELECT \(sql) AS \"\(title)\"\nFROM \(table)\nWHERE \(chosen)\nLIMIT 1"
    }

    private static let pnl = stat(
        "Agent P&L", "Realised P&L in the range: 30 days unless another one is chosen.",
        Field(unit: .usd, decimals: 0, colour: .thresholds, thresholds: .signed), value("sum(pnl_usd_sum)", "P&L"))

    private static let active = stat(
        "Active agents", "Agents that traded in the range.",
        Field(unit: .none, decimals: 0, colour: .fixed(Palette.neutral)),
        "SELECT uniqExact(agent_id) AS \"Agents\"\nFROM mv_agent_pnl_hourly\nWHERE $__timeFilter(hour)\nLIMIT 1")

    private static let perHour = stat(
        "Trades per hour", "Filled trades over the hours that had any.",
        Field(unit: .short, decimals: 0, colour: .fixed(Palette.neutral)),
        value("sum(trade_count) / nullIf(uniqExact(hour), 0)", "Trades per hour"))

    private static let fill = stat(
        "Average fill", "From order to fill.", Field(unit: .milliseconds, decimals: 0, colour: .fixed(Palette.neutral)),
        value("sum(latency_ms_sum) / nullIf(sum(trade_count), 0)", "Average fill"))

    private static let average = stat(
        "Average slippage", "Of filled trades.",
        Field(unit: .basisPoints, decimals: 2, colour: .thresholds, thresholds: .rising(3, 6)),
        value("sum(slippage_bps_sum) / nullIf(sum(trade_count), 0)", "Average slippage"))

    private static let tail = stat(
        "Slippage p99", "One trade of a hundred is worse.",
        Field(unit: .basisPoints, decimals: 2, colour: .thresholds, thresholds: .rising(8, 12)),
        value("quantileTDigestMerge(0.99)(slippage_tail)", "p99"))

    private static let equity = Panel(
        title: "P&L of all agents", summary: "Added up from the begin of the range.",
        kind: .timeSeries(.init(fill: 15)), width: 12, height: 9,
        queries: [
            .series(
                """
                SELECT $__timeInterval(hour) AS time, sum(sum(pnl_usd_sum)) OVER (ORDER BY time) AS "P&L"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY time
                ORDER BY time
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 0, colour: .fixed(Palette.good)), intervalMin: "1h")

    private static let flow = Panel(
        title: "Volume by market", summary: "Notional value per interval, of an hour at least.",
        kind: .timeSeries(.init(drawsBars: true, isStacked: true)), width: 12, height: 9,
        queries: [
            .series(
                """
                SELECT $__timeInterval(hour) AS time, market, sum(volume_usd) AS volume
                FROM \(table)
                WHERE \(chosen)
                GROUP BY time, market
                ORDER BY time, market
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 0), intervalMin: "1h")

    private static let leaders = Panel(
        title: "Best agents", summary: "By P&L in the range, all markets.", kind: .table(sortedBy: nil), width: 12,
        height: 10,
        queries: [
            .table(
                """
                SELECT
                    agent_id AS "Agent",
                    ifNull(sumMerge(pnl_sum), 0) AS "P&L",
                    countMerge(trade_count) AS "Trades",
                    sumMerge(winning_trades) / nullIf(countMerge(closed_trades), 0) * 100 AS "Win rate"
                FROM mv_agent_pnl_hourly
                WHERE $__timeFilter(hour)
                GROUP BY agent_id
                ORDER BY "P&L" DESC, "Agent"
                LIMIT 10
                """)
        ],
        field: Field(unit: .usd, decimals: 0),
        overrides: [
            FieldOverride(
                "Agent", field: Field(unit: .string),
                link: .init(title: "Equity curve of ${__value.text}", uid: "colonnade-equity", variable: "agent")),
            FieldOverride("Trades", field: Field(unit: .short, decimals: 0)),
            FieldOverride("Win rate", field: Field(unit: .percent, decimals: 1)),
        ])

    private static let markets = Panel(
        title: "Tickers", summary: "The tickers with most volume.", kind: .table(sortedBy: nil), width: 12, height: 10,
        queries: [
            .table(
                """
                SELECT
                    market AS "Market",
                    ticker AS "Ticker",
                    sum(volume_usd) AS "Volume",
                    sum(trade_count) AS "Trades",
                    sum(pnl_usd_sum) AS "P&L",
                    sum(slippage_bps_sum) / sum(trade_count) AS "Slippage"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY market, ticker
                ORDER BY "Volume" DESC, "Ticker"
                LIMIT 20
                """)
        ],
        field: Field(unit: .usd, decimals: 0),
        overrides: [
            FieldOverride("Market", "Ticker", field: Field(unit: .string)),
            FieldOverride("Trades", field: Field(unit: .short, decimals: 0)),
            FieldOverride("Slippage", field: Field(unit: .basisPoints, decimals: 2)),
        ])
}
