import Columns
import Errors

/// Multiplication and division of decimals into 76 digits, with a scale of one's choice.
protocol WideDecimalFunction: ScalarFunction {
    /// The raw result of `left ∘ right` with `scale` digits behind the point; `nil` where it has more than 76.
    static func compute(
        _ left: Int256, _ leftScale: Int, _ right: Int256, _ rightScale: Int, scale: Int
    ) throws(QueryError) -> Int256?
}

extension WideDecimalFunction {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        var scale = 0
        for position in 0...1 {
            guard case .decimal(_, let own) = arguments[position].type else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
            scale = max(scale, own)
        }
        if arguments.count == 3 { scale = try constantInteger(name, arguments[2], position: 2) }
        guard scale >= 0, scale <= 76 else {
            throw QueryError(.argumentOutOfBound, "Scale \(scale) is out of bounds (max scale: 76)")
        }
        return .decimal(precision: 76, scale: scale)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .decimal(_, let leftScale) = arguments[0].type, case .decimal(_, let rightScale) = arguments[1].type,
            case .decimal(_, let scale) = result, case .int256(let left) = try arguments[0].column.asNumbers(.int256),
            case .int256(let right) = try arguments[1].column.asNumbers(.int256)
        else { throw wrongLayout(arguments[0].column, arguments[0].type) }
        var values: [Int256] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            guard let value = try compute(left[row], leftScale, right[row], rightScale, scale: scale) else {
                throw QueryError(.decimalOverflow, "Numeric overflow: result bigger that Decimal256")
            }
            values.append(value)
        }
        return .int256(values)
    }

    /// `value` with its point moved by `digits`, cut off; `nil` beyond 76 digits.
    static func moved(_ value: Int256, by digits: Int) -> Int256? {
        if digits <= 0 {
            let divisor = PowersOfTen.power(0 - digits, as: Int256.self)
            return divisor == 0 ? 0 : value / divisor
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: PowersOfTen.power(digits, as: Int256.self))
        return overflow || digits > 76 ? nil : product
    }
}

/// The product.
package struct MultiplyDecimal: WideDecimalFunction {
    package static let name = "multiplyDecimal"
    package static let documentation = FunctionDocumentation(
        summary: "The product of two decimals with the scale of the third argument, or the larger of theirs.",
        examples: [.init(sql: "multiplyDecimal(toDecimal64(-12, 0), toDecimal32(-2.1, 1), 1)", result: "25.2")])
    static func compute(
        _ left: Int256, _ leftScale: Int, _ right: Int256, _ rightScale: Int, scale: Int
    ) throws(QueryError) -> Int256? {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? nil : moved(product, by: scale - leftScale - rightScale)
    }
}

/// The quotient.
package struct DivideDecimal: WideDecimalFunction {
    package static let name = "divideDecimal"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient of two decimals with the scale of the third argument, or the larger of theirs.",
        examples: [.init(sql: "divideDecimal(toDecimal64(-12, 0), toDecimal32(2.1, 1), 10)", result: "-5.7142857142")])
    static func compute(
        _ left: Int256, _ leftScale: Int, _ right: Int256, _ rightScale: Int, scale: Int
    ) throws(QueryError) -> Int256? {
        if right == 0 { throw QueryError(.illegalDivision, "Division by zero") }
        guard let dividend = moved(left, by: scale - leftScale + rightScale) else { return nil }
        return dividend.dividedReportingOverflow(by: right).partialValue
    }
}

/// A number held between two others.
package struct Clamp: ScalarFunction {
    package static let name = "clamp"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The number, or the nearer of two bounds where it is outside them.",
        examples: [.init(sql: "clamp(5, 1, 3)", result: "3")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        return try leastSupertype(of: arguments.map(\.type))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var columns: [Column] = []
        for argument in arguments {
            columns.append(
                try convertColumn(argument.column, from: argument.type, to: result, in: context).materialised)
        }
        var below = [UInt8](repeating: 0, count: rowCount)
        var above = below
        for row in 0..<rowCount {
            guard columns[1].compare(row, with: columns[2], row) <= 0 else {
                throw QueryError(
                    .badArguments, "The minimum value cannot be greater than the maximum value for function \(name)")
            }
            below[row] = columns[0].compare(row, with: columns[1], row) < 0 ? 1 : 0
            above[row] = columns[0].compare(row, with: columns[2], row) > 0 ? 1 : 0
        }
        return try selectRows(below, columns[1], try selectRows(above, columns[2], columns[0]))
    }
}
