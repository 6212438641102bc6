import Columns
import Errors

enum ToUnixTimestamp: ScalarFunction {
    static let name = "toUnixTimestamp"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The seconds since 1970-01-01 00:00:00 UTC.", example: "toUnixTimestamp('2017-11-05 08:07:47', 'Asia/Tokyo')",
        "1509836867")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        if arguments[0].type != .string { try TimeArguments.check(name, arguments, at: 0) }
        _ = try TimeArguments.checkedZone(name, arguments, at: 1)
        return .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        if arguments[0].type == .string {
            let target = DataType.dateTime(zone: zone.name)
            let parsed = try convertColumn(arguments[0].column, from: .string, to: target, in: context)
            return parsed.materialised
        }
        let seconds = arguments[0].timePoints.seconds(in: zone)
        if case .dateTime64 = arguments[0].type {
            for second in seconds where UInt32(exactly: second) == nil {
                throw QueryError(.decimalOverflow, "Convert overflow")
            }
        }
        return .uint32(seconds.map { UInt32(truncatingIfNeeded: $0) })
    }
}

/// `toUnixTimestamp64Milli(t)` and its kin: a `DateTime64` as ticks of one precision.
protocol ToUnixTicks: ScalarFunction {
    static var precision: Int { get }
}

extension ToUnixTicks {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard case .dateTime64 = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .int64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .dateTime64(let ticks, let given) = arguments[0].timePoints else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        if given == precision { return .int64(ticks) }
        if given > precision {
            // Towards zero, as ClickHouse divides.
            let divisor = PowersOfTen.power(given - precision, as: Int64.self)
            return .int64(ticks.map { $0 / divisor })
        }
        let factor = PowersOfTen.power(precision - given, as: Int64.self)
        var result: [Int64] = []
        result.reserveCapacity(ticks.count)
        for tick in ticks {
            let (value, overflows) = tick.multipliedReportingOverflow(by: factor)
            guard !overflows else { throw QueryError(.decimalOverflow, "Decimal math overflow") }
            result.append(value)
        }
        return .int64(result)
    }
}

enum ToUnixTimestamp64Second: ToUnixTicks {
    static let name = "toUnixTimestamp64Second"
    static let precision = 0
    static let documentation = FunctionDocumentation(
        "A DateTime64 as seconds since 1970.",
        example: "toUnixTimestamp64Second(toDateTime64('2009-02-13 23:31:31.011', 3, 'UTC'))", "1234567891")
}

enum ToUnixTimestamp64Milli: ToUnixTicks {
    static let name = "toUnixTimestamp64Milli"
    static let precision = 3
    static let documentation = FunctionDocumentation(
        "A DateTime64 as milliseconds since 1970.",
        example: "toUnixTimestamp64Milli(toDateTime64('2009-02-13 23:31:31.011', 3, 'UTC'))", "1234567891011")
}

enum ToUnixTimestamp64Micro: ToUnixTicks {
    static let name = "toUnixTimestamp64Micro"
    static let precision = 6
    static let documentation = FunctionDocumentation(
        "A DateTime64 as microseconds since 1970.",
        example: "toUnixTimestamp64Micro(toDateTime64('1970-01-15 06:56:07.891011', 6, 'UTC'))", "1234567891011")
}

enum ToUnixTimestamp64Nano: ToUnixTicks {
    static let name = "toUnixTimestamp64Nano"
    static let precision = 9
    static let documentation = FunctionDocumentation(
        "A DateTime64 as nanoseconds since 1970.",
        example: "toUnixTimestamp64Nano(toDateTime64('1970-01-01 00:20:34.567891011', 9, 'UTC'))", "1234567891011")
}

/// `fromUnixTimestamp64Milli(n[, zone])` and its kin.
protocol FromUnixTicks: ScalarFunction {
    static var precision: Int { get }
}

extension FromUnixTicks {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkIntegers(name, arguments, 0)
        return .dateTime64(precision: precision, zone: try TimeArguments.checkedZone(name, arguments, at: 1))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .int64(arguments[0].integers)
    }
}

enum FromUnixTimestamp64Second: FromUnixTicks {
    static let name = "fromUnixTimestamp64Second"
    static let precision = 0
    static let documentation = FunctionDocumentation(
        "Seconds since 1970 as a DateTime64.", example: "fromUnixTimestamp64Second(1733935988, 'UTC')",
        "2024-12-11 16:53:08")
}

enum FromUnixTimestamp64Milli: FromUnixTicks {
    static let name = "fromUnixTimestamp64Milli"
    static let precision = 3
    static let documentation = FunctionDocumentation(
        "Milliseconds since 1970 as a DateTime64.", example: "fromUnixTimestamp64Milli(1733935988123, 'UTC')",
        "2024-12-11 16:53:08.123")
}

enum FromUnixTimestamp64Micro: FromUnixTicks {
    static let name = "fromUnixTimestamp64Micro"
    static let precision = 6
    static let documentation = FunctionDocumentation(
        "Microseconds since 1970 as a DateTime64.", example: "fromUnixTimestamp64Micro(1733935988123456, 'UTC')",
        "2024-12-11 16:53:08.123456")
}

enum FromUnixTimestamp64Nano: FromUnixTicks {
    static let name = "fromUnixTimestamp64Nano"
    static let precision = 9
    static let documentation = FunctionDocumentation(
        "Nanoseconds since 1970 as a DateTime64.", example: "fromUnixTimestamp64Nano(1733935988123456789, 'UTC')",
        "2024-12-11 16:53:08.123456789")
}
