/// What is traded, minute by minute.
enum TradeFlowBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-trade-flow", title: "Trade Flow",
        summary: "Filled trades per minute, coloured by market. Reads the view of minutes.",
        from: "now-6h", refresh: "10s", variables: [.market, .ticker],
        panels: [trades, volume, buyShare, count, flow, money, pressure, slippage])

    private static let table = "mv_trade_flow_1m"
    private static let chosen = "$__timeFilter(minute) AND \(Chosen.markets) AND \(Chosen.tickers)"

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ value: String) -> Panel {
        Panel(
            title: title, summary: summary, kind: .stat, width: 6, height: 4,
            queries: [.table("SELECT \(value) AS \"\(title)\"\nFROM \(table)\nWHERE \(chosen)\nLIMIT 1")],
            field: field)
    }

    private static let trades = stat(
        "Trades", "Filled trades in the range.", Field(unit: .short, colour: .fixed(Palette.good)),
        "sum(trade_count)")

    private static let volume = stat(
        "Volume", "Their notional value.", Field(unit: .usd, decimals: 0, colour: .fixed(Palette.good)),
        "sum(volume_usd)")

    private static let buyShare = stat(
        "Bought", "Buys, of the volume.", Field(unit: .percent, decimals: 1, colour: .fixed(Palette.good)),
        "sumIf(volume_usd, side = 'buy') / nullIf(sum(volume_usd), 0) * 100")

    private static let count = stat(
        "Trades per minute", "Mean over the minutes that had trades.",
        Field(unit: .short, decimals: 1, colour: .fixed(Palette.good)),
        "sum(trade_count) / nullIf(uniqExact(minute), 0)")

    private static func byMarket(
        _ title: String, _ summary: String, _ value: String, _ field: Field, _ style: Panel.TimeSeries
    ) -> Panel {
        Panel(
            title: title, summary: summary, kind: .timeSeries(style), width: 12, height: 9,
            queries: [
                .series(
                    """
                    SELECT $__timeInterval(minute) AS time, market, \(value)
                    FROM \(table)
                    WHERE \(chosen)
                    GROUP BY time, market
                    ORDER BY time, market
                    LIMIT 20000
                    """)
            ],
            field: field, intervalMin: "1m")
    }

    private static let bars = Panel.TimeSeries(drawsBars: true, isStacked: true)

    private static let flow = byMarket(
        "Trades by market", "Filled trades per interval, of a minute at least.", "sum(trade_count) AS trades",
        Field(unit: .short), bars)

    private static let money = byMarket(
        "Volume by market", "Notional value per interval.", "sum(volume_usd) AS volume",
        Field(unit: .usd, decimals: 0), bars)

    private static let pressure = byMarket(
        "Bought less sold", "Volume of buys less volume of sells per interval.",
        "sum(if(side = 'buy', volume_usd, -volume_usd)) AS net", Field(unit: .usd, decimals: 0), bars)

    private static let slippage = byMarket(
        "Average slippage", "Of filled trades, weighted by trade.", "sum(slippage_sum) / sum(trade_count) AS slippage",
        Field(unit: .basisPoints, decimals: 2), .init())
}
