extension StringColumn {
    /// Sets the byte of each row whose string differs from the row before to 1; the first row's stays.
    package func markChanges(in flags: inout [UInt8]) {
        let ends = ends
        precondition(flags.count == ends.count, "a byte per row")
        guard var end = ends.first else { return }
        unsafe bytes.withUnsafeBytes { bytes in
            var length = end
            for row in 1..<max(1, flags.count) {
                let next = ends[row]
                precondition(end <= next && next <= bytes.count, "strings lie inside their bytes")
                // Safe: both strings lie before `next`.
                if unsafe next &- end != length || !isSame(bytes, end &- length, end, length) { flags[row] = 1 }
                length = next &- end
                end = next
            }
        }
    }
}

/// The `length` bytes at `first` are those at `second`.
@inline(__always)
private func isSame(_ bytes: UnsafeRawBufferPointer, _ first: Int, _ second: Int, _ length: Int) -> Bool {
    var place = 0
    while place &+ 8 <= length {
        // Safe: the eight bytes lie inside both strings.
        let left = unsafe bytes.loadUnaligned(fromByteOffset: first &+ place, as: UInt64.self)
        let right = unsafe bytes.loadUnaligned(fromByteOffset: second &+ place, as: UInt64.self)
        if left != right { return false }
        place &+= 8
    }
    while place < length {
        if unsafe bytes[first &+ place] != bytes[second &+ place] { return false }
        place &+= 1
    }
    return true
}
