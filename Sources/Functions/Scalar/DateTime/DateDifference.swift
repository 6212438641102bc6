import Columns
import Errors

/// `dateDiff(unit, start, end[, zone])` and `age`.
protocol DateDifference: ScalarFunction {
    static func difference(
        _ unit: IntervalUnit, _ start: TimePoints, _ end: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> [Int64]
}

extension DateDifference {
    static var isCaseInsensitive: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        try checkStrings(name, arguments, 0)
        guard let text = arguments[0].constantBytes else {
            throw QueryError(.illegalColumn, "Argument at index 0 for function \(name) must be constant")
        }
        _ = try unit(text)
        try TimeArguments.check(name, arguments, at: 1)
        try TimeArguments.check(name, arguments, at: 2)
        _ = try TimeArguments.checkedZone(name, arguments, at: 3)
        return .int64
    }

    private static func unit(_ text: [UInt8]) throws(QueryError) -> IntervalUnit {
        let name = String(decoding: text, as: UTF8.self)
        guard let unit = IntervalUnit(datePart: name) else {
            throw QueryError(.badArguments, "Function \(self.name) does not support '\(name)' unit")
        }
        return unit
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let unit = try unit(arguments[0].strings.bytesOfFirstRow)
        let own = arguments[1].type.ownZone == nil ? arguments[2].type : arguments[1].type
        let zone = try TimeArguments.zone(arguments, at: 3, of: own, in: context)
        let numbers = try difference(unit, arguments[1].timePoints, arguments[2].timePoints, zone)
        return .int64(numbers)
    }
}

enum DateDiff: DateDifference {
    static let name = "dateDiff"
    static let aliases = ["date_diff", "DATE_DIFF", "timestampDiff", "timestamp_diff", "TIMESTAMP_DIFF"]
    static let documentation = FunctionDocumentation(
        "The number of borders of a unit between two points in time.",
        example: "dateDiff('hour', toDateTime('2018-01-01 22:00:00'), toDateTime('2018-01-02 23:00:00'))", "25")

    static func difference(
        _ unit: IntervalUnit, _ start: TimePoints, _ end: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> [Int64] {
        try TimeDifference.borders(of: unit, from: start, to: end, in: zone)
    }
}

enum Age: DateDifference {
    static let name = "age"
    static let documentation = FunctionDocumentation(
        "The number of whole units between two points in time.",
        example: "age('hour', toDateTime('2018-01-01 22:30:00'), toDateTime('2018-01-02 23:00:00'))", "24")

    static func difference(
        _ unit: IntervalUnit, _ start: TimePoints, _ end: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> [Int64] {
        try TimeDifference.age(in: unit, from: start, to: end, in: zone)
    }
}

enum TimeDiff: ScalarFunction {
    static let name = "timeDiff"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The seconds from the first time to the second.",
        example: "timeDiff(toDateTime('2018-01-01 22:00:00'), toDateTime('2018-01-01 22:00:05'))", "5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0)
        try TimeArguments.check(name, arguments, at: 1)
        return .int64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let first = try TimeArguments.zone([], at: 0, of: arguments[0].type, in: context)
        let second = try TimeArguments.zone([], at: 0, of: arguments[1].type, in: context)
        let starts = arguments[0].timePoints.seconds(in: first)
        let ends = arguments[1].timePoints.seconds(in: second)
        return .int64(starts.indices.map { ends[$0] &- starts[$0] })
    }
}
