import Columns

/// The columns of generated trades while they grow.
struct TradeColumns {
    var agent = StringColumn()
    var strategy = StringColumn()
    var session = StringColumn()
    var timestamp: [Int64] = []
    var market = StringColumn()
    var ticker = StringColumn()
    var side: [Int8] = []
    var orderType = StringColumn()
    var quantity: [Double] = []
    var price: [Double] = []
    var notional: [Double] = []
    var fee: [Double] = []
    var slippage: [Float] = []
    var latency: [UInt32] = []
    var pnlIsNull: [UInt8] = []
    var pnl: [Double] = []
    var cumulative: [Double] = []
    var status: [Int8] = []
    var fillRatio: [Float] = []
    var order = StringColumn()

    init(capacity: Int) {
        timestamp.reserveCapacity(capacity)
        quantity.reserveCapacity(capacity)
        price.reserveCapacity(capacity)
        notional.reserveCapacity(capacity)
    }

    /// The names of the block's columns, in order.
    static let names = [
        "agent_id", "strategy_name", "session_id", "timestamp", "market", "ticker", "side", "order_type", "quantity",
        "price", "notional_usd", "fee_usd", "slippage_bps", "fill_latency_ms", "pnl_usd", "cumulative_pnl", "status",
        "fill_ratio", "pf_order_id", "pf_api_version",
    ]

    var block: Block {
        let count = timestamp.count
        let version = StringColumn(ends: [2], bytes: Array("v1".utf8))
        let columns: [(DataType, Column)] = [
            (.string, .string(agent)), (.string, .string(strategy)), (.string, .string(session)),
            (.dateTime64(precision: 9, zone: "UTC"), .int64(timestamp)), (.string, .string(market)),
            (.string, .string(ticker)), (.int8, .int8(side)), (.string, .string(orderType)),
            (.float64, .float64(quantity)), (.float64, .float64(price)), (.float64, .float64(notional)),
            (.float64, .float64(fee)), (.float32, .float32(slippage)), (.uint32, .uint32(latency)),
            (.nullable(.float64), .nullable(NullableColumn(nulls: pnlIsNull, values: .float64(pnl)))),
            (.nullable(.float64), .nullable(NullableColumn(nulls: pnlIsNull, values: .float64(cumulative)))),
            (.int8, .int8(status)), (.float32, .float32(fillRatio)), (.string, .string(order)),
            (.string, Column.string(version).repeating(count: count)),
        ]
        return Block(
            zip(Self.names, columns).map { BlockColumn(name: $0, type: $1.0, column: $1.1) }, rowCount: count)
    }
}
