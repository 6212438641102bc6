/// How the P&L of agents added up, with the high-water mark.
enum EquityBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-equity", title: "Equity Curve",
        summary: "Cumulative P&L of the chosen agents since their first trade, and its high-water mark. Reads the "
            + "hourly view.",
        variables: [.agent, .strategy],
        panels: [netPnl, sharpe, fall, wins, perAgent, highWater, perStrategy])

    private static let table = "mv_agent_pnl_hourly"
    private static let chosen = "\(Chosen.agents) AND \(Chosen.strategies)"

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ sql: String) -> Panel {
        Panel(title: title, summary: summary, kind: .stat, width: 6, height: 4, queries: [.table(sql)], field: field)
    }

    private static let netPnl = stat(
        "Net P&L", "Realised P&L in the range.",
        Field(unit: .usd, decimals: 0, colour: .thresholds, thresholds: .signed),
        """
        SELECT ifNull(sumMerge(pnl_sum), 0) AS "Net P&L"
        FROM \(table)
        WHERE $__timeFilter(hour) AND \(chosen)
        LIMIT 1
        """)

    private static let sharpe = stat(
        "Sharpe ratio",
        "Mean of daily P&L over its standard deviation, times the root of 365. Needs five days with trades.",
        Field(unit: .none, decimals: 2, colour: .thresholds, thresholds: .falling(0, 1)),
        """
        SELECT if(count() >= 5, avg(pnl) / nullIf(stddevPop(pnl), 0) * sqrt(365), NULL) AS "Sharpe"
        FROM
        (
            SELECT toDate(hour) AS day, ifNull(sumMerge(pnl_sum), 0) AS pnl
            FROM \(table)
            WHERE $__timeFilter(hour) AND \(chosen)
            GROUP BY day
        )
        LIMIT 1
        """)

    private static let fall = stat(
        "Maximum drawdown", "The deepest fall of equity below its peak in the range, hour by hour.",
        Field(unit: .usd, decimals: 0, colour: .fixed(Palette.critical)),
        """
        SELECT max(peak - equity) AS "Maximum drawdown"
        FROM
        (
            SELECT hour, equity, greatest(0, max(equity) OVER (ORDER BY hour)) AS peak
            FROM
            (
                SELECT hour, sum(ifNull(sumMerge(pnl_sum), 0)) OVER (ORDER BY hour) AS equity
                FROM \(table)
                WHERE hour <= $__toTime AND \(chosen)
                GROUP BY hour
            )
        )
        WHERE $__timeFilter(hour)
        LIMIT 1
        """)

    private static let wins = stat(
        "Win rate", "Trades closed with a gain, of all closed trades.",
        Field(unit: .percent, decimals: 1, colour: .thresholds, thresholds: .falling(40, 50)),
        """
        SELECT sumMerge(winning_trades) / nullIf(countMerge(closed_trades), 0) * 100 AS "Win rate"
        FROM \(table)
        WHERE $__timeFilter(hour) AND \(chosen)
        LIMIT 1
        """)

    private static let perAgent = Panel(
        title: "Equity per agent",
        summary: "Cumulative P&L since the first trade, of the twelve chosen agents whose P&L moved most in the range.",
        kind: .timeSeries(.init()), width: 24, height: 9,
        queries: [
            .series(
                """
                SELECT time, agent_id AS agent, equity
                FROM
                (
                    SELECT
                        $__timeInterval(hour) AS time,
                        agent_id,
                        sum(ifNull(sumMerge(pnl_sum), 0)) OVER (PARTITION BY agent_id ORDER BY time) AS equity
                    FROM \(table)
                    WHERE hour <= $__toTime AND \(Chosen.strategies) AND agent_id IN
                    (
                        SELECT agent_id
                        FROM \(table)
                        WHERE $__timeFilter(hour) AND \(chosen)
                        GROUP BY agent_id
                        ORDER BY abs(ifNull(sumMerge(pnl_sum), 0)) DESC, agent_id
                        LIMIT 12
                    )
                    GROUP BY time, agent_id
                )
                WHERE $__timeFilter(time)
                ORDER BY time, agent
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 0), intervalMin: "1h")

    private static let highWater = Panel(
        title: "Equity and high-water mark",
        summary: "All chosen agents together: equity, its peak so far, and how far it is below.",
        kind: .timeSeries(.init()), width: 24, height: 9,
        queries: [
            .series(
                """
                SELECT time, equity AS "Equity", peak AS "High-water mark", equity - peak AS "Drawdown"
                FROM
                (
                    SELECT time, equity, greatest(0, max(equity) OVER (ORDER BY time)) AS peak
                    FROM
                    (
                        SELECT
                            $__timeInterval(hour) AS time,
                            sum(ifNull(sumMerge(pnl_sum), 0)) OVER (ORDER BY time) AS equity
                        FROM \(table)
                        WHERE hour <= $__toTime AND \(chosen)
                        GROUP BY time
                    )
                )
                WHERE $__timeFilter(time)
                ORDER BY time
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 0),
        overrides: [
            FieldOverride("Equity", field: Field(unit: .usd, decimals: 0, colour: .fixed(Palette.good))),
            FieldOverride("High-water mark", field: Field(unit: .usd, decimals: 0, colour: .fixed(Palette.peak))),
            FieldOverride(
                "Drawdown", field: Field(unit: .usd, decimals: 0, colour: .fixed(Palette.critical)), fill: 30),
        ], intervalMin: "1h")

    private static let perStrategy = Panel(
        title: "P&L by strategy", summary: "Realised P&L per interval, one bar per strategy.",
        kind: .timeSeries(.init(drawsBars: true, isStacked: true)), width: 24, height: 8,
        queries: [
            .series(
                """
                SELECT
                    $__timeInterval(hour) AS time,
                    strategy_name AS strategy,
                    ifNull(sumMerge(pnl_sum), 0) AS pnl
                FROM \(table)
                WHERE $__timeFilter(hour) AND \(chosen)
                GROUP BY time, strategy
                ORDER BY time, strategy
                LIMIT 20000
                """)
        ],
        field: Field(unit: .usd, decimals: 0), intervalMin: "1h")
}
