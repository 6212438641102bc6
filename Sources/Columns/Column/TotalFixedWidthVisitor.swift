/// A visitor that cannot fail: the form that operations on columns use among themselves.
package protocol TotalFixedWidthVisitor {
    associatedtype Result
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Result
}

extension TotalFixedWidthVisitor {
    /// Runs on the values of a fixed-width column; `nil` for every other layout.
    @inlinable
    package mutating func run(on column: Column) -> Result? {
        switch column {
        case .int8(let values): visit(values)
        case .int16(let values): visit(values)
        case .int32(let values): visit(values)
        case .int64(let values): visit(values)
        case .int128(let values): visit(values)
        case .int256(let values): visit(values)
        case .uint8(let values): visit(values)
        case .uint16(let values): visit(values)
        case .uint32(let values): visit(values)
        case .uint64(let values): visit(values)
        case .uint128(let values): visit(values)
        case .uint256(let values): visit(values)
        case .float32(let values): visit(values)
        case .float64(let values): visit(values)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .constant, .nothing: nil
        }
    }
}
