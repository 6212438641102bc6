import Columns
import Errors

/// `arrayEnumerateUniqRanked` and `arrayEnumerateDenseRanked` over plain arrays: those of depth 1.
protocol RankedEnumeration: ScalarFunction {
    static var plain: any ScalarFunction.Type { get }
}

extension RankedEnumeration {
    /// The arrays among the arguments; depths are 1.
    private static func arrays<T>(_ arguments: [T], _ type: (T) -> DataType) throws(QueryError) -> [T] {
        var arrays: [T] = []
        for argument in arguments {
            switch type(argument) {
            case .array(let element):
                if case .array = element {
                    throw QueryError(.notImplemented, "\(name) of nested arrays is not supported")
                }
                arrays.append(argument)
            case let type where type.isNativeInteger: continue
            default: throw illegalArgumentType(name, arrays.count, type(argument))
            }
        }
        return arrays
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let arrays = try arrays(arguments) { $0.type }
        for argument in arguments where argument.type.isNativeInteger {
            guard argument.constantInteger == 1 else {
                throw QueryError(
                    .badArguments, "Arguments for function \(name) incorrect: the depth of an array of depth 1 is 1")
            }
        }
        return try FunctionCall.result(plain, arrays, in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try arrays(arguments) { $0.type }
        return try FunctionCall.evaluate(plain, arrays, rowCount: rowCount, in: context).column
    }
}

enum ArrayEnumerateUniqRanked: RankedEnumeration {
    static let name = "arrayEnumerateUniqRanked"
    static let plain: any ScalarFunction.Type = ArrayEnumerateUniq.self
    static let documentation = FunctionDocumentation(
        "For every element how often it has come so far.", example: "arrayEnumerateUniqRanked([10, 20, 10])",
        "[1,1,2]")
}

enum ArrayEnumerateDenseRanked: RankedEnumeration {
    static let name = "arrayEnumerateDenseRanked"
    static let plain: any ScalarFunction.Type = ArrayEnumerateDense.self
    static let documentation = FunctionDocumentation(
        "For every element the number of its value, in order of the first places.",
        example: "arrayEnumerateDenseRanked([10, 20, 10])", "[1,2,1]")
}
