import Columns
import Errors

/// Work over the values of a numeric column, instantiated for each width inside this module.
protocol NumberVisitor {
    associatedtype Result
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> Result
}

/// Work that only needs to know which width is wanted.
protocol NumberTypeVisitor {
    associatedtype Result
    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Result
}

/// Work on integers only.
protocol IntegerTypeVisitor {
    associatedtype Result
    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Result
}

extension NumberVisitor {
    /// `nil` where `column` is not a plain numeric column.
    mutating func run(on column: Column) throws(QueryError) -> Result? {
        switch column {
        case .int8(let values): try visit(values)
        case .int16(let values): try visit(values)
        case .int32(let values): try visit(values)
        case .int64(let values): try visit(values)
        case .int128(let values): try visit(values)
        case .int256(let values): try visit(values)
        case .uint8(let values): try visit(values)
        case .uint16(let values): try visit(values)
        case .uint32(let values): try visit(values)
        case .uint64(let values): try visit(values)
        case .uint128(let values): try visit(values)
        case .uint256(let values): try visit(values)
        case .float32(let values): try visit(values)
        case .float64(let values): try visit(values)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .constant, .nothing: nil
        }
    }
}

extension NumberTypeVisitor {
    /// `nil` for a kind that is not numeric.
    mutating func run(on kind: PhysicalKind) throws(QueryError) -> Result? {
        switch kind {
        case .int8: try visit(Int8.self)
        case .int16: try visit(Int16.self)
        case .int32: try visit(Int32.self)
        case .int64: try visit(Int64.self)
        case .int128: try visit(Int128.self)
        case .int256: try visit(Int256.self)
        case .uint8: try visit(UInt8.self)
        case .uint16: try visit(UInt16.self)
        case .uint32: try visit(UInt32.self)
        case .uint64: try visit(UInt64.self)
        case .uint128: try visit(UInt128.self)
        case .uint256: try visit(UInt256.self)
        case .float32: try visit(Float.self)
        case .float64: try visit(Double.self)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: nil
        }
    }
}

extension IntegerTypeVisitor {
    /// `nil` for a kind that is not an integer's.
    mutating func run(on kind: PhysicalKind) throws(QueryError) -> Result? {
        switch kind {
        case .int8: try visit(Int8.self)
        case .int16: try visit(Int16.self)
        case .int32: try visit(Int32.self)
        case .int64: try visit(Int64.self)
        case .int128: try visit(Int128.self)
        case .int256: try visit(Int256.self)
        case .uint8: try visit(UInt8.self)
        case .uint16: try visit(UInt16.self)
        case .uint32: try visit(UInt32.self)
        case .uint64: try visit(UInt64.self)
        case .uint128: try visit(UInt128.self)
        case .uint256: try visit(UInt256.self)
        case .float32, .float64, .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: nil
        }
    }
}

/// An argument of a kernel: a value per row, or one for all rows.
enum Operand<T: FixedWidthValue> {
    case values([T])
    case one(T)

    /// The column as `T`s; `nil` where its layout is another.
    init?(_ column: Column) {
        if case .constant(let constant) = column {
            guard let value = T.values(of: constant.value)?.first else { return nil }
            self = .one(value)
        } else {
            guard let values = T.values(of: column) else { return nil }
            self = .values(values)
        }
    }

    subscript(row: Int) -> T {
        switch self {
        case .values(let values): values[row]
        case .one(let value): value
        }
    }
}

/// The layout of a numeric column was not the one its type says: a bug of ours, never of the input.
func wrongLayout(_ column: Column, _ type: DataType) -> QueryError {
    QueryError(.logicalError, "A column of type \(type.name) does not have its layout")
}

extension Column {
    /// The layout of a plain numeric column; `nothing` for others.
    var numberKind: PhysicalKind {
        switch self {
        case .int8: .int8
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .int128: .int128
        case .int256: .int256
        case .uint8: .uint8
        case .uint16: .uint16
        case .uint32: .uint32
        case .uint64: .uint64
        case .uint128: .uint128
        case .uint256: .uint256
        case .float32: .float32
        case .float64: .float64
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .constant, .nothing: .nothing
        }
    }

    /// The one row of a constant, else the column itself.
    var single: Column { if case .constant(let constant) = self { constant.value } else { self } }

    /// The column as numbers of `kind`, converted without checks; constants stay constant.
    func asNumbers(_ kind: PhysicalKind) throws(QueryError) -> Column {
        if case .constant(let constant) = self {
            return .constant(ConstantColumn(try constant.value.asNumbers(kind), count: constant.count))
        }
        var visitor = ConvertingVisitor(kind: kind)
        guard let result = try visitor.run(on: self) else {
            throw QueryError(.logicalError, "A column that is not numeric was used as numbers")
        }
        return result
    }
}

private struct ConvertingVisitor: NumberVisitor {
    let kind: PhysicalKind

    mutating func visit<From: NumberValue>(_ values: [From]) throws(QueryError) -> Column {
        var inner = ConvertingTo(values: values)
        guard let result = try inner.run(on: kind) else {
            throw QueryError(.logicalError, "Numbers were to become something else than numbers")
        }
        return result
    }
}

private struct ConvertingTo<From: NumberValue>: NumberTypeVisitor {
    let values: [From]

    mutating func visit<To: NumberValue>(_ type: To.Type) throws(QueryError) -> Column {
        if let same = values as? [To], From.self == To.self { return To.column(same) }
        return To.column(From.converting(values, to: To.self))
    }
}
