/// Who is how far below the peak.
enum DrawdownBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-drawdown", title: "Drawdown Monitor",
        summary: "How far each agent's equity (starting capital plus P&L) is below its peak, in percent, at up to 120 "
            + "points of the range. Reads the hourly view. The thresholds are the variables above; those that the "
            + "server watches are at the end.",
        variables: [.agent, .strategy, .capital, .warning, .critical],
        panels: [inWarning, inCritical, deepest, overTime, now, states, list, alerts])

    private static let table = "mv_agent_pnl_hourly"
    private static let chosen = "\(Chosen.agents) AND \(Chosen.strategies)"

    /// `agent_id`, `time`, `equity`, `peak`, `fall` in percent (never above zero), up to the range's end.
    private static func falls(among condition: String) -> String {
        """
        SELECT agent_id, time, equity, peak, (equity / nullIf(peak, 0) - 1) * 100 AS fall
        FROM
        (
            SELECT
                agent_id,
                time,
                equity,
                greatest($capital, max(equity) OVER (PARTITION BY agent_id ORDER BY time)) AS peak
            FROM
            (
                SELECT
                    $__timeInterval(hour) AS time,
                    agent_id,
                    $capital + sum(ifNull(sumMerge(pnl_sum), 0)) OVER (PARTITION BY agent_id ORDER BY time) AS equity
                FROM \(table)
                WHERE hour <= $__toTime AND \(condition)
                GROUP BY time, agent_id
            )
        )
        """
    }

    /// The last state of each agent in the range: `fall` now, `deepest` in the range.
    private static let latest = """
        SELECT
            agent_id,
            argMax(equity, time) AS equity_now,
            argMax(peak, time) AS peak_now,
            argMax(fall, time) AS fall_now,
            min(fall) AS deepest,
            argMin(time, fall) AS deepest_at
        FROM
        (
        \(falls(among: chosen).indented)
        )
        WHERE $__timeFilter(time)
        GROUP BY agent_id
        """

    private static let percent = Field(
        unit: .percent, decimals: 1, colour: .thresholds, thresholds: .falling(-20, -10))

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ value: String) -> Panel {
        Panel(
            title: title, summary: summary, kind: .stat, width: 8, height: 4,
            queries: [.table("SELECT \(value) AS \"\(title)\"\nFROM\n(\n\(latest.indented)\n)\nLIMIT 1")], field: field,
            intervalMin: "1h", pointsMax: 120)
    }

    private static let inWarning = stat(
        "Agents in warning", "Below the warning threshold, not yet critical.",
        Field(unit: .none, decimals: 0, colour: .thresholds, thresholds: .rising(1, 1_000_000)),
        "countIf(fall_now <= -$warning AND fall_now > -$critical)")

    private static let inCritical = stat(
        "Agents critical", "Below the critical threshold.",
        Field(
            unit: .none, decimals: 0, colour: .thresholds,
            thresholds: [Threshold(value: nil, colour: Palette.good), Threshold(value: 1, colour: Palette.critical)]),
        "countIf(fall_now <= -$critical)")

    private static let deepest = stat(
        "Deepest drawdown now", "Of the agent that is furthest below its peak.", percent, "min(fall_now)")

    private static let worstAgents = """
        agent_id IN
        (
            SELECT agent_id FROM \(table)
            WHERE $__timeFilter(hour) AND \(chosen)
            GROUP BY agent_id
            ORDER BY ifNull(sumMerge(pnl_sum), 0), agent_id
            LIMIT 12
        ) AND \(Chosen.strategies)
        """

    private static let overTime = Panel(
        title: "Drawdown per agent",
        summary: "The twelve chosen agents that lost most in the range. Lines at the thresholds.",
        kind: .timeSeries(.init(fill: 10, showsThresholds: true)), width: 16, height: 10,
        queries: [
            .series(
                """
                SELECT time, agent_id AS agent, fall AS drawdown
                FROM
                (
                \(falls(among: worstAgents).indented)
                )
                WHERE $__timeFilter(time)
                ORDER BY time, agent
                LIMIT 20000
                """),
            .series(
                """
                SELECT arrayJoin([$__fromTime, $__toTime]) AS time, -$warning AS "Warning", -$critical AS "Critical"
                ORDER BY time
                LIMIT 2
                """),
        ],
        field: Field(unit: .percent, decimals: 1, thresholds: .falling(-20, -10)),
        overrides: [
            FieldOverride(
                "Warning", field: Field(unit: .percent, decimals: 1, colour: .fixed(Palette.warning)), fill: 0),
            FieldOverride(
                "Critical", field: Field(unit: .percent, decimals: 1, colour: .fixed(Palette.critical)), fill: 0),
        ], intervalMin: "1h")

    private static let now = Panel(
        title: "Drawdown now", summary: "The ten agents furthest below their peak.", kind: .barGauge, width: 8,
        height: 10,
        queries: [
            .table(
                """
                SELECT agent_id AS "Agent", fall_now AS "Drawdown"
                FROM
                (
                \(latest.indented)
                )
                ORDER BY "Drawdown", "Agent"
                LIMIT 10
                """)
        ],
        field: percent, intervalMin: "1h", pointsMax: 120)

    private static let states = Panel(
        title: "State per agent", summary: "The same twelve agents: fine, warning or critical.",
        kind: .stateTimeline, width: 24, height: 9,
        queries: [
            .series(
                """
                SELECT time, agent_id AS agent, multiIf(fall <= -$critical, 2, fall <= -$warning, 1, 0) AS state
                FROM
                (
                \(falls(among: worstAgents).indented)
                )
                WHERE $__timeFilter(time)
                ORDER BY time, agent
                LIMIT 20000
                """)
        ],
        field: Field(
            unit: .none, colour: .thresholds, thresholds: .rising(1, 2),
            states: [
                .init(value: 0, text: "fine", colour: Palette.good),
                .init(value: 1, text: "warning", colour: Palette.warning),
                .init(value: 2, text: "critical", colour: Palette.critical),
            ]), intervalMin: "1h")

    private static let list = Panel(
        title: "All agents", summary: "Equity is starting capital plus P&L since the first trade.",
        kind: .table(sortedBy: nil), width: 24, height: 10,
        queries: [
            .table(
                """
                SELECT
                    agent_id AS "Agent",
                    equity_now AS "Equity",
                    peak_now AS "Peak",
                    fall_now AS "Drawdown",
                    deepest AS "Deepest",
                    deepest_at AS "Deepest at",
                    multiIf(fall_now <= -$critical, 2, fall_now <= -$warning, 1, 0) AS "State"
                FROM
                (
                \(latest.indented)
                )
                ORDER BY "Drawdown", "Agent"
                LIMIT 500
                """)
        ],
        field: Field(unit: .usd, decimals: 0),
        overrides: [
            FieldOverride(
                "Agent", field: Field(unit: .string),
                link: .init(title: "Equity curve of ${__value.text}", uid: "colonnade-equity", variable: "agent")),
            FieldOverride("Drawdown", "Deepest", field: percent),
            FieldOverride("Deepest at", field: Field(unit: .moment)),
            FieldOverride("State", field: states.field, cell: .coloured),
        ], intervalMin: "1h", pointsMax: 120)

    private static let alerts = Panel(
        title: "Alert thresholds of the server",
        summary: "Where every series of the thresholds stands that were set with /v1/thresholds.",
        kind: .table(sortedBy: nil), width: 24, height: 8,
        queries: [
            .table(
                """
                SELECT
                    name AS "Threshold",
                    labels AS "Series",
                    state AS "State",
                    value AS "Value",
                    since AS "Since",
                    last_error AS "Error"
                FROM system.alerts
                WHERE since <= $__toTime
                ORDER BY state = 'firing' DESC, "Threshold", "Series"
                LIMIT 500
                """)
        ],
        field: Field(unit: .none, decimals: 2),
        overrides: [
            FieldOverride("Threshold", "Series", "State", "Error", field: Field(unit: .string)),
            FieldOverride("Since", field: Field(unit: .moment)),
        ], noValue: "No thresholds are set")
}
