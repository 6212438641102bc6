import Columns
import Errors

/// The refusals that aggregate functions share, in ClickHouse's words.
func illegalAggregateArgument(_ function: String, _ type: DataType) -> QueryError {
    QueryError(.illegalTypeOfArgument, "Illegal type \(type.name) of argument for aggregate function \(function)")
}

func checkNoParameters(_ function: String, _ parameters: [Value]) throws(QueryError) {
    guard parameters.isEmpty else {
        throw QueryError(
            .aggregateFunctionDoesntAllowParameters, "Aggregate function \(function) cannot have parameters")
    }
}

/// The only argument's type.
func singleArgument(_ function: String, _ arguments: [DataType]) throws(QueryError) -> DataType {
    guard arguments.count == 1 else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch, "Aggregate function \(function) requires single argument")
    }
    return arguments[0]
}

/// The types of exactly two arguments.
func twoArguments(_ function: String, _ arguments: [DataType]) throws(QueryError) -> (DataType, DataType) {
    guard arguments.count == 2 else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch, "Aggregate function \(function) requires exactly two arguments")
    }
    return (arguments[0], arguments[1])
}

func checkParameterCount(
    _ function: String, _ parameters: [Value], _ allowed: ClosedRange<Int>
) throws(QueryError) {
    guard allowed.contains(parameters.count) else {
        let wanted =
            allowed.lowerBound == allowed.upperBound
            ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)"
        throw QueryError(
            .numberOfArgumentsDoesntMatch,
            "Aggregate function \(function) takes \(wanted) parameters, but \(parameters.count) are given")
    }
}

/// A parameter that must be a whole number from `range`.
func integerParameter(
    _ function: String, _ parameter: Value, in range: ClosedRange<Int>, outside code: ErrorCode = .badArguments
) throws(QueryError) -> Int {
    guard let number: Int = parameter.exactInteger() else {
        throw QueryError(
            .badArguments, "Parameter of aggregate function \(function) must be a whole number: \(parameter.literal)")
    }
    guard range.contains(number) else {
        throw QueryError(
            code,
            "Parameter of aggregate function \(function) must be between \(range.lowerBound) and "
                + "\(range.upperBound): \(number)")
    }
    return number
}

/// A parameter that must be a number.
func numberParameter(_ function: String, _ parameter: Value) throws(QueryError) -> Double {
    switch parameter {
    case .uint64(let number): return Double(number)
    case .int64(let number): return Double(number)
    case .float64(let number): return number
    default:
        throw QueryError(
            .badArguments, "Parameter of aggregate function \(function) must be a number: \(parameter.literal)")
    }
}
