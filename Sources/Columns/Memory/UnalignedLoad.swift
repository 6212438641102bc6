/// The eight bytes at `offset` as a little-endian integer.
@inline(__always)
package func loadUInt64(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ 8 <= bytes.count, "a load stays inside its bytes")
    // Safe: the precondition.
    return unsafe bytes.withUnsafeBytes {
        unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

/// The four bytes at `offset` as a little-endian integer.
@inline(__always)
package func loadUInt32(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    precondition(offset >= 0 && offset &+ 4 <= bytes.count, "a load stays inside its bytes")
    // Safe: the precondition.
    return unsafe bytes.withUnsafeBytes {
        unsafe UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
