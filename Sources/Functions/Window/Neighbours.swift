import Columns
import Errors

/// `lag(x, offset, default)`: the value so many rows before, whatever the frame.
package struct Lag: WindowFunction {
    package static let name = "lag"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The value of a row before the current one in its partition.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try neighbourType(name, arguments)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        try neighbours(name, arguments, partition, result, direction: -1, inFrame: false)
    }
}

/// `lead(x, offset, default)`: the value so many rows behind, whatever the frame.
package struct Lead: WindowFunction {
    package static let name = "lead"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The value of a row behind the current one in its partition.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try neighbourType(name, arguments)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        try neighbours(name, arguments, partition, result, direction: 1, inFrame: false)
    }
}

/// `lagInFrame(x, offset, default)`: the value so many rows before, if that row is in the frame.
package struct LagInFrame: WindowFunction {
    package static let name = "lagInFrame"
    package static let documentation = FunctionDocumentation(
        summary: "The value of a row before the current one, within its frame.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try neighbourType(name, arguments)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        try neighbours(name, arguments, partition, result, direction: -1, inFrame: true)
    }
}

/// `leadInFrame(x, offset, default)`: the value so many rows behind, if that row is in the frame.
package struct LeadInFrame: WindowFunction {
    package static let name = "leadInFrame"
    package static let documentation = FunctionDocumentation(
        summary: "The value of a row behind the current one, within its frame.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try neighbourType(name, arguments)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        try neighbours(name, arguments, partition, result, direction: 1, inFrame: true)
    }
}

private func neighbourType(_ name: String, _ arguments: [Argument]) throws(QueryError) -> DataType {
    try checkArgumentCount(name, arguments, 1...3)
    let type = arguments[0].type
    if arguments.count > 1, !arguments[1].type.unwrapped.isInteger {
        throw QueryError(
            .badArguments, "Offset of function \(name) must be an integer, '\(arguments[1].type.name)' given")
    }
    guard arguments.count == 3, arguments[2].type != type else { return type }
    let fallback = arguments[2].type
    let isNumber =
        type.unwrapped.isInteger && fallback.unwrapped.isInteger
        || type.unwrapped.isFloat && fallback.unwrapped.isNumber
    let isSame = type.unwrapped == fallback.unwrapped || isNumber
    guard isSame || fallback == .nullable(.nothing) else {
        throw QueryError(
            .badArguments,
            "There is no supertype for the argument type '\(type.name)' and the default value type '\(fallback.name)'.")
    }
    guard type.unwrapped != type || fallback.unwrapped == fallback else {
        throw QueryError(
            .badArguments,
            "The supertype '\(type.asNullable.name)' for the argument type '\(type.name)' and the default value type "
                + "'\(fallback.name)' is not the same as the argument type.")
    }
    return type
}

private func neighbours(
    _ name: String, _ arguments: [TypedColumn], _ partition: WindowPartition, _ type: DataType, direction: Int,
    inFrame: Bool
) throws(QueryError) -> Column {
    let count = partition.rowCount
    guard count > 0 else { return .defaults(of: type, count: 0) }
    let column = arguments[0].column.materialised
    var fallback = Column.defaults(of: type, count: 1)
    if arguments.count == 3 {
        let values = arguments[2].column.materialised
        fallback = try Column((0..<count).map { neighbourValue(values.value(at: $0), type) }, as: type)
    }
    var rows: [UInt32] = []
    rows.reserveCapacity(count)
    for row in 0..<count {
        let offset = try neighbourOffset(name, arguments, row)
        let place = offset > Int128(count) ? -1 : row + direction * Int(offset)
        let isThere =
            inFrame
            ? place >= partition.frameStarts[row] && place < partition.frameEnds[row] : place >= 0 && place < count
        let elsewhere = count + (arguments.count == 3 ? row : 0)
        rows.append(UInt32(truncatingIfNeeded: isThere ? place : elsewhere))
    }
    return Column.concatenating([column, fallback]).gathering(rows)
}

/// A whole number as a float where the argument is one.
private func neighbourValue(_ value: Value, _ type: DataType) -> Value {
    guard type.unwrapped.isFloat, let number: Int64 = value.exactInteger() else { return value }
    return .float64(Double(number))
}

private func neighbourOffset(_ name: String, _ arguments: [TypedColumn], _ row: Int) throws(QueryError) -> Int128 {
    guard arguments.count > 1 else { return 1 }
    guard let offset: Int128 = arguments[1].column.value(at: row).exactInteger(), offset >= 0 else {
        throw QueryError(
            .badArguments,
            "The offset for function \(name) must be nonnegative, "
                + "\(arguments[1].column.value(at: row).literal) given")
    }
    return offset
}

/// `nth_value(x, n)`: the value of the frame's n-th row.
package struct NthValue: WindowFunction {
    package static let name = "nth_value"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The value of the n-th row of the frame, from 1.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard arguments[1].type.unwrapped.isInteger else { throw illegalArgumentType(name, 1, arguments[1].type) }
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        let column = arguments[0].column.materialised
        var rows: [UInt32] = []
        for row in 0..<partition.rowCount {
            let given = arguments[1].column.value(at: row)
            guard let number: Int64 = given.exactInteger(), number > 0 else {
                throw QueryError(
                    .badArguments,
                    "The offset for function nth_value must be in (1, 9223372036854775807], \(given.literal) given")
            }
            let size = partition.frameEnds[row] - partition.frameStarts[row]
            let place = number > Int64(size) ? partition.rowCount : partition.frameStarts[row] + Int(number) - 1
            rows.append(UInt32(truncatingIfNeeded: place))
        }
        return Column.concatenating([column, .defaults(of: result, count: 1)]).gathering(rows)
    }
}
