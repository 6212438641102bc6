import Columns
import Errors

/// Comparison of numbers of any two types by their values, never by what a conversion makes of them.
enum NumberComparison {
    static func evaluate(
        _ operation: ComparisonOperation, _ left: Column, _ leftShape: NumberShape, _ right: Column,
        _ rightShape: NumberShape
    ) throws(QueryError) -> Column {
        if leftShape == rightShape { return try run(operation, left, right, leftShape.type.physicalKind) }
        if case .constant(let constant) = right, !left.isConstant {
            return try withConstant(operation, left, leftShape, constant, rightShape)
        }
        if case .constant(let constant) = left, !right.isConstant {
            return try withConstant(operation.swapped, right, rightShape, constant, leftShape)
        }
        return try columns(operation, left, leftShape, right, rightShape)
    }

    private static func run(
        _ operation: ComparisonOperation, _ left: Column, _ right: Column, _ kind: PhysicalKind
    ) throws(QueryError) -> Column {
        var visitor = ComparisonVisitor(operation: operation, left: left, right: right)
        guard let result = try visitor.run(on: kind) else {
            throw QueryError(.logicalError, "Only numbers are compared as numbers")
        }
        return result
    }

    private static func columns(
        _ operation: ComparisonOperation, _ left: Column, _ leftShape: NumberShape, _ right: Column,
        _ rightShape: NumberShape
    ) throws(QueryError) -> Column {
        guard leftShape.isFloat || rightShape.isFloat else {
            let common = commonInteger(leftShape, rightShape).type.physicalKind
            return try run(operation, try left.asNumbers(common), try right.asNumbers(common), common)
        }
        if !leftShape.isFloat && leftShape.size > 4 {
            var visitor = ExactFloatComparison(
                operation: operation, integers: left, doubles: try right.asNumbers(.float64))
            return try visitor.run(on: leftShape.type.physicalKind) ?? left
        }
        if !rightShape.isFloat && rightShape.size > 4 {
            var visitor = ExactFloatComparison(
                operation: operation.swapped, integers: right, doubles: try left.asNumbers(.float64))
            return try visitor.run(on: rightShape.type.physicalKind) ?? right
        }
        return try run(operation, try left.asNumbers(.float64), try right.asNumbers(.float64), .float64)
    }

    /// An integer type that holds both sides' values.
    static func commonInteger(_ left: NumberShape, _ right: NumberShape) -> NumberShape {
        let size = max(left.size, right.size)
        if left.isSigned == right.isSigned { return NumberShape(isSigned: left.isSigned, isFloat: false, size: size) }
        let unsignedSize = left.isSigned ? right.size : left.size
        let signedSize = left.isSigned ? left.size : right.size
        let wanted = unsignedSize < signedSize ? signedSize : min(unsignedSize * 2, 32)
        return NumberShape(isSigned: true, isFloat: false, size: wanted)
    }

    // MARK: A column and one number

    /// The number is brought to the column's type, so that the column is compared as it lies.
    private static func withConstant(
        _ operation: ComparisonOperation, _ column: Column, _ shape: NumberShape, _ constant: ConstantColumn,
        _ constantShape: NumberShape
    ) throws(QueryError) -> Column {
        let kind = shape.type.physicalKind
        var exact = ExactConstant(value: constant.value)
        if let fitting = try exact.run(on: kind) ?? nil {
            return try run(operation, column, .constant(ConstantColumn(fitting, count: constant.count)), kind)
        }
        if shape.isFloat || constant.value.value(at: 0).isNaN {
            return try columns(operation, column, shape, .constant(constant), constantShape)
        }
        // The number lies between two of the column's values, or beyond all of them.
        guard case .float64(let double) = constant.value.value(at: 0), double.isFinite,
            let below = Int256(truncating: double.rounded(.down))
        else { return fixed(operation, isAbove: isAboveAll(constant.value), count: column.count) }
        var floor = ExactConstant(value: .int256([below]))
        guard let lower = try floor.run(on: kind) ?? nil, double != double.rounded(.down) else {
            return fixed(operation, isAbove: double > 0, count: column.count)
        }
        let bound = Column.constant(ConstantColumn(lower, count: constant.count))
        switch operation {
        case .equals: return .uint8([UInt8](repeating: 0, count: column.count))
        case .notEquals: return .uint8([UInt8](repeating: 1, count: column.count))
        case .less, .lessOrEquals: return try run(.lessOrEquals, column, bound, kind)
        case .greater, .greaterOrEquals: return try run(.greater, column, bound, kind)
        }
    }

    private static func isAboveAll(_ value: Column) -> Bool {
        switch value.value(at: 0) {
        case .int64(let number): number > 0
        case .int128(let number): number > 0
        case .int256(let number): number > 0
        case .float64(let number): number > 0
        default: true
        }
    }

    /// Every value is below the constant, or above it.
    private static func fixed(_ operation: ComparisonOperation, isAbove: Bool, count: Int) -> Column {
        .uint8([UInt8](repeating: operation.holds(isAbove ? -1 : 1) ? 1 : 0, count: count))
    }
}

extension Value {
    fileprivate var isNaN: Bool { if case .float64(let value) = self { value.isNaN } else { false } }
}

/// The single number of a column in another type, where that holds it exactly.
struct ExactConstant: NumberTypeVisitor {
    let value: Column

    mutating func visit<To: NumberValue>(_ type: To.Type) throws(QueryError) -> Column? {
        var inner = ExactValue<To>()
        return try inner.run(on: value) ?? nil
    }
}

private struct ExactValue<To: NumberValue>: NumberVisitor {
    mutating func visit<From: NumberValue>(_ values: [From]) throws(QueryError) -> Column? {
        values.first?.exactly(as: To.self).map { To.column([$0]) }
    }
}
