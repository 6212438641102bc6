import Columns
import Errors

/// What `and`, `or`, `xor` and `not` take: numbers (not decimals), `Bool`, NULL.
enum Logic {
    static func result(
        _ name: String, _ arguments: [Argument], nulls: NullRule
    ) throws(QueryError) -> DataType {
        for (position, argument) in arguments.enumerated() {
            let plain = argument.type.withoutNullable
            guard NumberShape(plain) != nil || plain == .nothing else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Illegal type (\(argument.type.name)) of \(position + 1) argument of function \(name)")
            }
        }
        let plain: DataType = arguments.contains { $0.type == .bool } ? .bool : .uint8
        return arguments.contains { $0.type.isNullable } ? .nullable(plain) : plain
    }

    static func checkCount(_ name: String, _ arguments: [Argument]) throws(QueryError) {
        guard arguments.count >= 2 else {
            throw QueryError(
                .tooFewArgumentsForFunction,
                "Number of arguments for function \"\(name)\" should be at least 2: passed \(arguments.count)")
        }
    }

    /// 1 where the value, NULL or not, is other than zero.
    static func truth(_ column: Column) -> [UInt8] {
        switch column {
        case .nullable(let nullable): maskOfTrue(nullable.values)
        case .constant(let constant):
            [UInt8](repeating: truth(constant.value).first ?? 0, count: constant.count)
        default: maskOfTrue(column)
        }
    }

    static func column(_ values: [UInt8], nulls: [UInt8]?) -> Column {
        guard let nulls else { return .uint8(values) }
        return .nullable(NullableColumn(nulls: nulls, values: .uint8(values)))
    }
}

/// `a AND b AND …`: false wins over NULL.
package struct And: ScalarFunction {
    package static let name = "and"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether all arguments are true; false wins over NULL.",
        examples: [.init(sql: "and(1, 0)", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try Logic.checkCount(name, arguments)
        return try Logic.result(name, arguments, nulls: nulls)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var values = [UInt8](repeating: 1, count: rowCount)
        guard result.isNullable else {
            for argument in arguments {
                let truth = Logic.truth(argument.column)
                for row in values.indices { values[row] &= truth[row] }
            }
            return .uint8(values)
        }
        // `values` stays 1 where no argument is false.
        var nulls = [UInt8](repeating: 0, count: rowCount)
        for argument in arguments {
            let truth = Logic.truth(argument.column)
            let isNull = isNullMask(argument.column)
            for row in values.indices {
                values[row] &= truth[row] | isNull[row]
                nulls[row] |= isNull[row]
            }
        }
        for row in values.indices { nulls[row] &= values[row] }
        return Logic.column(values, nulls: nulls)
    }
}

/// `a OR b OR …`: true wins over NULL.
package struct Or: ScalarFunction {
    package static let name = "or"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether an argument is true; true wins over NULL.",
        examples: [.init(sql: "or(0, 1)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try Logic.checkCount(name, arguments)
        return try Logic.result(name, arguments, nulls: nulls)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var values = [UInt8](repeating: 0, count: rowCount)
        guard result.isNullable else {
            for argument in arguments {
                let truth = Logic.truth(argument.column)
                for row in values.indices { values[row] |= truth[row] }
            }
            return .uint8(values)
        }
        var nulls = [UInt8](repeating: 0, count: rowCount)
        for argument in arguments {
            let truth = Logic.truth(argument.column)
            let isNull = isNullMask(argument.column)
            for row in values.indices {
                values[row] |= truth[row] & (1 &- isNull[row])
                nulls[row] |= isNull[row]
            }
        }
        for row in values.indices { nulls[row] &= 1 &- values[row] }
        return Logic.column(values, nulls: nulls)
    }
}

/// Whether an odd number of arguments is true.
package struct Xor: ScalarFunction {
    package static let name = "xor"
    package static let isCaseInsensitive = true
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether an odd number of arguments is true.", examples: [.init(sql: "xor(1, 1, 1)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try Logic.checkCount(name, arguments)
        return try Logic.result(name, arguments, nulls: nulls)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var values = [UInt8](repeating: 0, count: rowCount)
        for argument in arguments {
            let truth = Logic.truth(argument.column)
            for row in values.indices { values[row] ^= truth[row] }
        }
        return .uint8(values)
    }
}

/// `NOT a`.
package struct Not: ScalarFunction {
    package static let name = "not"
    package static let isCaseInsensitive = true
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "1 for zero, 0 for every other number.", examples: [.init(sql: "not(5)", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return try Logic.result(name, arguments, nulls: nulls)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint8(Logic.truth(arguments[0].column).map { 1 &- $0 })
    }
}
