/// Where and when fills are worse than the price that was asked for.
enum SlippageBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-slippage", title: "Slippage Heatmap",
        summary: "Slippage in basis points by hour of the day (UTC) and ticker. Reads the hourly view of tickers; the "
            + "histogram reads trades.",
        from: "now-7d", variables: [.market, .ticker],
        panels: [average, tail, heatmap, overTime, byTicker, histogram])

    private static let table = "mv_ticker_hourly"
    private static let chosen = "$__timeFilter(hour) AND \(Chosen.markets) AND \(Chosen.tickers)"
    private static let mean = "sum(slippage_bps_sum) / sum(trade_count)"
    private static let tailOf = "quantileTDigestMerge(0.99)(slippage_tail)"
    private static let bps = Field(
        unit: .basisPoints, decimals: 2, colour: .thresholds, thresholds: .rising(3, 6))

    private static let average = Panel(
        title: "Average slippage", summary: "Mean over all filled trades in the range.", kind: .stat, width: 12,
        height: 4,
        queries: [
            .table("SELECT sum(slippage_bps_sum) / nullIf(sum(trade_count), 0) AS \"Average\"\nFROM \(table)\n"
                + "WHERE \(chosen)\nLIMIT 1")
        ],
        field: bps)

    private static let tail = Panel(
        title: "Slippage p99", summary: "One trade of a hundred is worse (t-digest, within a percent of rank).",
        kind: .stat, width: 12, height: 4,
        queries: [.table("SELECT \(tailOf) AS \"p99\"\nFROM \(table)\nWHERE \(chosen)\nLIMIT 1")],
        field: Field(unit: .basisPoints, decimals: 2, colour: .thresholds, thresholds: .rising(8, 12)))

    private static let hours = (0..<24).map { hour in
        let name = hour < 10 ? "0\(hour)" : "\(hour)"
        let isIt = "toHour(hour) = \(hour)"
        return "    sumIf(slippage_bps_sum, \(isIt)) / nullIf(sumIf(trade_count, \(isIt)), 0) AS \"\(name)\""
    }

    private static let heatmap = Panel(
        title: "Hour of the day × ticker",
        summary: "Average slippage of filled trades: a row per ticker, a column per hour of the day in UTC.",
        kind: .table(sortedBy: nil), width: 24, height: 14,
        queries: [
            .table(
                """
                SELECT
                    ticker AS "Ticker",
                \(hours.joined(separator: ",\n"))
                FROM \(table)
                WHERE \(chosen)
                GROUP BY ticker
                ORDER BY "Ticker"
                LIMIT 200
                """)
        ],
        field: Field(unit: .none, decimals: 2, colour: .blueToRed),
        overrides: [
            FieldOverride("Ticker", field: Field(unit: .string)),
            FieldOverride(
                matching: "[0-2][0-9]", field: Field(unit: .none, decimals: 2, colour: .blueToRed), cell: .coloured),
        ])

    private static let overTime = Panel(
        title: "Average and p99 over time", summary: "Of all chosen tickers together.",
        kind: .timeSeries(.init()), width: 12, height: 9,
        queries: [
            .series(
                """
                SELECT $__timeInterval(hour) AS time, \(mean) AS "Average", \(tailOf) AS "p99"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY time
                ORDER BY time
                LIMIT 20000
                """)
        ],
        field: Field(unit: .basisPoints, decimals: 2),
        overrides: [
            FieldOverride(
                "Average", field: Field(unit: .basisPoints, decimals: 2, colour: .fixed(Palette.good))),
            FieldOverride("p99", field: Field(unit: .basisPoints, decimals: 2, colour: .fixed(Palette.critical))),
        ], intervalMin: "1h")

    private static let byTicker = Panel(
        title: "Average by ticker", summary: "The twenty tickers with most slippage.",
        kind: .barChart(isHorizontal: true), width: 12, height: 9,
        queries: [
            .table(
                """
                SELECT ticker AS "Ticker", \(mean) AS "Average"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY ticker
                ORDER BY "Average" DESC, "Ticker"
                LIMIT 20
                """)
        ],
        field: bps)

    private static let histogram = Panel(
        title: "Distribution", summary: "Filled trades per half basis point of slippage, from −10 to 50.",
        kind: .barChart(isHorizontal: false), width: 24, height: 8,
        queries: [
            .table(
                """
                SELECT toString(bucket) AS "Slippage, bps", trades AS "Trades"
                FROM
                (
                    SELECT floor(slippage_bps * 2) / 2 + 0 AS bucket, count() AS trades
                    FROM agent_trades
                    WHERE $__timeFilter(timestamp) AND status = 'filled' AND slippage_bps BETWEEN -10 AND 50
                        AND \(Chosen.markets) AND \(Chosen.tickers)
                    GROUP BY bucket
                    ORDER BY bucket
                    LIMIT 200
                )
                ORDER BY bucket
                LIMIT 200
                """)
        ],
        field: Field(unit: .short, colour: .fixed(Palette.good)))
}
