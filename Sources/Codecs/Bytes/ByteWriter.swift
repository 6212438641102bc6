/// Bytes that grow at their end.
package struct ByteWriter: Sendable {
    package private(set) var bytes: [UInt8]

    package init() { bytes = [] }

    /// Goes on behind `bytes`.
    package init(appendingTo bytes: [UInt8]) { self.bytes = bytes }

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    package mutating func reserve(_ more: Int) {
        let needed = bytes.count + more
        // Twice the size at least: an exact reservation each time would copy everything each time.
        if needed > bytes.capacity { bytes.reserveCapacity(max(needed, bytes.capacity * 2)) }
    }

    /// Forgets what was written and keeps the memory.
    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Gives what was written and starts anew.
    package mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Forgets the first `count` bytes.
    package mutating func removeFirst(_ count: Int) { bytes.removeFirst(count) }

    package mutating func writeByte(_ byte: UInt8) { bytes.append(byte) }

    package mutating func writeBytes(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }

    package mutating func writeBytes(_ source: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= source.count, "the range is inside the bytes")
        guard !range.isEmpty else { return }
        // Safe: the precondition.
        unsafe source.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0[range]) }
    }

    package mutating func writeBytes(_ source: Span<UInt8>) {
        // Safe: the span lives through the call.
        unsafe source.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    package mutating func writeZeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

    package mutating func writeVarUInt(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func writeVarUInt(_ value: Int) { writeVarUInt(UInt64(truncatingIfNeeded: value)) }

    /// A length and the bytes.
    package mutating func writeString(_ string: [UInt8]) {
        writeVarUInt(string.count)
        bytes.append(contentsOf: string)
    }

    /// A length and the bytes of `text`.
    package mutating func writeText(_ text: String) {
        writeVarUInt(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// One value of a fixed width, little-endian.
    package mutating func writeFixed<T: BitwiseCopyable>(_ value: T) {
        // Safe: only the value's own bytes are read; the types that call this have no padding.
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    /// The values of `range`, little-endian, in one copy.
    package mutating func writeArray<T: BitwiseCopyable>(_ values: [T], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= values.count, "the range is inside the values")
        guard !range.isEmpty else { return }
        let width = MemoryLayout<T>.stride
        // Safe: the precondition; the types that call this have no padding.
        unsafe values.withUnsafeBytes {
            unsafe bytes.append(contentsOf: $0[range.lowerBound &* width..<range.upperBound &* width])
        }
    }

    /// Appends up to `sizeMax` bytes that `fill` writes; `fill` gives how many it wrote.
    mutating func appendRaw(sizeMax: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) {
        reserve(sizeMax)
        bytes.append(addingCapacity: sizeMax) { output in
            // Safe: the span has room for `sizeMax` bytes, and `fill` says how many of them it has written.
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialised in
                initialised = unsafe fill(UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }
}
