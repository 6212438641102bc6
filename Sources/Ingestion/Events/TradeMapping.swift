import Columns
import Crypto
import Foundation
import Metadata

/// Makes a row of `agent_trades` from an event: `docs/how-to/receive-webhooks.md` is its table.
///
/// What is missing or odd gets the default that the seed's client has; what no column takes goes into `extra`.
struct TradeMapping {
    /// The columns that a row has, with the types in which they are given.
    static let columns: [(name: String, type: String)] = [
        ("trade_id", "UUID"), ("agent_id", "String"), ("strategy_name", "String"), ("session_id", "String"),
        ("timestamp", "DateTime64(9, 'UTC')"), ("market", "String"), ("ticker", "String"), ("side", "String"),
        ("order_type", "String"), ("quantity", "Float64"), ("price", "Float64"), ("notional_usd", "Float64"),
        ("fee_usd", "Float64"), ("slippage_bps", "Float64"), ("fill_latency_ms", "UInt32"),
        ("pnl_usd", "Nullable(Float64)"), ("cumulative_pnl", "Nullable(Float64)"), ("status", "String"),
        ("fill_ratio", "Float64"), ("pf_order_id", "String"), ("pf_api_version", "String"),
        ("referral_code", "Nullable(String)"), ("extra", "Map(String, String)"),
    ]

    static let defaultPaths: [String: [String]] = [
        "pf_order_id": ["order_id", "bet_id"], "agent_id": ["agent_id", "$.agent_id"],
        "strategy_name": ["metadata.strategy", "strategy"], "session_id": ["session_id"],
        "timestamp": ["filled_at", "settled_at", "$.timestamp", "$.created"], "market": ["market"],
        "ticker": ["ticker", "symbol", "game"], "side": ["side"], "order_type": ["order_type"],
        "quantity": ["filled_quantity", "filled_qty", "amount_usdc", "bet_amount"], "price": ["fill_price"],
        "notional_usd": ["notional_usd", "total_cost_usdc", "amount_usdc", "bet_amount"],
        "fee_usd": ["fee_usd", "fee_usdc"], "slippage_bps": ["slippage_bps"], "fill_latency_ms": ["fill_latency_ms"],
        "pnl_usd": ["pnl_usd", "profit"], "payout": ["payout_usdc", "payout"], "cumulative_pnl": ["cumulative_pnl"],
        "fill_ratio": ["fill_ratio"], "referral_code": ["referral_code"], "pf_api_version": ["$.api_version"],
    ]

    /// The marks of where a row comes from, in `extra`.
    static let identifierKey = "event_id"

    private let source: SourceDefinition
    private let event: IncomingEvent
    private let envelope: JSONValue
    private let data: JSONValue
    private let kind: TradeKind
    private var used: Set<String> = ["metadata"]
    private var extra: [(String, String)] = []

    init?(_ event: IncomingEvent, _ source: SourceDefinition) {
        guard let kind = source.kinds[event.type], let envelope = try? JSONValue(parsing: event.payload) else {
            return nil
        }
        self.source = source
        self.event = event
        self.kind = kind
        self.envelope = envelope
        data = envelope["data"] ?? .object([])
    }

    /// The agent that an event is about.
    static func agent(of event: IncomingEvent, _ source: SourceDefinition) -> String? {
        guard let envelope = try? JSONValue(parsing: event.payload) else { return nil }
        for path in source.paths["agent_id"] ?? [] {
            let root = path.hasPrefix("$.") ? envelope : envelope["data"] ?? .null
            if let text = value(at: path, in: root)?.text { return text }
        }
        return nil
    }

    /// The values of `columns`, in their order.
    mutating func row() -> [Value] {
        let isCasino = kind == .casino
        let order = text("pf_order_id", "")
        let timestamp = moment("timestamp")
        let market = text("market", isCasino ? "casino" : "crypto")
        let ticker = text("ticker", "")
        let side = text("side", "buy").lowercased()
        if side != "buy", side != "sell" { extra.append(("side", side)) }
        let orderType = text("order_type", isCasino ? "bet" : "market")
        let quantity = number("quantity") ?? 0
        let price = number("price") ?? (isCasino ? 1 : 0)
        let notional = number("notional_usd") ?? 0
        let row: [Value] = [
            .uint128(Self.tradeIdentifier(order.isEmpty ? event.id : order)), .text(text("agent_id", "")),
            .text(text("strategy_name", isCasino ? "casino" : "unknown")), .text(text("session_id", "")),
            .int64(timestamp), .text(market), .text(ticker), .text(side == "sell" ? "sell" : "buy"),
            .text(orderType), .float64(quantity), .float64(price), .float64(notional),
            .float64(number("fee_usd") ?? 0), .float64(number("slippage_bps") ?? 0),
            .uint64(UInt64(min(max(number("fill_latency_ms") ?? 0, 0), Double(UInt32.max)))), profit(),
            number("cumulative_pnl").map { .float64($0) } ?? .null, .text(kind == .partial ? "partial" : "filled"),
            .float64(number("fill_ratio") ?? 1), .text(order), .text(text("pf_api_version", "v1")),
            optionalText("referral_code"),
        ]
        return row + [remainder()]
    }

    // MARK: - Values

    /// `pnl_usd`, or for a bet what came back less what was put in, in decimal.
    private mutating func profit() -> Value {
        if let profit = number("pnl_usd") { return .float64(profit) }
        guard kind == .casino, let payout = decimal("payout"), let stake = decimal("notional_usd") else { return .null }
        return Double("\(payout - stake)").map { .float64($0) } ?? .null
    }

    private mutating func text(_ column: String, _ fallback: String) -> String {
        guard let (path, value) = find(column) else { return fallback }
        switch value {
        case .string(let text): return text
        case .number(let text): return text
        default:
            keep(path, value)
            return fallback
        }
    }

    private mutating func optionalText(_ column: String) -> Value {
        let text = text(column, "")
        return text.isEmpty ? .null : .text(text)
    }

    /// A number, or the text of one.
    private mutating func number(_ column: String) -> Double? {
        guard let (path, value) = find(column) else { return nil }
        if let number = value.double { return number }
        if let text = value.text, let number = Double(text), number.isFinite { return number }
        keep(path, value)
        return nil
    }

    private mutating func decimal(_ column: String) -> Decimal? {
        guard let (_, value) = find(column) else { return nil }
        switch value {
        case .number(let text), .string(let text): return Decimal(string: text)
        default: return nil
        }
    }

    /// Nanoseconds since the epoch; when the event came, where it says nothing that can be read.
    private mutating func moment(_ column: String) -> Int64 {
        let fallback = event.receivedAt * 1_000_000
        guard let (path, value) = find(column) else { return fallback }
        if let moment = EventMoment.nanoseconds(of: value) { return moment }
        keep(path, value)
        return fallback
    }

    // MARK: - Places

    /// The first value that is there and not null, with its path.
    private mutating func find(_ column: String) -> (String, JSONValue)? {
        for path in source.paths[column] ?? [] {
            let root = path.hasPrefix("$.") ? envelope : data
            guard let value = Self.value(at: path, in: root) else { continue }
            used.insert(path)
            if value != .null { return (path, value) }
        }
        return nil
    }

    private static func value(at path: String, in root: JSONValue) -> JSONValue? {
        var value: JSONValue? = root
        let names = path.hasPrefix("$.") ? path.dropFirst(2) : path[...]
        for name in names.split(separator: ".") { value = value?[String(name)] }
        return value
    }

    private mutating func keep(_ path: String, _ value: JSONValue) {
        guard !extra.contains(where: { $0.0 == path }) else { return }
        extra.append((path, value.text ?? value.written))
    }

    /// What no column has taken, and where the row comes from.
    private mutating func remainder() -> Value {
        for member in data.members ?? [] where !used.contains(member.name) { keep(member.name, member.value) }
        for member in data["metadata"]?.members ?? [] where !used.contains("metadata." + member.name) {
            keep("metadata." + member.name, member.value)
        }
        let marks = [(Self.identifierKey, event.id), ("event", event.type), ("source", event.source)]
        let names = Set(marks.map(\.0))
        let pairs = marks + extra.filter { !names.contains($0.0) }
        return .array(pairs.map { .tuple([.text($0.0), .text($0.1)]) })
    }

    /// The UUID that an order's identifier is, or a stable one (version 5) made from it.
    static func tradeIdentifier(_ text: String) -> UInt128 {
        if let uuid = UUID(uuidString: text) { return number(of: uuid) }
        // Colonnade's name space: the version 5 UUID of `colonnade` in the name space of DNS names.
        let space: [UInt8] = [
            0x5C, 0x1D, 0x9F, 0x4A, 0x7E, 0x0B, 0x5A, 0x63, 0x8D, 0x2E, 0x41, 0xC7, 0x96, 0x30, 0xEB, 0x18,
        ]
        var digest = Array(Insecure.SHA1.hash(data: space + Array(text.utf8)).prefix(16))
        digest[6] = digest[6] & 0x0F | 0x50
        digest[8] = digest[8] & 0x3F | 0x80
        return stored(digest.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// A UUID's column has the first half of its digits in the low bits, as ClickHouse has it.
    private static func stored(_ number: UInt128) -> UInt128 { number << 64 | number >> 64 }

    private static func number(of uuid: UUID) -> UInt128 {
        stored(
            uuid.uuidString.reduce(into: 0) { number, character in
                if let digit = character.hexDigitValue { number = number << 4 | UInt128(digit) }
            })
    }
}
