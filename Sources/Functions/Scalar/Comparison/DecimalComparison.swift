import Columns
import Errors

/// Comparison of decimals, moments and integers, each a whole number of some power of ten.
enum DecimalComparison {
    static func evaluate(
        _ operation: ComparisonOperation, _ left: Column, _ leftScale: Int, _ right: Column, _ rightScale: Int
    ) throws(QueryError) -> Column {
        let leftKind = left.single.numberKind
        let rightKind = right.single.numberKind
        if leftScale == rightScale, leftKind == rightKind { return try run(operation, left, right, leftKind) }
        if leftScale >= rightScale, let fitting = scaled(right, by: leftScale - rightScale, as: leftKind) {
            return try run(operation, left, fitting, leftKind)
        }
        if rightScale >= leftScale, let fitting = scaled(left, by: rightScale - leftScale, as: rightKind) {
            return try run(operation, fitting, right, rightKind)
        }
        let scale = max(leftScale, rightScale)
        let a = try widened(left, by: scale - leftScale)
        let b = try widened(right, by: scale - rightScale)
        return try run(operation, a, b, .int256)
    }

    private static func run(
        _ operation: ComparisonOperation, _ left: Column, _ right: Column, _ kind: PhysicalKind
    ) throws(QueryError) -> Column {
        var visitor = ComparisonVisitor(operation: operation, left: left, right: right)
        guard let result = try visitor.run(on: kind) else {
            throw QueryError(.logicalError, "Decimals do not have their layout")
        }
        return result
    }

    /// A constant with `exponent` zeros added, where the other side's layout holds it.
    private static func scaled(_ column: Column, by exponent: Int, as kind: PhysicalKind) -> Column? {
        guard case .constant(let constant) = column,
            let value: Int256 = constant.value.value(at: 0).exactInteger()
        else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: PowersOfTen.power(exponent, as: Int256.self))
        if overflow { return nil }
        var exact = ExactConstant(value: .int256([product]))
        guard let single = (try? exact.run(on: kind)) ?? nil else { return nil }
        return .constant(ConstantColumn(single, count: constant.count))
    }

    private static func widened(_ column: Column, by exponent: Int) throws(QueryError) -> Column {
        guard case .int256(var values) = try column.single.asNumbers(.int256) else {
            throw QueryError(.logicalError, "Decimals do not have their layout")
        }
        let factor = PowersOfTen.power(exponent, as: Int256.self)
        var overflows = false
        if exponent > 0 {
            for row in values.indices {
                let (product, overflow) = values[row].multipliedReportingOverflow(by: factor)
                values[row] = product
                overflows = overflows || overflow
            }
        }
        if overflows { throw QueryError(.decimalOverflow, "Can't compare decimals: overflow of 76 digits") }
        return column.isConstant ? .constant(ConstantColumn(.int256(values), count: column.count)) : .int256(values)
    }
}
