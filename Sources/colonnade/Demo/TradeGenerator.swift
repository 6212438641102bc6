import Columns
import Errors

/// Makes trades of a fleet of agents: uneven activity, prices as random walks on a tick grid, fees, slippage and
/// P&L. One
/// seed gives the same trades again.
struct TradeGenerator {
    static let agentCount = 141

    private struct Ticker {
        let name: String
        let market: String
        let tick: Double
        var ticks: Int
    }

    private var random: SplitMix
    private var tickers: [Ticker]
    /// Cumulative weights of the agents: agent `k` trades about as often as 1 / (k + 3).
    private let activity: [Double]
    private var cumulativePnl: [Double]
    private let strategies = [
        "momentum", "mean_reversion", "market_making", "stat_arb", "breakout", "grid", "sentiment",
    ]

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        let crypto: [(String, Double, Int)] = [
            ("BTC-USD", 0.5, 130_000), ("ETH-USD", 0.05, 64_000), ("SOL-USD", 0.01, 15_000),
            ("XRP-USD", 0.0001, 21_000),
            ("DOGE-USD", 0.00001, 16_000), ("ADA-USD", 0.0001, 6_000), ("AVAX-USD", 0.01, 3_200),
            ("LINK-USD", 0.001, 16_000),
            ("DOT-USD", 0.001, 5_600), ("LTC-USD", 0.01, 9_100), ("ATOM-USD", 0.001, 6_300), ("NEAR-USD", 0.001, 4_700),
        ]
        let perpetuals: [(String, Double, Int)] = [
            ("BTC-PERP", 0.5, 130_100), ("ETH-PERP", 0.05, 64_100), ("SOL-PERP", 0.01, 15_020),
            ("ARB-PERP", 0.0001, 8_000),
            ("OP-PERP", 0.0001, 14_000), ("SUI-PERP", 0.0001, 22_000),
        ]
        let predictions: [(String, Double, Int)] = [
            ("FED-CUT-Q1", 0.01, 55), ("BTC-100K", 0.01, 62), ("ETF-FLOW-UP", 0.01, 48), ("RAIN-NYC", 0.01, 33),
            ("GAS-BELOW-20", 0.01, 71), ("CPI-ABOVE-3", 0.01, 28),
        ]
        tickers = [("crypto", crypto), ("perps", perpetuals), ("prediction", predictions)].flatMap { market, list in
            list.map { Ticker(name: $0.0, market: market, tick: $0.1, ticks: $0.2) }
        }
        var total = 0.0
        var weights: [Double] = []
        for agent in 0..<Self.agentCount {
            total += 1 / Double(agent + 3)
            weights.append(total)
        }
        activity = weights.map { $0 / total }
        cumulativePnl = [Double](repeating: 0, count: Self.agentCount)
    }

    /// `count` trades at even distances from `start` (inclusive) to `end`, nanoseconds since the epoch, as a block with
    /// the table's columns that have no default worth taking.
    mutating func trades(count: Int, from start: Int64, to end: Int64) -> Block {
        var columns = TradeColumns(capacity: count)
        let step = max(1, (end - start) / Int64(max(1, count)))
        for row in 0..<count {
            let time = start + Int64(row) * step + Int64(random.next() % UInt64(step))
            append(at: time, to: &columns)
        }
        return columns.block
    }

    private mutating func append(at time: Int64, to columns: inout TradeColumns) {
        let agent = pickAgent()
        let place = Int(random.next() % UInt64(tickers.count))
        tickers[place].ticks = max(2, tickers[place].ticks + Int(random.next() % 5) - 2)
        let ticker = tickers[place]
        let price = Double(ticker.ticks) * ticker.tick
        let isBuy = random.unit() < 0.5
        let quantity = (0.001 + random.unit() * random.unit() * 2000 / price).rounded(toPlaces: 4)
        let notional = quantity * price
        // Filled, partial, cancelled, pending: most trades are filled.
        let draw = random.unit()
        let status: Int8 = draw < 0.94 ? 1 : draw < 0.97 ? 2 : draw < 0.995 ? 3 : 0
        let edge = Double(agent % 11 - 4) / 4000
        let pnl = notional * (edge + (random.unit() + random.unit() + random.unit() - 1.5) / 150)
        let isClosed = status == 1 && random.unit() < 0.9
        if isClosed { cumulativePnl[agent] += pnl }
        columns.agent.append("agent-\(agent)".utf8)
        columns.strategy.append(strategies[agent % strategies.count].utf8)
        columns.session.append("session-\(agent)-\(time / 86_400_000_000_000)".utf8)
        columns.timestamp.append(time)
        columns.market.append(ticker.market.utf8)
        columns.ticker.append(ticker.name.utf8)
        columns.side.append(isBuy ? 1 : 2)
        columns.orderType.append((random.unit() < 0.7 ? "limit" : "market").utf8)
        columns.quantity.append(quantity)
        columns.price.append(price)
        columns.notional.append(notional)
        columns.fee.append((notional * 0.0005).rounded(toPlaces: 6))
        columns.slippage.append(Float((random.unit() * random.unit() * 12 - 1).rounded(toPlaces: 2)))
        columns.latency.append(UInt32(8 + random.next() % 40 + (random.unit() < 0.02 ? 400 : 0)))
        columns.pnlIsNull.append(isClosed ? 0 : 1)
        columns.pnl.append(isClosed ? pnl.rounded(toPlaces: 4) : 0)
        columns.cumulative.append(isClosed ? cumulativePnl[agent].rounded(toPlaces: 4) : 0)
        columns.status.append(status)
        columns.fillRatio.append(status == 1 ? 1 : status == 2 ? Float(random.unit().rounded(toPlaces: 2)) : 0)
        columns.order.append("ord-\(String(random.next(), radix: 36))".utf8)
    }

    /// By bisection in the cumulative weights.
    private mutating func pickAgent() -> Int {
        let wanted = random.unit()
        var low = 0
        var high = activity.count - 1
        while low < high {
            let middle = (low + high) / 2
            if activity[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Steele, Lea and Flood's generator: small, fast, and the same everywhere.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}

extension Double {
    func rounded(toPlaces places: Int) -> Double {
        let scale: Double = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000][places]
        return (self * scale).rounded() / scale
    }
}
