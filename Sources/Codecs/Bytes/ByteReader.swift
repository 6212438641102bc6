import Errors

/// Reads values from the front of bytes; what is not there is an error, never a trap.
///
/// When a read fails for want of bytes, `shortfall` says how many more it wanted at least: readers of streams wait
/// for them and try again.
package struct ByteReader: Sendable {
    package let bytes: [UInt8]
    package let end: Int
    package private(set) var offset: Int
    package private(set) var shortfall = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = 0
        end = bytes.count
    }

    /// Reads `range` of `bytes`. The range must lie inside.
    package init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a reader's range is inside its bytes")
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    package var remaining: Int { end &- offset }
    package var isAtEnd: Bool { offset == end }

    /// Moves to `position`, an offset inside the reader's bytes that was read before.
    package mutating func rewind(to position: Int) {
        precondition(position >= 0 && position <= end, "a reader goes back to where it was")
        offset = position
        shortfall = 0
    }

    /// Goes back to `position` and keeps in mind that `missing` bytes were wanted behind the end.
    mutating func stop(at position: Int, missing: Int) {
        rewind(to: position)
        shortfall = missing
    }

    package mutating func skip(_ count: Int) throws(QueryError) {
        try need(count)
        offset &+= count
    }

    package mutating func readByte() throws(QueryError) -> UInt8 {
        try need(1)
        defer { offset &+= 1 }
        return bytes[offset]
    }

    /// A byte that must be 0 or 1.
    package mutating func readBool() throws(QueryError) -> Bool {
        switch try readByte() {
        case 0: return false
        case 1: return true
        case let other: throw QueryError(.incorrectData, "A boolean byte must be 0 or 1: \(other)")
        }
    }

    /// The next `count` bytes.
    package mutating func readBytes(_ count: Int) throws(QueryError) -> [UInt8] {
        try need(count)
        defer { offset &+= count }
        return Array(bytes[offset..<offset &+ count])
    }

    /// A length and as many bytes.
    package mutating func readString(sizeMax: Int = CodecLimits.stringSizeMax) throws(QueryError) -> [UInt8] {
        try readBytes(try readCount(max: sizeMax, of: "bytes of a string"))
    }

    /// A length and as many bytes, as text; broken UTF-8 is repaired.
    package mutating func readText(sizeMax: Int = CodecLimits.nameSizeMax) throws(QueryError) -> String {
        String(decoding: try readString(sizeMax: sizeMax), as: UTF8.self)
    }

    /// LEB128, at most ten bytes.
    package mutating func readVarUInt() throws(QueryError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        var position = offset
        while shift < 70 {
            guard position < end else { throw endReached(wanting: position &- offset &+ 1) }
            let byte = bytes[position]
            position &+= 1
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 {
                offset = position
                return result
            }
            shift &+= 7
        }
        throw QueryError(.incorrectData, "A variable-length number has more than ten bytes")
    }

    /// A variable-length number that counts something: at most `max`.
    package mutating func readCount(max: Int, of what: String) throws(QueryError) -> Int {
        let count = try readVarUInt()
        guard let result = Int(exactly: count), result <= max else {
            throw QueryError(.tooLargeArraySize, "Too large count of \(what): \(count), the maximum is \(max)")
        }
        return result
    }

    /// A UInt64 that counts something: at most `max`.
    package mutating func readFixedCount(max: Int, of what: String) throws(QueryError) -> Int {
        let count: UInt64 = try readFixed()
        guard let result = Int(exactly: count), result <= max else {
            throw QueryError(.tooLargeArraySize, "Too large count of \(what): \(count), the maximum is \(max)")
        }
        return result
    }

    /// One value of a fixed width, little-endian.
    package mutating func readFixed<T: BitwiseCopyable>(_ type: T.Type = T.self) throws(QueryError) -> T {
        let size = MemoryLayout<T>.size
        try need(size)
        defer { offset &+= size }
        let start = offset
        // Safe: `need` saw that the bytes are there, and every bit pattern is a value of the types that call this.
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: start, as: T.self) }
    }

    /// `count` values of a fixed width, little-endian, in one copy.
    package mutating func readArray<T: BitwiseCopyable>(
        of type: T.Type = T.self, count: Int
    ) throws(QueryError) -> [T] {
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<T>.size)
        guard count >= 0, !overflow else { throw endReached(wanting: Int.max) }
        try need(size)
        let start = offset
        offset &+= size
        guard count > 0 else { return [] }
        // Safe: `need` saw `size` bytes behind `start`, and the new array holds `count` values, which is `size` bytes.
        return unsafe [T](unsafeUninitializedCapacity: count) { target, initialised in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[start..<start &+ size]))
            }
            initialised = count
        }
    }

    /// Throws unless `count` more bytes are there.
    @inline(__always)
    package mutating func need(_ count: Int) throws(QueryError) {
        guard count >= 0, count <= end &- offset else { throw endReached(wanting: count) }
    }

    private mutating func endReached(wanting count: Int) -> QueryError {
        let missing = count.subtractingReportingOverflow(remaining)
        shortfall = missing.overflow || missing.partialValue < 1 ? Int.max : missing.partialValue
        if remaining == 0 && count == 1 { return QueryError(.attemptToReadAfterEof, "Attempt to read after eof") }
        return QueryError(
            .cannotReadAllData, "Cannot read all data. Bytes read: \(remaining). Bytes expected: \(count).")
    }
}
