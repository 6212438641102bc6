import Columns
import Errors

/// The bytes of a value, read as another type.
enum Reinterpretation {
    /// Types whose values are bytes side by side.
    static func isContiguous(_ type: DataType) -> Bool {
        switch type {
        case .string, .fixedString: true
        case .nullable, .lowCardinality, .array, .tuple, .map, .aggregateFunction, .nothing: false
        default: type.fixedWidth != nil
        }
    }

    static func check(_ name: String, _ source: DataType, _ target: DataType) throws(QueryError) {
        guard isContiguous(source), isContiguous(target), !(source == .string && target.isFixed) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Cannot reinterpret \(source.name) as \(target.name) because it is not fixed size and contiguous "
                    + "in memory")
        }
    }

    /// Every value's bytes; numbers lowest byte first.
    static func bytes(of column: Column, _ type: DataType) throws(QueryError) -> StringColumn {
        if case .string(let strings) = column { return strings }
        if case .fixedString(let fixed) = column {
            return StringColumn(ends: (0..<fixed.count).map { ($0 &+ 1) &* fixed.size }, bytes: fixed.bytes)
        }
        var visitor = BytesOf()
        guard let strings = try visitor.run(on: column) else { throw wrongLayout(column, type) }
        return strings
    }

    static func column(_ strings: StringColumn, as target: DataType) throws(QueryError) -> Column {
        switch target {
        case .string:
            // Zero bytes at the end of a number are no part of its string.
            var result = StringColumn()
            for row in 0..<strings.count {
                var range = strings.range(of: row)
                while let last = range.last, strings.bytes[last] == 0 { range = range.lowerBound..<last }
                result.append(strings.bytes[range])
            }
            return .string(result)
        case .fixedString(let size):
            var result = FixedStringColumn(size: size)
            for row in 0..<strings.count {
                let value = strings[row].prefix(size)
                result.bytes.append(contentsOf: value)
                result.bytes.append(contentsOf: repeatElement(0, count: size - value.count))
            }
            return .fixedString(result)
        default:
            var visitor = FromBytes(strings: strings)
            guard let column = try visitor.run(on: target.physicalKind) else {
                throw wrongLayout(.string(strings), target)
            }
            return column
        }
    }
}

extension DataType {
    fileprivate var isFixed: Bool { if case .fixedString = self { true } else { false } }
}

private struct BytesOf: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        let width = MemoryLayout<T>.size
        for value in values {
            var bits = value.bitsInLargestWidth
            for _ in 0..<width {
                result.bytes.append(UInt8(truncatingIfNeeded: bits))
                bits = bits.shiftedRight(8)
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }
}

private struct FromBytes: NumberTypeVisitor {
    let strings: StringColumn

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        let width = MemoryLayout<T>.size
        return T.column(
            (0..<strings.count).map { row in
                var bits = UInt256.zero
                for byte in strings[row].prefix(width).reversed() {
                    bits = bits.shiftedLeft(8) | UInt256(UInt64(byte), 0, 0, 0)
                }
                return T(bitsInLargestWidth: bits)
            })
    }
}

/// `reinterpret(x, 'T')`.
package struct Reinterpret: ScalarFunction {
    package static let name = "reinterpret"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bytes of a value read as another type.",
        examples: [.init(sql: "reinterpret(toUInt8(200), 'Int8')", result: "-56")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let target = try constantType(name, arguments, at: 1)
        try Reinterpretation.check(name, arguments[0].type, target)
        return target
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Reinterpretation.column(
            Reinterpretation.bytes(of: arguments[0].column, arguments[0].type), as: result)
    }
}

/// `reinterpretAsT(x)`.
struct ReinterpretAs<Target: PlainTarget>: ScalarFunction {
    static var name: String { "reinterpretAs\(Target.suffix)" }
    static var toleratesEveryValue: Bool { true }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "The bytes of a value read as \(Target.suffix).",
            examples: [.init(sql: "toTypeName(\(name)('abc'))", result: Target.plain.name)])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try Reinterpretation.check(name, arguments[0].type, Target.plain)
        return Target.plain
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Reinterpretation.column(
            Reinterpretation.bytes(of: arguments[0].column, arguments[0].type), as: result)
    }
}

/// The bytes of a value as a string, without the zeros at its end.
package struct ReinterpretAsString: ScalarFunction {
    package static let name = "reinterpretAsString"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bytes of a value as a string, without zero bytes at the end.",
        examples: [.init(sql: "reinterpretAsString(25185)", result: "ab")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try Reinterpretation.check(name, arguments[0].type, .string)
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Reinterpretation.column(
            Reinterpretation.bytes(of: arguments[0].column, arguments[0].type), as: .string)
    }
}

/// The bytes of a value as a string of its width.
package struct ReinterpretAsFixedString: ScalarFunction {
    package static let name = "reinterpretAsFixedString"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bytes of a value as a FixedString of its width.",
        examples: [.init(sql: "length(reinterpretAsFixedString(toUInt32(5)))", result: "4")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard let width = arguments[0].type.fixedWidth else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .fixedString(size: width)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Reinterpretation.column(
            Reinterpretation.bytes(of: arguments[0].column, arguments[0].type), as: result)
    }
}

enum AsDate: PlainTarget {
    static var plain: DataType { .date }
}

enum AsDateTime: PlainTarget {
    static var plain: DataType { .dateTime(zone: nil) }
}
