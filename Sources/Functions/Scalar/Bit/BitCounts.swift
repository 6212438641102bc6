import Columns
import Errors

/// The number of bits that are set.
package struct BitCount: ScalarFunction {
    package static let name = "bitCount"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of bits that are set.", examples: [.init(sql: "bitCount(5)", result: "2")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        if arguments[0].type.isStringOrFixedString { return .uint64 }
        guard let shape = NumberShape(arguments[0].type) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return shape.size == 32 ? .uint16 : .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if arguments[0].type.isStringOrFixedString {
            let strings = try StringOperand(arguments[0].column)
            return .uint64(
                (0..<rowCount).map { row in
                    var total: UInt64 = 0
                    for byte in strings.bytes[strings.wholeRange(of: row)] { total &+= UInt64(byte.nonzeroBitCount) }
                    return total
                })
        }
        var visitor = SetBits()
        guard let counts = try visitor.run(on: arguments[0].column) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        return try Column.uint16(counts).asNumbers(result.physicalKind)
    }
}

private struct SetBits: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> [UInt16] {
        values.map { UInt16(truncatingIfNeeded: $0.bitsInLargestWidth.nonzeroBitCount) }
    }
}

/// The number of bits in which two values differ.
package struct BitHammingDistance: ScalarFunction {
    package static let name = "bitHammingDistance"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of bits in which two integers, or two strings of one length, differ.",
        examples: [.init(sql: "bitHammingDistance(111, 121)", result: "3")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if arguments.allSatisfy({ $0.type.isStringOrFixedString }) { return .uint64 }
        guard let a = NumberShape(arguments[0].type), let b = NumberShape(arguments[1].type), !a.isFloat, !b.isFloat
        else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return max(a.size, b.size) == 32 ? .uint16 : .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if arguments[0].type.isStringOrFixedString { return try strings(arguments, rowCount: rowCount) }
        let size = max(arguments[0].type.fixedWidth ?? 1, arguments[1].type.fixedWidth ?? 1, 8)
        let kind = NumberShape(isSigned: false, isFloat: false, size: size).type.physicalKind
        guard case .uint256(let left) = try arguments[0].column.asNumbers(kind).asNumbers(.uint256),
            case .uint256(let right) = try arguments[1].column.asNumbers(kind).asNumbers(.uint256)
        else { throw wrongLayout(arguments[0].column, arguments[0].type) }
        let counts = zip(left, right).map { UInt16(truncatingIfNeeded: ($0 ^ $1).nonzeroBitCount) }
        return try Column.uint16(counts).asNumbers(result.physicalKind)
    }

    private static func strings(_ arguments: [TypedColumn], rowCount: Int) throws(QueryError) -> Column {
        let left = try StringOperand(arguments[0].column)
        let right = try StringOperand(arguments[1].column)
        var counts = [UInt64](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let (a, b) = (left.bytes[left.wholeRange(of: row)], right.bytes[right.wholeRange(of: row)])
            guard a.count == b.count else {
                throw QueryError(.badArguments, "Function \(name) needs strings of the same length")
            }
            for (x, y) in zip(a, b) { counts[row] &+= UInt64((x ^ y).nonzeroBitCount) }
        }
        return .uint64(counts)
    }
}

/// The bytes of a number in the other order.
package struct ByteSwap: ScalarFunction {
    package static let name = "byteSwap"
    package static let isCaseInsensitive = true
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bytes of an integer in the other order.",
        examples: [.init(sql: "byteSwap(toUInt16(258))", result: "513")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isInteger else {
            throw QueryError(.notImplemented, "\(name)() is not implemented for \(arguments[0].type.name)")
        }
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var visitor = SwapVisitor(column: arguments[0].column)
        return try visitor.run(on: result.physicalKind) ?? arguments[0].column
    }
}

private struct SwapVisitor: IntegerTypeVisitor {
    let column: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        T.column((T.values(of: column) ?? []).map(\.byteSwapped))
    }
}
