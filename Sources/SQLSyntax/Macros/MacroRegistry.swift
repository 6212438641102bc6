/// Every macro that the server expands.
package enum MacroRegistry {
    /// Of Grafana and its ClickHouse plugin: `$__name`.
    package static let expressions: [Macro] = [
        .fromTime, .toTime, .fromTimeMilliseconds, .toTimeMilliseconds, .from, .to,
        .timeFilter, .timeFilterMilliseconds, .timeFrom, .timeTo,
        .dateFilter, .dateTimeFilter, .dateTimeFilterShort,
        .timeInterval, .timeIntervalMilliseconds, .timeGroup,
        .intervalSeconds, .intervalMilliseconds, .interval, .rangeSeconds, .rangeMilliseconds, .range,
        .table, .column, .conditionalAll, .adHocFilters,
    ]

    package static let statements: [StatementMacro] = [
        .columns, .rateColumns, .perSecondColumns, .increaseColumns, .lttb,
    ]

    /// Of Altinity's plugin: `$name`. In strings they are left as they are.
    package static let altinityExpressions: [Macro] = [
        .altinityTable, .altinityDateColumn, .altinityTimeColumn, .altinityFrom, .altinityTo, .altinityInterval,
        .altinityTimeFilter, .altinityTimeSeries,
    ]

    package static let altinityStatements: [StatementMacro] = [.altinityColumns, .altinityRate]

    static func expression(named name: String) -> Macro? { byName[name] }

    static func statement(named name: String) -> StatementMacro? { statements.first { $0.name == name } }

    static func altinityExpression(named name: String) -> Macro? { altinityByName[name] }

    static func altinityStatement(named name: String) -> StatementMacro? {
        altinityStatements.first { $0.name == name }
    }

    private static let byName = Dictionary(expressions.map { ($0.name, $0) }) { first, _ in first }
    private static let altinityByName = Dictionary(altinityExpressions.map { ($0.name, $0) }) { first, _ in first }
}
