import Columns
import Errors

/// `sleep` and `sleepEachRow`: a pause, for tests, of at most three seconds.
protocol SleepFunction: ScalarFunction {
    static func pauses(rowCount: Int) -> Double
}

extension SleepFunction {
    static var isDeterministic: Bool { false }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = arguments[0].type
        guard type.isFloat || type.isNativeInteger else { throw illegalArgumentType(name, 0, type) }
        guard arguments[0].constant != nil else {
            throw QueryError(.illegalColumn, "The argument of function \(name) must be constant")
        }
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zeros = Column.uint8([UInt8](repeating: 0, count: rowCount))
        guard rowCount > 0, let seconds = arguments[0].doubles.first else { return zeros }
        guard seconds.isFinite, seconds >= 0 else {
            throw QueryError(.badArguments, "Cannot sleep infinite or negative time (not implemented)")
        }
        let total = seconds * pauses(rowCount: rowCount)
        guard total <= 3 else {
            throw QueryError(.tooSlow, "The maximum sleep time is 3 seconds. Requested: \(total)")
        }
        Machine.sleep(microseconds: UInt32(total * 1_000_000))
        return zeros
    }
}

enum SleepFor: SleepFunction {
    static let name = "sleep"
    static let documentation = FunctionDocumentation(
        "Waits for some seconds, at most 3, per block; gives 0.", example: "sleep(0.001)", "0")

    static func pauses(rowCount: Int) -> Double { 1 }
}

enum SleepEachRow: SleepFunction {
    static let name = "sleepEachRow"
    static let documentation = FunctionDocumentation(
        "Waits for some seconds per row, at most 3 per block; gives 0.", example: "sleepEachRow(0.001)", "0")

    static func pauses(rowCount: Int) -> Double { Double(rowCount) }
}
