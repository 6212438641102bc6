import Columns
import Errors

/// The difference to the row before, within the block: ClickHouse keeps it behind a setting, and so do we.
protocol RunningDifferenceFunction: ScalarFunction {
    static var startsWithFirstValue: Bool { get }
}

extension RunningDifferenceFunction {
    static var isDeterministic: Bool { false }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let allowed = context.settings["allow_deprecated_error_prone_window_functions"] ?? "0"
        guard allowed != "0", allowed != "false" else {
            throw QueryError(
                .deprecatedFunction,
                "Function \(name) is deprecated since its usage is error-prone (see docs). Please use proper window "
                    + "function or set `allow_deprecated_error_prone_window_functions` setting to enable it")
        }
        try checkArgumentCount(name, arguments, 1...1)
        return switch arguments[0].type {
        case .int8, .uint8: .int16
        case .int16, .uint16: .int32
        case .int32, .uint32, .int64, .uint64, .dateTime: .int64
        case .float32, .float64: .float64
        case .date: .int32
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if result == .float64 {
            let values = arguments[0].doubles
            let answers = values.indices.map { row in
                row > 0 ? values[row] - values[row - 1] : startsWithFirstValue ? values[row] : 0
            }
            return .float64(answers)
        }
        let values = arguments[0].integers
        let differences = values.indices.map { row in
            row > 0 ? values[row] &- values[row - 1] : startsWithFirstValue ? values[row] : 0
        }
        return switch result {
        case .int16: .int16(differences.map { Int16(truncatingIfNeeded: $0) })
        case .int32: .int32(differences.map { Int32(truncatingIfNeeded: $0) })
        default: .int64(differences)
        }
    }
}

enum RunningDifference: RunningDifferenceFunction {
    static let name = "runningDifference"
    static let startsWithFirstValue = false
    static let documentation = FunctionDocumentation(
        "The difference to the row before in the block, 0 for the first row.",
        example: "runningDifference(5) SETTINGS allow_deprecated_error_prone_window_functions = 1", "0")
}

enum RunningDifferenceStartingWithFirstValue: RunningDifferenceFunction {
    static let name = "runningDifferenceStartingWithFirstValue"
    static let startsWithFirstValue = true
    static let documentation = FunctionDocumentation(
        "The difference to the row before in the block, for the first row its value.",
        example: "runningDifferenceStartingWithFirstValue(5) "
            + "SETTINGS allow_deprecated_error_prone_window_functions = 1", "5")
}
