import Columns
import Errors

extension TypedColumn {
    /// The rows of a `String` or `FixedString` argument, whose padding is part of the string, or the names of an enum's
    /// values; constants spelled out.
    var strings: StringColumn {
        if case .enum8(let values) = type { return names(values) }
        if case .enum16(let values) = type { return names(values) }
        return plainStrings
    }

    private func names(_ values: EnumValues) -> StringColumn {
        var result = StringColumn()
        for number in integers { result.append(values.name(of: Int16(truncatingIfNeeded: number)) ?? []) }
        return result
    }

    private var plainStrings: StringColumn {
        switch column {
        case .string(let strings): strings
        case .fixedString(let fixed):
            StringColumn(ends: (0..<fixed.count).map { ($0 &+ 1) &* fixed.size }, bytes: fixed.bytes)
        case .constant(let constant):
            TypedColumn(type: type, column: constant.value.repeating(count: constant.count)).strings
        default: StringColumn(ends: [Int](repeating: 0, count: column.count))
        }
    }

    /// The bytes of a constant string argument; `nil` where it varies.
    var constantBytes: [UInt8]? {
        guard case .constant(let constant) = column else { return nil }
        return TypedColumn(type: type, column: constant.value).strings.bytes
    }

    /// The rows of an integer (or `Bool`) argument, clamped to `Int64`; constants spelled out.
    var integers: [Int64] {
        var visitor = IntegerRows()
        return visitor.run(on: column.materialised) ?? [Int64](repeating: 0, count: column.count)
    }
}

extension TypedColumn {
    /// The rows of an argument that is a number, as the nearest floats; constants spelled out.
    var doubles: [Double] {
        var visitor = DoubleRows()
        return visitor.run(on: column.materialised) ?? [Double](repeating: 0, count: column.count)
    }
}

private struct DoubleRows: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [Double] {
        switch values {
        case let v as [Double]: v
        case let v as [Float]: v.map(Double.init)
        case let v as [UInt64]: v.map(Double.init)
        case let v as [UInt128]: v.map(Double.init)
        case let v as [Int128]: v.map(Double.init)
        default: TypedColumn(type: .int64, column: T.column(values)).integers.map(Double.init)
        }
    }
}

private struct IntegerRows: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [Int64] {
        switch values {
        case let v as [Int64]: v
        case let v as [UInt8]: v.map(Int64.init)
        case let v as [UInt16]: v.map(Int64.init)
        case let v as [UInt32]: v.map(Int64.init)
        case let v as [UInt64]: v.map { Int64(clamping: $0) }
        case let v as [Int8]: v.map(Int64.init)
        case let v as [Int16]: v.map(Int64.init)
        case let v as [Int32]: v.map(Int64.init)
        default: values.map { _ in 0 }
        }
    }
}

extension Argument {
    /// The bytes of a constant string; `nil` for every other argument.
    var constantBytes: [UInt8]? {
        guard let constant, type.unwrapped.isStringOrFixedString else { return nil }
        guard case .string(let bytes) = constant.value(at: 0) else { return nil }
        return bytes
    }

    /// The value of a constant integer; `nil` for every other argument.
    var constantInteger: Int64? {
        guard let constant else { return nil }
        return constant.value(at: 0).exactInteger()
    }
}

extension DataType {
    /// Integers of up to 64 bits: what lengths, offsets and counts may be.
    var isNativeInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .bool: true
        default: false
        }
    }
}

/// Refuses arguments at `positions` that are no strings.
func checkStrings(_ name: String, _ arguments: [Argument], _ positions: Int...) throws(QueryError) {
    for position in positions where position < arguments.count {
        guard arguments[position].type.isStringOrFixedString else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
    }
}

/// Refuses arguments at `positions` that are no integers of up to 64 bits.
func checkIntegers(_ name: String, _ arguments: [Argument], _ positions: Int...) throws(QueryError) {
    for position in positions where position < arguments.count {
        guard arguments[position].type.isNativeInteger else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
    }
}
