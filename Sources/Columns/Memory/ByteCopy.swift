/// Bytes appended to an array in one copy.
package enum ByteCopy {
    /// Appends the bytes of a range that lies inside `bytes`.
    @inline(__always)
    package static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) {
        let part = bytes.extracting(range)
        // Safe: the buffer is read before the span ends.
        unsafe part.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
    }

    /// Appends exactly `width` decimal digits of a number, zeros first; digits above them are cut off.
    package static func appendDigits(_ value: UInt64, width: Int, to output: inout [UInt8]) {
        output.append(addingCapacity: width) { span in
            unsafe span.withUnsafeMutableBufferPointer { buffer, count in
                // Safe: `append(addingCapacity:)` gave room for `width` bytes, and each is written once below it.
                var index = width
                var rest = value
                while index >= 2 {
                    let quotient = rest / 100
                    let pair = UInt32(truncatingIfNeeded: rest &- quotient &* 100)
                    let tens = (pair &* 103) &>> 10
                    index &-= 2
                    unsafe buffer[index] = 48 &+ UInt8(truncatingIfNeeded: tens)
                    unsafe buffer[index &+ 1] = 48 &+ UInt8(truncatingIfNeeded: pair &- tens &* 10)
                    rest = quotient
                }
                if index == 1 { unsafe buffer[0] = 48 &+ UInt8(truncatingIfNeeded: rest % 10) }
                count = width
            }
        }
    }
}

/// Eight bytes looked at together: which of them are special.
package enum ByteWord {
    /// Where the first byte from `start` on is that is below 32, a backslash or one of three others; the count if none
    /// is.
    @inline(__always)
    package static func firstSpecial(
        _ bytes: Span<UInt8>, from start: Int, _ first: UInt8, _ second: UInt8, _ third: UInt8
    ) -> Int {
        var index = start
        while index &+ 8 <= bytes.count {
            let special = special(loadUInt64(bytes, at: index), first, second, third)
            if special != 0 { return index &+ special.trailingZeroBitCount / 8 }
            index &+= 8
        }
        if index < bytes.count && bytes.count >= 8 {
            // The last eight bytes once more, those looked at already shifted out.
            let word = loadUInt64(bytes, at: bytes.count &- 8)
            let special = special(word, first, second, third) &>> UInt64(8 &* (index &+ 8 &- bytes.count))
            return special == 0 ? bytes.count : index &+ special.trailingZeroBitCount / 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 32 || byte == UInt8(ascii: "\\") || byte == first || byte == second || byte == third { break }
            index &+= 1
        }
        return index
    }

    /// 0x80 in every special byte of `word`; may mark more behind the first such byte, never before it.
    @inline(__always)
    private static func special(_ word: UInt64, _ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt64 {
        let controls = (word &- 0x2020_2020_2020_2020) & ~word & 0x8080_8080_8080_8080
        return controls | equal(word, to: UInt8(ascii: "\\")) | equal(word, to: first) | equal(word, to: second)
            | equal(word, to: third)
    }

    /// 0x80 in every byte of `word` that equals `byte`; may mark more behind the first such byte, never before it.
    @inline(__always)
    package static func equal(_ word: UInt64, to byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let difference = word ^ ones &* UInt64(byte)
        return (difference &- ones) & ~difference & 0x8080_8080_8080_8080
    }
}
