import Columns

/// The bytes of fixed-width values as they lie in memory, end to end: `width` for each row.
struct RawBytes {
    let bytes: [UInt8]
    let width: Int

    /// `nil` for columns whose rows have no fixed width.
    init?(_ column: Column) {
        if case .fixedString(let strings) = column {
            bytes = strings.bytes
            width = strings.size
            return
        }
        var visitor = RawBytesVisitor()
        guard let found = visitor.run(on: column) else { return nil }
        (bytes, width) = found
    }
}

private struct RawBytesVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> (bytes: [UInt8], width: Int) {
        // Safe: values are `BitwiseCopyable` without padding; their bytes are copied out.
        let bytes = unsafe values.withUnsafeBytes { unsafe [UInt8]($0) }
        return (bytes, MemoryLayout<T>.stride)
    }
}

/// The bits of integers and floats of up to 64 bits, zero-extended; `nil` for all other columns.
func zeroExtendedBits(_ column: Column) -> [UInt64]? {
    switch column {
    case .uint8(let values): values.map(UInt64.init)
    case .uint16(let values): values.map(UInt64.init)
    case .uint32(let values): values.map(UInt64.init)
    case .uint64(let values): values
    case .int8(let values): values.map { UInt64(UInt8(bitPattern: $0)) }
    case .int16(let values): values.map { UInt64(UInt16(bitPattern: $0)) }
    case .int32(let values): values.map { UInt64(UInt32(bitPattern: $0)) }
    case .int64(let values): values.map { UInt64(bitPattern: $0) }
    case .float32(let values): values.map { UInt64($0.bitPattern) }
    case .float64(let values): values.map(\.bitPattern)
    default: nil
    }
}
