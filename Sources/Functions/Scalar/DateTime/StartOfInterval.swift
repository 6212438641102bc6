import Columns
import Errors

/// The type of the start of a stretch of `unit`, of points of `type`.
private func startType(
    _ name: String, _ type: DataType, _ unit: IntervalUnit, zone: String?, extended: Bool
) throws(QueryError) -> DataType {
    switch unit {
    case .week, .month, .quarter, .year: return extended ? .date32 : .date
    case .day: return extended ? .dateTime64(precision: 0, zone: zone) : .dateTime(zone: zone)
    case .hour, .minute, .second:
        guard !type.isDate else { throw illegalUnit(name, unit, type) }
        return extended ? .dateTime64(precision: 0, zone: zone) : .dateTime(zone: zone)
    case .millisecond, .microsecond, .nanosecond:
        guard case .dateTime64 = type else { throw illegalUnit(name, unit, type) }
        return .dateTime64(precision: unit.precision, zone: zone)
    }
}

private func illegalUnit(_ name: String, _ unit: IntervalUnit, _ type: DataType) -> QueryError {
    QueryError(
        .illegalTypeOfArgument,
        "Illegal interval kind for argument data type \(type.name) of function \(name): \(unit.rawValue)")
}

extension DataType {
    /// A day without a time.
    fileprivate var isDate: Bool { self == .date || self == .date32 }
}

/// `toStartOfInterval(t, INTERVAL n unit[, origin][, zone])`.
enum ToStartOfInterval: ScalarFunction {
    static let name = "toStartOfInterval"
    static let aliases = ["date_bin", "time_bucket"]
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The start of the stretch of time that a date or time lies in.",
        example: "toStartOfInterval(toDateTime('2023-10-09 10:07:00'), INTERVAL 15 MINUTE)", "2023-10-09 10:00:00")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...4)
        try TimeArguments.check(name, arguments, at: 0)
        guard case .interval(let unit) = arguments[1].type else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(arguments[1].type.name) of 2nd argument of function \(name), expected a time interval")
        }
        guard let count = arguments[1].constantInteger else {
            throw QueryError(.illegalColumn, "Argument at index 1 for function \(name) must be constant")
        }
        guard count > 0 else {
            throw QueryError(.argumentOutOfBound, "Value for 2nd argument of function \(name) must be positive")
        }
        let type = arguments[0].type
        let hasOrigin = arguments.count > 2 && arguments[2].type.isDateOrDateTime
        let zone = try TimeArguments.checkedZone(name, arguments, at: hasOrigin ? 3 : 2) ?? type.ownZone
        guard hasOrigin else {
            try checkArgumentCount(name, arguments, 2...3)
            let extended = TimeArguments.isExtended(type, in: context)
            return try startType(name, type, unit, zone: zone, extended: extended)
        }
        guard arguments[2].type.physicalKind == type.physicalKind else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Datetime argument and origin argument for function \(name) must have the same type")
        }
        return try typeWithOrigin(type, unit, zone)
    }

    private static func typeWithOrigin(
        _ type: DataType, _ unit: IntervalUnit, _ zone: String?
    ) throws(QueryError) -> DataType {
        switch type {
        case .dateTime64(let precision, _): return .dateTime64(precision: max(precision, unit.precision), zone: zone)
        case .dateTime:
            guard unit.precision == 0 else { throw illegalUnit(name, unit, type) }
            return .dateTime(zone: zone)
        default:
            guard unit.seconds == 0 || unit.seconds >= 86_400, unit.precision == 0 else {
                throw illegalUnit(name, unit, type)
            }
            return type
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .interval(let unit) = arguments[1].type else {
            throw QueryError(.illegalTypeOfArgument, "Function \(name) takes an interval")
        }
        let count = arguments[1].integers.first ?? 1
        let points = arguments[0].timePoints
        let hasOrigin = arguments.count > 2 && arguments[2].type.isDateOrDateTime
        let zone = try TimeArguments.zone(arguments, at: hasOrigin ? 3 : 2, of: arguments[0].type, in: context)
        guard hasOrigin else {
            let extended = TimeArguments.isExtended(arguments[0].type, in: context)
            return try TimeRounding.start(of: unit, count: count, points, in: zone, extended: extended).column
        }
        var origin = arguments[2].timePoints
        var scaled = points
        if case .dateTime64(let precision, _) = result {
            // Points, origin and answer have the same ticks.
            scaled = .dateTime64(try points.ticks(precision: precision, in: zone), precision: precision)
            origin = .dateTime64(try origin.ticks(precision: precision, in: zone), precision: precision)
        }
        return try TimeOrigin.start(of: unit, count: count, scaled, from: origin, in: zone).column
    }
}

/// `dateTrunc(unit, t[, zone])`.
enum DateTrunc: ScalarFunction {
    static let name = "dateTrunc"
    static let aliases = ["date_trunc"]
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The start of the named unit that a date or time lies in.",
        example: "dateTrunc('hour', toDateTime('2023-10-09 10:07:00'))", "2023-10-09 10:00:00")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        try checkStrings(name, arguments, 0)
        guard let text = arguments[0].constantBytes else {
            throw QueryError(
                .illegalColumn, "First argument for function \(name) must be a constant string: the name of a unit")
        }
        let unit = try DateTrunc.unit(text)
        try TimeArguments.check(name, arguments, at: 1)
        let type = arguments[1].type
        let zone = try TimeArguments.checkedZone(name, arguments, at: 2) ?? type.ownZone
        return try startType(name, type, unit, zone: zone, extended: isWide(type))
    }

    /// Dates before 1970 stay what they are, without any setting.
    private static func isWide(_ type: DataType) -> Bool {
        switch type {
        case .date32, .dateTime64: true
        default: false
        }
    }

    private static func unit(_ text: [UInt8]) throws(QueryError) -> IntervalUnit {
        let name = String(decoding: text, as: UTF8.self)
        let known = IntervalUnit.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
        guard let known else {
            throw QueryError(
                .badArguments, "\(name) doesn't look like datepart name in function \(self.name)")
        }
        return known
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let unit = try unit(arguments[0].strings.bytesOfFirstRow)
        let type = arguments[1].type
        let zone = try TimeArguments.zone(arguments, at: 2, of: type, in: context)
        let points = arguments[1].timePoints
        return try TimeRounding.start(of: unit, count: 1, points, in: zone, extended: isWide(type)).column
    }
}
