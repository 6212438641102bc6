/// Something that the viewer chooses and queries mention as `$name`.
struct Variable: Sendable {
    enum Source: Sendable {
        /// Values of a query, any number of them, or all.
        case query(String)
        /// A number that the viewer types.
        case number(String)
    }

    let name: String
    let label: String
    let summary: String
    let source: Source
}

extension Variable {
    static let agent = Variable(
        name: "agent", label: "Agent", summary: "Agents to show",
        source: .query("SELECT DISTINCT agent_id FROM mv_agent_pnl_hourly ORDER BY agent_id LIMIT 1000"))

    static let strategy = Variable(
        name: "strategy", label: "Strategy", summary: "Strategies to show",
        source: .query("SELECT DISTINCT strategy_name FROM mv_agent_pnl_hourly ORDER BY strategy_name LIMIT 1000"))

    static let market = Variable(
        name: "market", label: "Market", summary: "Markets to show",
        source: .query("SELECT DISTINCT market FROM mv_ticker_hourly ORDER BY market LIMIT 1000"))

    static let ticker = Variable(
        name: "ticker", label: "Ticker", summary: "Tickers to show",
        source: .query("SELECT DISTINCT ticker FROM mv_ticker_hourly ORDER BY ticker LIMIT 1000"))

    static let capital = Variable(
        name: "capital", label: "Starting capital, USD",
        summary: "What each agent began with: drawdown in percent is measured on capital plus P&L",
        source: .number("100000"))

    static let warning = Variable(
        name: "warning", label: "Warn at %", summary: "A fall below the peak, in percent, that is a warning",
        source: .number("10"))

    static let critical = Variable(
        name: "critical", label: "Critical at %", summary: "A fall below the peak, in percent, that is critical",
        source: .number("20"))
}

/// Conditions on what the viewer chose; true for all when they chose all.
enum Chosen {
    static let agents = among("agent_id", "agent")
    static let strategies = among("strategy_name", "strategy")
    static let markets = among("market", "market")
    static let tickers = among("ticker", "ticker")

    private static func among(_ column: String, _ variable: String) -> String {
        "$__conditionalAll(\(column) IN (${\(variable):singlequote}), $\(variable))"
    }
}
