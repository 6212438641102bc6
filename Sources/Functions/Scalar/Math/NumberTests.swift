import Columns
import Errors

/// A test of one float; integers and decimals are finite numbers.
protocol FloatTest: ScalarFunction {
    static func holds(_ value: Double) -> Bool
}

extension FloatTest {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        switch arguments[0].column {
        case .float32(let values): .uint8(values.map { holds(Double($0)) ? 1 : 0 })
        case .float64(let values): .uint8(values.map { holds($0) ? 1 : 0 })
        default: .uint8([UInt8](repeating: holds(0) ? 1 : 0, count: rowCount))
        }
    }
}

/// Neither infinite nor NaN.
package struct IsFinite: FloatTest {
    package static let name = "isFinite"
    package static let documentation = FunctionDocumentation(
        summary: "Whether a number is neither infinite nor NaN.", examples: [.init(sql: "isFinite(1 / 0)", result: "0")]
    )
    static func holds(_ value: Double) -> Bool { value.isFinite }
}

/// Infinite, of either sign.
package struct IsInfinite: FloatTest {
    package static let name = "isInfinite"
    package static let documentation = FunctionDocumentation(
        summary: "Whether a number is infinite.", examples: [.init(sql: "isInfinite(1 / 0)", result: "1")])
    static func holds(_ value: Double) -> Bool { value.isInfinite }
}

/// Not a number.
package struct IsNaN: FloatTest {
    package static let name = "isNaN"
    package static let documentation = FunctionDocumentation(
        summary: "Whether a number is NaN.", examples: [.init(sql: "isNaN(0 / 0)", result: "1")])
    static func holds(_ value: Double) -> Bool { value.isNaN }
}

/// The number, or another one where it is not finite.
package struct IfNotFinite: ScalarFunction {
    package static let name = "ifNotFinite"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The first number where it is finite, else the second.",
        examples: [.init(sql: "ifNotFinite(1 / 0, 42)", result: "42")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return try leastSupertype(of: arguments.map(\.type))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard
            case .uint8(let mask) = try IsFinite.evaluate(
                [arguments[0]], to: .uint8, rowCount: rowCount, in: context)
        else { throw wrongLayout(arguments[0].column, arguments[0].type) }
        let left = try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
        let right = try convertColumn(arguments[1].column, from: arguments[1].type, to: result, in: context)
        return try selectRows(mask, left, right)
    }
}
