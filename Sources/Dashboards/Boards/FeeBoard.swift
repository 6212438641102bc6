/// What trading costs, and what is left.
enum FeeBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-fees", title: "Fee Efficiency",
        summary: "Fees in dollars, in basis points of volume, and against P&L. Reads the hourly views.",
        variables: [.agent, .strategy],
        panels: [paid, rate, share, overTime, byStrategy, byTicker, ranking])

    private static let table = "mv_agent_pnl_hourly"
    private static let chosen = "$__timeFilter(hour) AND \(Chosen.agents) AND \(Chosen.strategies)"
    private static let rateOf = "sumMerge(fee_sum) / nullIf(sumMerge(volume_sum), 0) * 10000"
    private static let bps = Field(
        unit: .basisPoints, decimals: 2, colour: .thresholds, thresholds: .rising(7, 10))

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ value: String) -> Panel {
        Panel(
            title: title, summary: summary, kind: .stat, width: 8, height: 4,
            queries: [.table("SELECT \(value) AS \"\(title)\"\nFROM \(table)\nWHERE \(chosen)\nLIMIT 1")],
            field: field)
    }

    private static let paid = stat(
        "Fees", "Paid in the range.", Field(unit: .usd, decimals: 0, colour: .fixed(Palette.neutral)),
        "sumMerge(fee_sum)")

    private static let rate = stat("Fee rate", "Fees over volume.", bps, rateOf)

    private static let share = stat(
        "Fees to P&L", "Fees, of the P&L before fees; nothing when there was no gain.",
        Field(unit: .percent, decimals: 1, colour: .thresholds, thresholds: .rising(30, 60)),
        "if(sumMerge(pnl_sum) + sumMerge(fee_sum) > 0, "
            + "sumMerge(fee_sum) / (sumMerge(pnl_sum) + sumMerge(fee_sum)) * 100, NULL)")

    private static let overTime = Panel(
        title: "Fees by strategy", summary: "Dollars per interval, of an hour at least.",
        kind: .timeSeries(.init(drawsBars: true, isStacked: true)), width: 24, height: 9,
        queries: [
            .series(
                """
                SELECT $__timeInterval(hour) AS time, strategy_name AS strategy, sumMerge(fee_sum) AS fees
                FROM \(table)
                WHERE \(chosen)
                GROUP BY time, strategy
                ORDER BY time, strategy
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 2), intervalMin: "1h")

    private static let byStrategy = Panel(
        title: "P&L per dollar of fees, by strategy", summary: "Below zero the strategy lost money beside its fees.",
        kind: .barChart(isHorizontal: true), width: 12, height: 9,
        queries: [
            .table(
                """
                SELECT strategy_name AS "Strategy", sumMerge(pnl_sum) / nullIf(sumMerge(fee_sum), 0) AS "P&L per fee"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY strategy_name
                ORDER BY "P&L per fee" DESC, "Strategy"
                LIMIT 50
                """)
        ],
        field: Field(unit: .none, decimals: 2, colour: .thresholds, thresholds: .signed))

    private static let byTicker = Panel(
        title: "Fees by ticker", summary: "All agents: the twenty tickers that cost most.",
        kind: .barChart(isHorizontal: true), width: 12, height: 9,
        queries: [
            .table(
                """
                SELECT ticker AS "Ticker", sum(fee_usd_sum) AS "Fees"
                FROM mv_ticker_hourly
                WHERE $__timeFilter(hour)
                GROUP BY ticker
                ORDER BY "Fees" DESC, "Ticker"
                LIMIT 20
                """)
        ],
        field: Field(unit: .usd, decimals: 0, colour: .fixed(Palette.neutral)))

    private static let ranking = Panel(
        title: "Agents", summary: "P&L and fees in the range; the ratio is P&L per dollar of fees.",
        kind: .table(sortedBy: "Fees"), width: 24, height: 12,
        queries: [
            .table(
                """
                SELECT
                    agent_id AS "Agent",
                    countMerge(trade_count) AS "Trades",
                    sumMerge(volume_sum) AS "Volume",
                    sumMerge(fee_sum) AS "Fees",
                    \(rateOf) AS "Fee rate",
                    ifNull(sumMerge(pnl_sum), 0) AS "P&L",
                    "P&L" / nullIf("Fees", 0) AS "P&L per fee"
                FROM \(table)
                WHERE \(chosen)
                GROUP BY agent_id
                ORDER BY "Fees" DESC, "Agent"
                LIMIT 200
                """)
        ],
        field: Field(unit: .usd, decimals: 0),
        overrides: [
            FieldOverride(
                "Agent", field: Field(unit: .string),
                link: .init(title: "Equity curve of ${__value.text}", uid: "colonnade-equity", variable: "agent")),
            FieldOverride("Trades", field: Field(unit: .short, decimals: 0)),
            FieldOverride("Fee rate", field: bps),
            FieldOverride(
                "P&L per fee",
                field: Field(unit: .none, decimals: 2, colour: .thresholds, thresholds: .signed), cell: .coloured),
        ])
}
