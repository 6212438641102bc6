import Columns
import Metadata

/// The thresholds that need no SQL: a query over `agent_trades` per kind, one series per agent.
struct BuiltinThreshold {
    let sql: String
    let comparison: ThresholdRule.Comparison

    private static let kinds = ["drawdown", "pnl", "slippage_p99", "fee_to_pnl", "fill_rate", "silence"]

    /// `{"kind": "drawdown", "window_seconds": 86400, "table": "agent_trades"}`
    init(_ definition: JSONValue) throws(ThresholdRule.Fault) {
        let kind = definition["kind"]?.text ?? ""
        for member in definition.members ?? [] where !["kind", "window_seconds", "table"].contains(member.name) {
            throw ThresholdRule.Fault(reason: "\(member.name) is no field of builtin")
        }
        let window = definition["window_seconds"].map(\.integer) ?? 86_400
        guard let window, (1...31_536_000).contains(window) else {
            throw ThresholdRule.Fault(reason: "window_seconds is a whole number from 1 to 31536000")
        }
        let table = definition["table"]?.text ?? "agent_trades"
        guard (1...255).contains(table.utf8.count),
            table.utf8.allSatisfy({ $0 == 0x5F || $0 == 0x2E || Character(Unicode.Scalar($0)).isASCIIWordCharacter })
        else { throw ThresholdRule.Fault(reason: "table is a name of letters, digits, _ and one point") }
        let recent = "FROM \(table) WHERE timestamp >= now() - INTERVAL \(window) SECOND"
        switch kind {
        case "drawdown":
            // How far the running P&L is below its highest point in the window, in dollars.
            comparison = .gt
            sql = """
                SELECT agent_id, max(peak - running) AS value FROM (
                    SELECT agent_id, running, greatest(0, max(running) OVER (
                        PARTITION BY agent_id ORDER BY timestamp, trade_id ROWS UNBOUNDED PRECEDING)) AS peak
                    FROM (SELECT agent_id, timestamp, trade_id, sum(coalesce(pnl_usd, 0)) OVER (
                        PARTITION BY agent_id ORDER BY timestamp, trade_id ROWS UNBOUNDED PRECEDING) AS running
                        \(recent)))
                GROUP BY agent_id
                """
        case "pnl":
            comparison = .lt
            sql = "SELECT agent_id, sum(coalesce(pnl_usd, 0)) AS value \(recent) GROUP BY agent_id"
        case "slippage_p99":
            comparison = .gt
            sql = "SELECT agent_id, quantileExact(0.99)(slippage_bps) AS value \(recent) GROUP BY agent_id"
        case "fee_to_pnl":
            // Fees as a part of what was earned before them; without gains it is infinite, and fires.
            comparison = .gt
            sql = """
                SELECT agent_id, sum(fee_usd) / greatest(sum(if(pnl_usd > 0, pnl_usd, 0)), 0) AS value \(recent)
                GROUP BY agent_id HAVING sum(fee_usd) > 0
                """
        case "fill_rate":
            comparison = .lt
            sql = "SELECT agent_id, countIf(status = 'filled') / count() AS value \(recent) GROUP BY agent_id"
        case "silence":
            // Seconds since the last trade of every agent that has traded in the window.
            comparison = .gt
            sql = """
                SELECT agent_id, toFloat64(dateDiff('second', max(timestamp), now64(9))) AS value \(recent)
                GROUP BY agent_id
                """
        default:
            throw ThresholdRule.Fault(reason: "kind is one of: \(Self.kinds.joined(separator: ", "))")
        }
    }
}

extension Character {
    fileprivate var isASCIIWordCharacter: Bool { isASCII && (isLetter || isNumber) }
}
