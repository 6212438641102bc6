import Columns
import Errors

/// Shifts and rotations by a number of bits.
protocol BitShiftFunction: ScalarFunction {
    static func column<T: IntegerValue>(
        _ values: Column, _ counts: [Int64], bits: Int64, as type: T.Type
    ) throws(QueryError) -> Column
    static var refusesNegative: Bool { get }
}

extension BitShiftFunction {
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (left, right) = (arguments[0].type, arguments[1].type)
        guard let a = NumberShape(left), let b = NumberShape(right), !a.isFloat, !b.isFloat else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal types \(left.name) and \(right.name) of arguments of function \(name)")
        }
        return NumberShape(isSigned: a.isSigned || b.isSigned, isFloat: false, size: max(a.size, b.size)).type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .int64(let counts) = try arguments[1].column.single.asNumbers(.int64) else {
            throw wrongLayout(arguments[1].column, .int64)
        }
        if refusesNegative, counts.contains(where: { $0 < 0 }) {
            throw QueryError(.argumentOutOfBound, "The number of shift positions needs to be a non-negative value")
        }
        let bits = Int64((arguments[0].type.fixedWidth ?? 1) * 8)
        let values = try arguments[0].column.materialised.asNumbers(result.physicalKind)
        var visitor = ShiftVisitor<Self>(values: values, counts: counts, bits: bits)
        guard let column = try visitor.run(on: result.physicalKind) else { throw wrongLayout(values, result) }
        return column
    }
}

private struct ShiftVisitor<Function: BitShiftFunction>: IntegerTypeVisitor {
    let values: Column
    let counts: [Int64]
    let bits: Int64

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try Function.column(values, counts, bits: bits, as: T.self)
    }
}

/// `change` for every value and its count of bits: one for all, or one per value.
private func shifted<T: IntegerValue>(
    _ column: Column, _ counts: [Int64], _ change: (T, Int64) -> T
) throws(QueryError) -> Column {
    guard var values = T.values(of: column) else { throw QueryError(.logicalError, "Numbers do not have their layout") }
    let isConstant = counts.count == 1
    for row in values.indices { values[row] = change(values[row], counts[isConstant ? 0 : row]) }
    return T.column(values)
}

/// `x << n`.
package struct BitShiftLeft: BitShiftFunction {
    package static let name = "bitShiftLeft"
    static let refusesNegative = true
    package static let documentation = FunctionDocumentation(
        summary: "The bits moved up; 0 where they all leave.", examples: [.init(sql: "bitShiftLeft(1, 3)", result: "8")]
    )
    static func column<T: IntegerValue>(
        _ values: Column, _ counts: [Int64], bits: Int64, as type: T.Type
    ) throws(QueryError) -> Column {
        try shifted(values, counts) { (value: T, count) in count >= bits ? 0 : value &<< T(truncatingIfNeeded: count) }
    }
}

/// `x >> n`.
package struct BitShiftRight: BitShiftFunction {
    package static let name = "bitShiftRight"
    static let refusesNegative = true
    package static let documentation = FunctionDocumentation(
        summary: "The bits moved down; 0 where they all leave.",
        examples: [.init(sql: "bitShiftRight(8, 3)", result: "1")])
    static func column<T: IntegerValue>(
        _ values: Column, _ counts: [Int64], bits: Int64, as type: T.Type
    ) throws(QueryError) -> Column {
        try shifted(values, counts) { (value: T, count) in count >= bits ? 0 : value &>> T(truncatingIfNeeded: count) }
    }
}

/// The bits moved up, those that leave coming in below.
package struct BitRotateLeft: BitShiftFunction {
    package static let name = "bitRotateLeft"
    static let refusesNegative = false
    package static let documentation = FunctionDocumentation(
        summary: "The bits moved up, those that leave coming in below.",
        examples: [.init(sql: "bitRotateLeft(toUInt8(200), 1)", result: "145")])
    static func column<T: IntegerValue>(
        _ values: Column, _ counts: [Int64], bits: Int64, as type: T.Type
    ) throws(QueryError) -> Column {
        try shifted(values, counts) { (value: T, count) in rotated(value, left: count) }
    }
}

/// The bits moved down, those that leave coming in above.
package struct BitRotateRight: BitShiftFunction {
    package static let name = "bitRotateRight"
    static let refusesNegative = false
    package static let documentation = FunctionDocumentation(
        summary: "The bits moved down, those that leave coming in above.",
        examples: [.init(sql: "bitRotateRight(toUInt8(1), 1)", result: "128")])
    static func column<T: IntegerValue>(
        _ values: Column, _ counts: [Int64], bits: Int64, as type: T.Type
    ) throws(QueryError) -> Column {
        try shifted(values, counts) { (value: T, count) in rotated(value, left: 0 &- count) }
    }
}

private func rotated<T: IntegerValue>(_ value: T, left count: Int64) -> T {
    let width = Int64(T.bitWidth)
    let steps = floorModulo(count, by: width)
    if steps == 0 { return value }
    let bits = T.Magnitude(truncatingIfNeeded: value)
    let up = bits &<< T.Magnitude(truncatingIfNeeded: steps)
    let down = bits &>> T.Magnitude(truncatingIfNeeded: width &- steps)
    return T(truncatingIfNeeded: up | down)
}
