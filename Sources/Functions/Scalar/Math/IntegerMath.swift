import Columns
import Errors

/// -1, 0 or 1.
package struct Sign: ScalarFunction {
    package static let name = "sign"
    package static let isCaseInsensitive = true
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "-1, 0 or 1 as the number is negative, zero or positive.",
        examples: [.init(sql: "sign(-5)", result: "-1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .int8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var visitor = Signs()
        guard let signs = try visitor.run(on: arguments[0].column) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        return .int8(signs)
    }
}

private struct Signs: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> [Int8] {
        values.map { $0 == T.zero ? 0 : ($0 < T.zero ? -1 : 1) }
    }
}

/// n! for n up to 20.
package struct Factorial: ScalarFunction {
    package static let name = "factorial"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The product of the integers up to the number, which is at most 20.",
        examples: [.init(sql: "factorial(5)", result: "120")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .int64(let values) = try arguments[0].column.asNumbers(.int64) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        var factorials: [UInt64] = [1]
        for factor in 1...20 as ClosedRange<UInt64> { factorials.append((factorials.last ?? 1) &* factor) }
        var answers: [UInt64] = []
        answers.reserveCapacity(rowCount)
        for value in values {
            guard value <= 20 else {
                throw QueryError(
                    .badArguments, "The maximum value for the input argument of function \(name) is 20: \(value)")
            }
            answers.append(factorials[Int(max(value, 0))])
        }
        return .uint64(answers)
    }
}

/// An integer power, held at the ends of UInt64.
protocol IntegerPower: ScalarFunction {
    static var powers: [UInt64] { get }
}

extension IntegerPower {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard NumberShape(arguments[0].type) != nil else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .float64(let values) = try arguments[0].column.asNumbers(.float64) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let powers = powers
        return .uint64(
            values.map { value in
                guard value >= 0 else { return 0 }
                return value < Double(powers.count) ? powers[Int(value)] : UInt64.max
            })
    }
}

/// 2 to an integer power.
package struct IntExp2: IntegerPower {
    package static let name = "intExp2"
    static let powers: [UInt64] = (0..<64).map { 1 &<< UInt64($0) }
    package static let documentation = FunctionDocumentation(
        summary: "2 to the power of the number, as UInt64.", examples: [.init(sql: "intExp2(3)", result: "8")])
}

/// 10 to an integer power.
package struct IntExp10: IntegerPower {
    package static let name = "intExp10"
    static var powers: [UInt64] { PowersOfTen.uint64 }
    package static let documentation = FunctionDocumentation(
        summary: "10 to the power of the number, as UInt64.", examples: [.init(sql: "intExp10(3)", result: "1000")])
}
