/// Reads bits from the front, the most significant of each byte first. Behind the end there are zeros, and
/// `hasOverrun` tells: a loop checks once, at its end.
@safe struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int
    private let end: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = bytes
        position = 0
        end = bytes.count &* 8
    }

    var hasOverrun: Bool { position > end }

    /// The next 57 bits, at least, from the top down; nothing is consumed.
    @inline(__always)
    var top: UInt64 {
        let byte = position &>> 3
        let shift = UInt64(truncatingIfNeeded: position & 7)
        // Safe: the comparison is the check.
        if unsafe byte &+ 8 <= bytes.count {
            return unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt64.self)) &<< shift
        }
        return lastBytes(from: byte) &<< shift
    }

    @inline(__always)
    mutating func skip(_ count: Int) { position &+= count }

    /// The next `count` bits, 1 … 57, as a number.
    @inline(__always)
    mutating func read(_ count: Int) -> UInt64 {
        let result = top &>> UInt64(truncatingIfNeeded: 64 &- count)
        position &+= count
        return result
    }

    /// The next `count` bits, 0 … 64, as a number.
    @inline(__always)
    mutating func readLong(_ count: Int) -> UInt64 {
        if count > 32 {
            let high = read(count &- 32)
            return high &<< 32 | read(32)
        }
        return count == 0 ? 0 : read(count)
    }

    @inline(never)
    private func lastBytes(from byte: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<8 {
            let position = byte &+ index
            // Safe: the comparison is the check.
            let value = unsafe position < bytes.count ? bytes[position] : 0
            result = result &<< 8 | UInt64(value)
        }
        return result
    }
}
