import Columns
import Errors

/// Division whose result is NULL where the divisor is zero.
protocol NullForZeroDivisor: ScalarFunction {
    /// The function that gives the other rows.
    static var checked: any ArithmeticFunction.Type { get }
}

extension NullForZeroDivisor {
    package static var nulls: NullRule { .propagated }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checked.result(of: arguments, in: context).asNullable
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zeros = try NumberArithmetic.zeroDivisors(arguments[1].column, rowCount: rowCount)
        let kept = zeros.count - countOnes(in: zeros)
        guard kept > 0 else { return .defaults(of: result, count: rowCount) }
        let mask = zeros.map { 1 &- $0 }
        let present = arguments.map {
            TypedColumn(type: $0.type, column: $0.column.filtered(by: mask, keeping: kept))
        }
        let plain = result.withoutNullable
        var values = Column.defaults(of: plain, count: 1)
        values.append(try checked.evaluate(present, to: plain, rowCount: kept, in: context).materialised)
        var place: UInt32 = 0
        let rows = mask.map { isKept in
            place &+= UInt32(isKept)
            return isKept == 0 ? 0 : place
        }
        return .nullable(NullableColumn(nulls: zeros, values: values.gathering(rows)))
    }
}

/// `divide` that is NULL for a zero divisor.
package struct DivideOrNull: NullForZeroDivisor {
    package static let name = "divideOrNull"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient, NULL where the divisor is zero.",
        examples: [.init(sql: "divideOrNull(1, 0)", result: "\\N")])
    static let checked: any ArithmeticFunction.Type = Divide.self
}

/// `intDiv` that is NULL for a zero divisor.
package struct IntDivOrNull: NullForZeroDivisor {
    package static let name = "intDivOrNull"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient rounded towards zero, NULL where the divisor is zero.",
        examples: [.init(sql: "intDivOrNull(1, 0)", result: "\\N")])
    static let checked: any ArithmeticFunction.Type = IntDiv.self
}

/// `modulo` that is NULL for a zero divisor.
package struct ModuloOrNull: NullForZeroDivisor {
    package static let name = "moduloOrNull"
    package static let aliases = ["modOrNull"]
    package static let documentation = FunctionDocumentation(
        summary: "The remainder, NULL where the divisor is zero.",
        examples: [.init(sql: "moduloOrNull(1, 0)", result: "\\N")])
    static let checked: any ArithmeticFunction.Type = Modulo.self
}

/// `positiveModulo` that is NULL for a zero divisor.
package struct PositiveModuloOrNull: NullForZeroDivisor {
    package static let name = "positiveModuloOrNull"
    package static let aliases = ["positive_modulo_or_null", "pmodOrNull"]
    package static let documentation = FunctionDocumentation(
        summary: "The positive remainder, NULL where the divisor is zero.",
        examples: [.init(sql: "positiveModuloOrNull(1, 0)", result: "\\N")])
    static let checked: any ArithmeticFunction.Type = PositiveModulo.self
}
