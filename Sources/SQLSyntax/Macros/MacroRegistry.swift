/// Every macro that the server expands.
package enum MacroRegistry {
    package static let expressions: [Macro] = [
        .fromTime, .toTime, .fromTimeMilliseconds, .toTimeMilliseconds, .from, .to,
        .timeFilter, .timeFilterMilliseconds, .timeFrom, .timeTo,
        .dateFilter, .dateTimeFilter, .dateTimeFilterShort,
        .timeInterval, .timeIntervalMilliseconds, .timeGroup,
        .intervalSeconds, .intervalMilliseconds, .interval,
        .table, .column,
    ]

    package static let statements: [StatementMacro] = [
        .columns, .rateColumns, .perSecondColumns, .increaseColumns, .lttb,
    ]

    static func expression(named name: String) -> Macro? { byName[name] }

    static func statement(named name: String) -> StatementMacro? { statements.first { $0.name == name } }

    private static let byName = Dictionary(expressions.map { ($0.name, $0) }) { first, _ in first }
}
