import Columns
import Errors

/// The text of any value.
package struct ToString: ScalarFunction {
    package static let name = "toString"
    package static let documentation = FunctionDocumentation(
        summary: "The text of a value; of a time in the zone that the second argument names.",
        examples: [.init(sql: "toString(5)", result: "5")])
    package static let constants = ConstantRule.seen
    package static let mixtures = MixtureRule.seen
    package static let toleratesEveryValue = true

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        if arguments.count == 2 {
            switch arguments[0].type {
            case .dateTime, .dateTime64: break
            default: throw illegalArgumentType(name, 0, arguments[0].type)
            }
        }
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard arguments.count == 2 else {
            return try convertColumn(arguments[0].column, from: arguments[0].type, to: .string, in: context)
        }
        return try strings(arguments[0], zones: arguments[1].column, rowCount: rowCount, in: context)
    }

    /// The zone may be another in each row.
    private static func strings(
        _ moment: TypedColumn, zones: Column, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let names = try StringOperand(zones)
        if zones.isConstant {
            let type = zoned(moment.type, String(decoding: names.bytes, as: UTF8.self))
            return try convertColumn(moment.column, from: type, to: .string, in: context)
        }
        var pieces: [Column] = []
        let moments = moment.column.materialised
        for row in 0..<rowCount {
            let type = zoned(moment.type, String(decoding: names.bytes[names.range(of: row)], as: UTF8.self))
            pieces.append(try convertColumn(moments.slice(row..<row + 1), from: type, to: .string, in: context))
        }
        return pieces.isEmpty ? .string(StringColumn()) : Column.concatenating(pieces)
    }

    private static func zoned(_ type: DataType, _ zone: String) -> DataType {
        if case .dateTime64(let precision, _) = type { return .dateTime64(precision: precision, zone: zone) }
        return .dateTime(zone: zone)
    }
}

/// Strings of one length, with zero bytes at the end.
package struct ToFixedString: ScalarFunction {
    package static let name = "toFixedString"
    package static let documentation = FunctionDocumentation(
        summary: "The string filled up with zero bytes to a length; a longer one is an error.",
        examples: [.init(sql: "length(toFixedString('abc', 5))", result: "5")])
    package static let constants = ConstantRule.seen

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard arguments[0].type.isStringOrFixedString else {
            throw QueryError(.notImplemented, "\(name) is only implemented for types String and FixedString")
        }
        let size = try constantInteger(name, arguments[1], position: 1)
        guard size > 0, size <= Limits.fixedStringSizeMax else {
            throw QueryError(.argumentOutOfBound, "FixedString size must be positive and at most 16777215: \(size)")
        }
        return .fixedString(size: size)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}
