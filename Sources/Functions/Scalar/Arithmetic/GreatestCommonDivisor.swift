import Columns
import Errors

/// Functions of two integers that divide both: refused where one is zero.
protocol DivisorFunction: ScalarFunction {
    static func column<T: IntegerValue>(
        _ left: Column, _ right: Column, as type: T.Type
    ) throws(QueryError) -> Column
}

extension DivisorFunction {
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (left, right) = (arguments[0].type, arguments[1].type)
        guard let a = NumberShape(left), let b = NumberShape(right), !a.isFloat, !b.isFloat,
            let shape = NumberArithmetic.result(.plus, a, b)
        else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal types \(left.name) and \(right.name) of arguments of function \(name)")
        }
        return shape.type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let kind = result.physicalKind
        let left = try arguments[0].column.asNumbers(kind)
        let right = try arguments[1].column.asNumbers(kind)
        for side in [left, right] {
            var nonZero = NonZero()
            if try nonZero.run(on: side.single)?.contains(0) == true {
                throw QueryError(.illegalDivision, "Division by zero")
            }
        }
        var visitor = DivisorVisitor<Self>(left: left, right: right)
        guard let column = try visitor.run(on: kind) else { throw wrongLayout(left, result) }
        return column
    }
}

private struct DivisorVisitor<Function: DivisorFunction>: IntegerTypeVisitor {
    let left: Column
    let right: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try Function.column(left, right, as: T.self)
    }
}

/// The greatest common divisor.
package struct GreatestCommonDivisor: DivisorFunction {
    package static let name = "gcd"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The greatest common divisor of two integers.", examples: [.init(sql: "gcd(12, 18)", result: "6")])

    static func column<T: IntegerValue>(
        _ left: Column, _ right: Column, as type: T.Type
    ) throws(QueryError) -> Column {
        try mapRows(GreatestCommonDivisorKernel<T>.self, left, right)
    }
}

/// The least common multiple.
package struct LeastCommonMultiple: DivisorFunction {
    package static let name = "lcm"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The least common multiple of two integers.", examples: [.init(sql: "lcm(4, 6)", result: "12")])

    static func column<T: IntegerValue>(
        _ left: Column, _ right: Column, as type: T.Type
    ) throws(QueryError) -> Column {
        try mapRows(LeastCommonMultipleKernel<T>.self, left, right)
    }
}
