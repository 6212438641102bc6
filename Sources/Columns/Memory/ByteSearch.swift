/// Bytes looked for and compared eight at a time.
package enum ByteSearch {
    /// Where `first` or `second` stands for the first time in `range` of `bytes`; the range's end if neither does.
    @inline(__always)
    package static func first(_ first: UInt8, or second: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        while index &+ 8 <= end {
            let word = loadUInt64(bytes, at: index)
            let found = ByteWord.equal(word, to: first) | ByteWord.equal(word, to: second)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < end {
            let byte = bytes[index]
            if byte == first || byte == second { return index }
            index &+= 1
        }
        return end
    }

    /// Where one of three bytes stands for the first time in `range` of `bytes`; the range's end if none does.
    @inline(__always)
    package static func first(
        _ first: UInt8, _ second: UInt8, or third: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        while index &+ 8 <= end {
            let word = loadUInt64(bytes, at: index)
            let found =
                ByteWord.equal(word, to: first) | ByteWord.equal(word, to: second) | ByteWord.equal(word, to: third)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < end {
            let byte = bytes[index]
            if byte == first || byte == second || byte == third { return index }
            index &+= 1
        }
        return end
    }

    /// Where a byte up to 32, `first`, `second` or `third` stands for the first time from `start` on; the count if none
    /// does.
    @inline(__always)
    package static func firstSpaceOr(
        _ first: UInt8, _ second: UInt8, _ third: UInt8, in bytes: Span<UInt8>, from start: Int
    ) -> Int {
        var index = start
        while index &+ 8 <= bytes.count {
            let word = loadUInt64(bytes, at: index)
            let spaces = (word &- 0x2121_2121_2121_2121) & ~word & 0x8080_8080_8080_8080
            let found =
                spaces | ByteWord.equal(word, to: first) | ByteWord.equal(word, to: second)
                | ByteWord.equal(word, to: third)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte <= 32 || byte == first || byte == second || byte == third { return index }
            index &+= 1
        }
        return index
    }

    /// Whether `count` bytes at `start` are those of `other` at `otherStart`. Both must be there.
    @inline(__always)
    package static func isSame(
        _ bytes: Span<UInt8>, at start: Int, _ other: Span<UInt8>, at otherStart: Int, count: Int
    ) -> Bool {
        var offset = 0
        while offset &+ 8 <= count {
            if loadUInt64(bytes, at: start &+ offset) != loadUInt64(other, at: otherStart &+ offset) { return false }
            offset &+= 8
        }
        while offset < count {
            if bytes[start &+ offset] != other[otherStart &+ offset] { return false }
            offset &+= 1
        }
        return true
    }

    /// A hash of the bytes of a range, which must be there: for tables that live as long as a block.
    @inline(__always)
    package static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var hash = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: range.count)
        var index = range.lowerBound
        while index &+ 8 <= range.upperBound {
            hash = mixed(hash ^ loadUInt64(bytes, at: index))
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < range.upperBound {
            rest = rest &<< 8 | UInt64(bytes[index])
            index &+= 1
        }
        return mixed(hash ^ rest)
    }

    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = (value ^ value &>> 32) &* 0xd6e8_feb8_6659_fd93
        return product ^ product &>> 32
    }
}
