import Columns
import Errors

/// A function of the bits of two integers.
protocol BitFunction: ScalarFunction {
    static func column<T: IntegerValue>(_ left: Column, _ right: Column, as type: T.Type) throws(QueryError) -> Column
    /// The same byte by byte, for strings of one fixed length; `nil` where it is not for strings.
    static func byte(_ left: UInt8, _ right: UInt8) -> UInt8?
}

extension BitFunction {
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (left, right) = (arguments[0].type, arguments[1].type)
        if left == right, case .fixedString = left, byte(0, 0) != nil { return left }
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
        if case .fixedString(let size) = result {
            guard case .fixedString(var left) = arguments[0].column.materialised,
                case .fixedString(let right) = arguments[1].column.materialised
            else { throw wrongLayout(arguments[0].column, result) }
            for index in 0..<size * rowCount { left.bytes[index] = byte(left.bytes[index], right.bytes[index]) ?? 0 }
            return .fixedString(left)
        }
        let kind = result.physicalKind
        var visitor = BitVisitor<Self>(
            left: try arguments[0].column.asNumbers(kind), right: try arguments[1].column.asNumbers(kind))
        guard let column = try visitor.run(on: kind) else { throw wrongLayout(arguments[0].column, result) }
        return column
    }
}

private struct BitVisitor<Function: BitFunction>: IntegerTypeVisitor {
    let left: Column
    let right: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try Function.column(left, right, as: T.self)
    }
}

private struct AndKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { left & right }
}

private struct OrKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { left | right }
}

private struct XorKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { left ^ right }
}

private struct NotKernel<T: IntegerValue>: UnaryKernel {
    static func apply(_ value: T) -> T { ~value }
}

/// The bits that both numbers have.
package struct BitAnd: BitFunction {
    package static let name = "bitAnd"
    package static let documentation = FunctionDocumentation(
        summary: "The bits that both numbers have.", examples: [.init(sql: "bitAnd(5, 3)", result: "1")])
    static func column<T: IntegerValue>(_ left: Column, _ right: Column, as type: T.Type) throws(QueryError) -> Column {
        try mapRows(AndKernel<T>.self, left, right)
    }
    static func byte(_ left: UInt8, _ right: UInt8) -> UInt8? { left & right }
}

/// The bits that one of the numbers has.
package struct BitOr: BitFunction {
    package static let name = "bitOr"
    package static let documentation = FunctionDocumentation(
        summary: "The bits that one of the numbers has.", examples: [.init(sql: "bitOr(5, 3)", result: "7")])
    static func column<T: IntegerValue>(_ left: Column, _ right: Column, as type: T.Type) throws(QueryError) -> Column {
        try mapRows(OrKernel<T>.self, left, right)
    }
    static func byte(_ left: UInt8, _ right: UInt8) -> UInt8? { left | right }
}

/// The bits that exactly one of the numbers has.
package struct BitXor: BitFunction {
    package static let name = "bitXor"
    package static let documentation = FunctionDocumentation(
        summary: "The bits that exactly one of the numbers has.", examples: [.init(sql: "bitXor(5, 3)", result: "6")])
    static func column<T: IntegerValue>(_ left: Column, _ right: Column, as type: T.Type) throws(QueryError) -> Column {
        try mapRows(XorKernel<T>.self, left, right)
    }
    static func byte(_ left: UInt8, _ right: UInt8) -> UInt8? { left ^ right }
}

/// All bits the other way.
package struct BitNot: ScalarFunction {
    package static let name = "bitNot"
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "All bits the other way.", examples: [.init(sql: "bitNot(toUInt8(5))", result: "250")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard let shape = NumberShape(arguments[0].type), !shape.isFloat else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return shape.type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var visitor = NotVisitor(column: arguments[0].column)
        guard let column = try visitor.run(on: result.physicalKind) else {
            throw wrongLayout(arguments[0].column, result)
        }
        return column
    }
}

private struct NotVisitor: IntegerTypeVisitor {
    let column: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try mapRows(NotKernel<T>.self, column)
    }
}
