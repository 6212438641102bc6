import Columns
import Errors

/// The six comparisons.
enum ComparisonOperation: Sendable {
    case equals, notEquals, less, greater, lessOrEquals, greaterOrEquals

    /// The operation with its arguments exchanged.
    var swapped: ComparisonOperation {
        switch self {
        case .equals, .notEquals: self
        case .less: .greater
        case .greater: .less
        case .lessOrEquals: .greaterOrEquals
        case .greaterOrEquals: .lessOrEquals
        }
    }

    /// What the operation says of `order` (negative, zero, positive).
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equals: order == 0
        case .notEquals: order != 0
        case .less: order < 0
        case .greater: order > 0
        case .lessOrEquals: order <= 0
        case .greaterOrEquals: order >= 0
        }
    }
}

private struct EqualsKernel<T: FixedWidthValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> UInt8 { left == right ? 1 : 0 }
}

private struct NotEqualsKernel<T: FixedWidthValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> UInt8 { left == right ? 0 : 1 }
}

private struct LessKernel<T: FixedWidthValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> UInt8 { left < right ? 1 : 0 }
}

private struct LessOrEqualsKernel<T: FixedWidthValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> UInt8 { left <= right ? 1 : 0 }
}

/// Compares two columns (or constants) of one numeric layout.
struct ComparisonVisitor: NumberTypeVisitor {
    let operation: ComparisonOperation
    let left: Column
    let right: Column

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        switch operation {
        case .equals: try mapRows(EqualsKernel<T>.self, left, right)
        case .notEquals: try mapRows(NotEqualsKernel<T>.self, left, right)
        case .less: try mapRows(LessKernel<T>.self, left, right)
        case .lessOrEquals: try mapRows(LessOrEqualsKernel<T>.self, left, right)
        case .greater: try mapRows(LessKernel<T>.self, right, left)
        case .greaterOrEquals: try mapRows(LessOrEqualsKernel<T>.self, right, left)
        }
    }
}

/// Compares integers above 32 bits with doubles without rounding either.
struct ExactFloatComparison: IntegerTypeVisitor {
    let operation: ComparisonOperation
    let integers: Column
    let doubles: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let a = Operand<T>(integers), let b = Operand<Double>(doubles) else {
            throw QueryError(.logicalError, "Numbers do not have their layout")
        }
        let count = max(integers.count, doubles.count)
        var result = [UInt8](repeating: operation == .notEquals ? 1 : 0, count: count)
        for row in 0..<count {
            let double = b[row]
            if double.isNaN { continue }
            let nearest = a[row].nearestDouble
            var order = nearest < double ? -1 : (nearest > double ? 1 : 0)
            if order == 0, let whole = Int256(exactly: double) {
                // The double is the integer's nearest: only the integers themselves decide.
                let exact = a[row].widened(to: Int256.self)
                order = exact < whole ? -1 : (exact > whole ? 1 : 0)
            }
            result[row] = operation.holds(order) ? 1 : 0
        }
        return .uint8(result)
    }
}

/// Compares strings by bytes; `FixedString`s do without the zeros at their end.
func compareStrings(
    _ operation: ComparisonOperation, _ left: Column, _ right: Column
) throws(QueryError) -> [UInt8] {
    let a = try StringOperand(left)
    let b = try StringOperand(right)
    let count = max(left.count, right.count)
    var result = [UInt8](repeating: 0, count: count)
    if operation == .equals || operation == .notEquals {
        let whenEqual: UInt8 = operation == .equals ? 1 : 0
        for row in 0..<count {
            let x = a.range(of: row)
            let y = b.range(of: row)
            let isEqual = x.count == y.count && compareLexicographically(a.bytes[x], b.bytes[y]) == 0
            result[row] = isEqual ? whenEqual : 1 &- whenEqual
        }
        return result
    }
    for row in 0..<count {
        let order = compareLexicographically(a.bytes[a.range(of: row)], b.bytes[b.range(of: row)])
        result[row] = operation.holds(order) ? 1 : 0
    }
    return result
}

/// Strings of either kind, or one for all rows, as ranges of bytes.
struct StringOperand {
    let bytes: [UInt8]
    private let ends: [Int]
    private let size: Int
    private let isConstant: Bool

    init(_ column: Column) throws(QueryError) {
        var plain = column
        isConstant = column.isConstant
        if case .constant(let constant) = column { plain = constant.value }
        switch plain {
        case .string(let strings):
            bytes = strings.bytes
            ends = strings.ends
            size = 0
        case .fixedString(let strings):
            bytes = strings.bytes
            ends = []
            size = strings.size
        default: throw wrongLayout(column, .string)
        }
    }

    /// The bytes of `row`.
    func range(of row: Int) -> Range<Int> {
        let row = isConstant ? 0 : row
        if size == 0 { return (row == 0 ? 0 : ends[row &- 1])..<ends[row] }
        let start = row &* size
        var end = start &+ size
        while end > start, bytes[end &- 1] == 0 { end &-= 1 }
        return start..<end
    }

    /// The bytes of `row`, a `FixedString`'s zeros included.
    func wholeRange(of row: Int) -> Range<Int> {
        let row = isConstant ? 0 : row
        return size == 0 ? (row == 0 ? 0 : ends[row &- 1])..<ends[row] : row &* size..<(row &+ 1) &* size
    }
}
