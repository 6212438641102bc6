/// Who trades best.
enum LeaderboardBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-leaderboard", title: "Agent Leaderboard",
        summary: "Agents by Sharpe ratio, with P&L, win rate, volume and maximum drawdown. Reads the hourly view.",
        refresh: "30s", variables: [.agent, .strategy],
        panels: [ranking, best, worst])

    private static let table = "mv_agent_pnl_hourly"
    private static let chosen = "$__timeFilter(hour) AND \(Chosen.agents) AND \(Chosen.strategies)"
    private static let keys = "agent_id, strategy_name"

    /// P&L of a day and the counts, then their sums over days.
    private static let totals = """
        SELECT
            \(keys),
            sum(pnl) AS net,
            if(count() >= 5, avg(pnl) / nullIf(stddevPop(pnl), 0) * sqrt(365), NULL) AS sharpe,
            sum(trades) AS all_trades,
            sum(wins) / nullIf(sum(closed), 0) * 100 AS win_rate,
            sum(volume) AS all_volume,
            sum(latency) / sum(trades) AS fill
        FROM
        (
            SELECT
                \(keys),
                toDate(hour) AS day,
                ifNull(sumMerge(pnl_sum), 0) AS pnl,
                countMerge(trade_count) AS trades,
                sumMerge(winning_trades) AS wins,
                countMerge(closed_trades) AS closed,
                sumMerge(volume_sum) AS volume,
                sumMerge(latency_sum) AS latency
            FROM \(table)
            WHERE \(chosen)
            GROUP BY \(keys), day
        )
        GROUP BY \(keys)
        """

    /// The deepest fall below the peak, from the begin of the range on.
    private static let falls = """
        SELECT \(keys), max(peak - equity) AS fall
        FROM
        (
            SELECT
                \(keys),
                equity,
                greatest(0, max(equity) OVER (PARTITION BY \(keys) ORDER BY time)) AS peak
            FROM
            (
                SELECT
                    \(keys),
                    $__timeInterval(hour) AS time,
                    sum(ifNull(sumMerge(pnl_sum), 0)) OVER (PARTITION BY \(keys) ORDER BY time) AS equity
                FROM \(table)
                WHERE \(chosen)
                GROUP BY \(keys), time
            )
        )
        GROUP BY \(keys)
        """

    private static let ranking = Panel(
        title: "Ranking",
        summary: "Sharpe is the mean of daily P&L over its standard deviation, times the root of 365, for agents with "
            + "at least five days of trades. Drawdown is in dollars below the peak, at up to 120 points of the range.",
        kind: .table(sortedBy: "Sharpe"), width: 24, height: 14,
        queries: [
            .table(
                """
                SELECT
                    totals.agent_id AS "Agent",
                    totals.strategy_name AS "Strategy",
                    totals.net AS "Net P&L",
                    totals.sharpe AS "Sharpe",
                    totals.win_rate AS "Win rate",
                    totals.all_trades AS "Trades",
                    totals.all_volume AS "Volume",
                    falls.fall AS "Max drawdown",
                    totals.fill AS "Average fill"
                FROM
                (
                \(totals.indented)
                ) AS totals
                INNER JOIN
                (
                \(falls.indented)
                ) AS falls
                ON totals.agent_id = falls.agent_id AND totals.strategy_name = falls.strategy_name
                ORDER BY "Sharpe" DESC NULLS LAST, "Agent"
                LIMIT 200
                """)
        ],
        field: Field(unit: .none),
        overrides: [
            FieldOverride(
                "Agent", field: Field(unit: .string),
                link: .init(title: "Equity curve of ${__value.text}", uid: "colonnade-equity", variable: "agent")),
            FieldOverride("Strategy", field: Field(unit: .string)),
            FieldOverride(
                "Net P&L", field: Field(unit: .usd, decimals: 0, colour: .thresholds, thresholds: .signed),
                cell: .coloured),
            FieldOverride("Sharpe", field: Field(unit: .none, decimals: 2)),
            FieldOverride(
                "Win rate", field: Field(unit: .percent, decimals: 1, colour: .blues), cell: .gauge),
            FieldOverride("Trades", field: Field(unit: .short, decimals: 0)),
            FieldOverride("Volume", "Max drawdown", field: Field(unit: .usd, decimals: 0)),
            FieldOverride("Average fill", field: Field(unit: .milliseconds, decimals: 1)),
        ], intervalMin: "1h", pointsMax: 120)

    private static let best = byPnl("Ten best by P&L", "DESC", Palette.good)
    private static let worst = byPnl("Ten worst by P&L", "ASC", Palette.critical)

    private static func byPnl(_ title: String, _ order: String, _ colour: String) -> Panel {
        Panel(
            title: title, summary: "Realised P&L in the range, all strategies of an agent together.",
            kind: .barGauge, width: 12, height: 9,
            queries: [
                .table(
                    """
                    SELECT agent_id AS "Agent", ifNull(sumMerge(pnl_sum), 0) AS "Net P&L"
                    FROM \(table)
                    WHERE \(chosen)
                    GROUP BY agent_id
                    ORDER BY "Net P&L" \(order), "Agent"
                    LIMIT 10
                    """)
            ],
            field: Field(unit: .usd, decimals: 0, colour: .fixed(colour)))
    }
}

extension String {
    /// Each line four spaces to the right.
    var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
    }
}
