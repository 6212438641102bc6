import Columns
import Errors

/// Which unit a function makes intervals of.
protocol IntervalTarget: Sendable {
    static var unit: IntervalUnit { get }
}

enum Nanoseconds: IntervalTarget { static var unit: IntervalUnit { .nanosecond } }
enum Microseconds: IntervalTarget { static var unit: IntervalUnit { .microsecond } }
enum Milliseconds: IntervalTarget { static var unit: IntervalUnit { .millisecond } }
enum Seconds: IntervalTarget { static var unit: IntervalUnit { .second } }
enum Minutes: IntervalTarget { static var unit: IntervalUnit { .minute } }
enum Hours: IntervalTarget { static var unit: IntervalUnit { .hour } }
enum Days: IntervalTarget { static var unit: IntervalUnit { .day } }
enum Weeks: IntervalTarget { static var unit: IntervalUnit { .week } }
enum Months: IntervalTarget { static var unit: IntervalUnit { .month } }
enum Quarters: IntervalTarget { static var unit: IntervalUnit { .quarter } }
enum Years: IntervalTarget { static var unit: IntervalUnit { .year } }

/// `toIntervalDay(5)`, also `INTERVAL 5 DAY`.
struct ToIntervalUnit<Target: IntervalTarget>: ScalarFunction {
    static var name: String { "toInterval\(Target.unit.rawValue)" }
    static var constants: ConstantRule { .seen }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "An interval of that many \(Target.unit.rawValue.lowercased())s.",
            examples: [.init(sql: "\(name)(5)", result: "5")])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let target = DataType.interval(Target.unit)
        _ = try convertColumn(
            .defaults(of: arguments[0].type, count: 0), from: arguments[0].type, to: target, in: context)
        return target
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}

/// `toInterval(5, 'day')`.
package struct ToInterval: ScalarFunction {
    package static let name = "toInterval"
    package static let constants = ConstantRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "An interval of the unit that the second argument names.",
        examples: [.init(sql: "toInterval(5, 'day')", result: "5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard case .string(let bytes)? = arguments[1].constant?.value(at: 0),
            let unit = IntervalUnit(datePart: String(decoding: bytes, as: UTF8.self))
        else {
            throw QueryError(.badArguments, "The second argument of function \(name) must be a constant unit: 'day' …")
        }
        return .interval(unit)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}
