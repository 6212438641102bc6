import Errors

/// Values of one physical layout, immutable once published: a block's column without name and logical type.
///
/// Closed on purpose: a new layout is a new case, and the compiler shows every place that must know it.
package indirect enum Column: Sendable {
    case int8([Int8]), int16([Int16]), int32([Int32]), int64([Int64]), int128([Int128]), int256([Int256])
    case uint8([UInt8]), uint16([UInt16]), uint32([UInt32]), uint64([UInt64])
    case uint128([UInt128]), uint256([UInt256])
    case float32([Float]), float64([Double])
    case string(StringColumn)
    case fixedString(FixedStringColumn)
    /// Arrays and maps; a map's elements are a two-element tuple.
    case array(ArrayColumn)
    case tuple(TupleColumn)
    case nullable(NullableColumn)
    case lowCardinality(LowCardinalityColumn)
    /// One row, repeated: literals and what is computed from them. Only between expressions, never stored.
    case constant(ConstantColumn)
    /// Rows of type `Nothing` (the values of `NULL` and `[]`).
    case nothing(count: Int)
}

/// A value that lies in an array of its own width.
package protocol FixedWidthValue: BitwiseCopyable, Comparable, Hashable, Sendable {
    /// The value of a row nobody filled.
    static var zero: Self { get }
    static func column(_ values: [Self]) -> Column
    /// The values, where `column` is a plain column of this width and kind.
    static func values(of column: Column) -> [Self]?
}

extension Int8: FixedWidthValue {
    package static func column(_ values: [Int8]) -> Column { .int8(values) }
    package static func values(of column: Column) -> [Int8]? {
        if case .int8(let values) = column { values } else { nil }
    }
}

extension Int16: FixedWidthValue {
    package static func column(_ values: [Int16]) -> Column { .int16(values) }
    package static func values(of column: Column) -> [Int16]? {
        if case .int16(let values) = column { values } else { nil }
    }
}

extension Int32: FixedWidthValue {
    package static func column(_ values: [Int32]) -> Column { .int32(values) }
    package static func values(of column: Column) -> [Int32]? {
        if case .int32(let values) = column { values } else { nil }
    }
}

extension Int64: FixedWidthValue {
    package static func column(_ values: [Int64]) -> Column { .int64(values) }
    package static func values(of column: Column) -> [Int64]? {
        if case .int64(let values) = column { values } else { nil }
    }
}

extension Int128: FixedWidthValue {
    package static func column(_ values: [Int128]) -> Column { .int128(values) }
    package static func values(of column: Column) -> [Int128]? {
        if case .int128(let values) = column { values } else { nil }
    }
}

extension Int256: FixedWidthValue {
    package static func column(_ values: [Int256]) -> Column { .int256(values) }
    package static func values(of column: Column) -> [Int256]? {
        if case .int256(let values) = column { values } else { nil }
    }
}

extension UInt8: FixedWidthValue {
    package static func column(_ values: [UInt8]) -> Column { .uint8(values) }
    package static func values(of column: Column) -> [UInt8]? {
        if case .uint8(let values) = column { values } else { nil }
    }
}

extension UInt16: FixedWidthValue {
    package static func column(_ values: [UInt16]) -> Column { .uint16(values) }
    package static func values(of column: Column) -> [UInt16]? {
        if case .uint16(let values) = column { values } else { nil }
    }
}

extension UInt32: FixedWidthValue {
    package static func column(_ values: [UInt32]) -> Column { .uint32(values) }
    package static func values(of column: Column) -> [UInt32]? {
        if case .uint32(let values) = column { values } else { nil }
    }
}

extension UInt64: FixedWidthValue {
    package static func column(_ values: [UInt64]) -> Column { .uint64(values) }
    package static func values(of column: Column) -> [UInt64]? {
        if case .uint64(let values) = column { values } else { nil }
    }
}

extension UInt128: FixedWidthValue {
    package static func column(_ values: [UInt128]) -> Column { .uint128(values) }
    package static func values(of column: Column) -> [UInt128]? {
        if case .uint128(let values) = column { values } else { nil }
    }
}

extension UInt256: FixedWidthValue {
    package static func column(_ values: [UInt256]) -> Column { .uint256(values) }
    package static func values(of column: Column) -> [UInt256]? {
        if case .uint256(let values) = column { values } else { nil }
    }
}

extension Float: FixedWidthValue {
    package static func column(_ values: [Float]) -> Column { .float32(values) }
    package static func values(of column: Column) -> [Float]? {
        if case .float32(let values) = column { values } else { nil }
    }
}

extension Double: FixedWidthValue {
    package static func column(_ values: [Double]) -> Column { .float64(values) }
    package static func values(of column: Column) -> [Double]? {
        if case .float64(let values) = column { values } else { nil }
    }
}

/// Work that is the same for all fixed widths, written once and run on the layout a column has.
package protocol FixedWidthVisitor {
    associatedtype Result
    mutating func visit<T: FixedWidthValue>(_ values: [T]) throws(QueryError) -> Result
}

extension Column {
    /// Runs `visitor` on the values of a fixed-width column; `nil` for every other layout.
    @inlinable
    package func visitFixedWidth<V: FixedWidthVisitor>(_ visitor: inout V) throws(QueryError) -> V.Result? {
        switch self {
        case .int8(let values): try visitor.visit(values)
        case .int16(let values): try visitor.visit(values)
        case .int32(let values): try visitor.visit(values)
        case .int64(let values): try visitor.visit(values)
        case .int128(let values): try visitor.visit(values)
        case .int256(let values): try visitor.visit(values)
        case .uint8(let values): try visitor.visit(values)
        case .uint16(let values): try visitor.visit(values)
        case .uint32(let values): try visitor.visit(values)
        case .uint64(let values): try visitor.visit(values)
        case .uint128(let values): try visitor.visit(values)
        case .uint256(let values): try visitor.visit(values)
        case .float32(let values): try visitor.visit(values)
        case .float64(let values): try visitor.visit(values)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .constant, .nothing: nil
        }
    }
}
