/// Writes bits, the most significant of each byte first, into memory that the caller made large enough: it writes whole
/// words, up to seven bytes behind the last bit.
@safe struct BitWriter {
    private let target: UnsafeMutableRawBufferPointer
    private var byteCount = 0
    private var pending: UInt64 = 0
    private var free = 64

    init(_ target: UnsafeMutableRawBufferPointer) { unsafe self.target = target }

    /// Writes the low `count` bits, 0 … 64, of `value`, whose higher bits are zero.
    @inline(__always)
    mutating func write(_ value: UInt64, bits count: Int) {
        if count < free {
            free &-= count
            pending |= value &<< UInt64(truncatingIfNeeded: free)
            return
        }
        let rest = count &- free
        pending |= value &>> UInt64(truncatingIfNeeded: rest)
        flushWord()
        free = 64 &- rest
        pending = rest == 0 ? 0 : value &<< UInt64(truncatingIfNeeded: free)
    }

    /// Writes what is pending, with zeros up to a whole byte, and gives the bytes written in all.
    mutating func finish() -> Int {
        var rest = 64 &- free
        while rest > 0 {
            precondition(unsafe byteCount < target.count, "bits stay inside their memory")
            unsafe target.storeBytes(
                of: UInt8(truncatingIfNeeded: pending &>> 56), toByteOffset: byteCount, as: UInt8.self)
            pending = pending &<< 8
            byteCount &+= 1
            rest &-= 8
        }
        free = 64
        pending = 0
        return byteCount
    }

    @inline(__always)
    private mutating func flushWord() {
        precondition(unsafe byteCount &+ 8 <= target.count, "bits stay inside their memory")
        unsafe target.storeBytes(of: pending.bigEndian, toByteOffset: byteCount, as: UInt64.self)
        byteCount &+= 8
        pending = 0
    }
}
