import Columns
import Errors

/// Snowflake identifiers: milliseconds since an epoch in the bits from 22 on.
enum SnowflakeIdentifier {
    static func epoch(_ name: String, _ arguments: [Argument]) throws(QueryError) -> Int64 {
        guard arguments.count > 1 else { return 0 }
        guard arguments[1].type.isUnsignedInteger, let epoch = arguments[1].constantInteger else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        return epoch
    }

    static func epoch(_ arguments: [TypedColumn]) -> Int64 {
        arguments.count > 1 ? TypedColumn(type: arguments[1].type, column: arguments[1].column).integers.first ?? 0 : 0
    }

    static func milliseconds(_ argument: TypedColumn, since epoch: Int64) -> [Int64] {
        guard case .uint64(let numbers) = argument.column.materialised else { return [] }
        return numbers.map { Int64($0 &>> 22) &+ epoch }
    }
}

enum SnowflakeIDToDateTime: ScalarFunction {
    static let name = "snowflakeIDToDateTime"
    static let constants = ConstantRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The time of a Snowflake identifier as a DateTime.",
        example: "snowflakeIDToDateTime(7204436857747984384, 0, 'UTC')", "2024-06-06 10:59:58")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        guard arguments[0].type == .uint64 else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try SnowflakeIdentifier.epoch(name, arguments)
        return .dateTime(zone: try TimeArguments.checkedZone(name, arguments, at: 2))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let times = SnowflakeIdentifier.milliseconds(arguments[0], since: SnowflakeIdentifier.epoch(arguments))
        return .uint32(times.map { UInt32(truncatingIfNeeded: $0 / 1000) })
    }
}

enum SnowflakeIDToDateTime64: ScalarFunction {
    static let name = "snowflakeIDToDateTime64"
    static let constants = ConstantRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The time of a Snowflake identifier as a DateTime64.",
        example: "snowflakeIDToDateTime64(7204436857747984384, 0, 'UTC')", "2024-06-06 10:59:58.851")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        guard arguments[0].type == .uint64 else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try SnowflakeIdentifier.epoch(name, arguments)
        return .dateTime64(precision: 3, zone: try TimeArguments.checkedZone(name, arguments, at: 2))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .int64(SnowflakeIdentifier.milliseconds(arguments[0], since: SnowflakeIdentifier.epoch(arguments)))
    }
}

/// `dateTimeToSnowflakeID` and `dateTime64ToSnowflakeID`.
protocol ToSnowflakeID: ScalarFunction {
    static func accepts(_ type: DataType) -> Bool
}

extension ToSnowflakeID {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard accepts(arguments[0].type) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try SnowflakeIdentifier.epoch(name, arguments)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let epoch = SnowflakeIdentifier.epoch(arguments)
        let milliseconds: [Int64]
        switch arguments[0].timePoints {
        case .dateTime(let seconds): milliseconds = seconds.map { Int64($0) &* 1000 }
        case .dateTime64(let ticks, let precision):
            let factor = PowersOfTen.power(abs(precision - 3), as: Int64.self)
            milliseconds = ticks.map { precision >= 3 ? $0 / factor : $0 &* factor }
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .uint64(milliseconds.map { UInt64(bitPattern: ($0 &- epoch) &<< 22) })
    }
}

enum DateTimeToSnowflakeID: ToSnowflakeID {
    static let name = "dateTimeToSnowflakeID"
    static let documentation = FunctionDocumentation(
        "The first Snowflake identifier of a DateTime.",
        example: "dateTimeToSnowflakeID(toDateTime('2021-08-15 18:57:56', 'UTC'))", "6832747188322304000")

    static func accepts(_ type: DataType) -> Bool { if case .dateTime = type { true } else { false } }
}

enum DateTime64ToSnowflakeID: ToSnowflakeID {
    static let name = "dateTime64ToSnowflakeID"
    static let documentation = FunctionDocumentation(
        "The first Snowflake identifier of a DateTime64.",
        example: "dateTime64ToSnowflakeID(toDateTime64('2021-08-15 18:57:56.493', 3, 'UTC'))", "6832747190390095872")

    static func accepts(_ type: DataType) -> Bool { if case .dateTime64 = type { true } else { false } }
}
