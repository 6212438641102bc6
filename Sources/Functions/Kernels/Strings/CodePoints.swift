import Columns

/// Code points over raw bytes, as ClickHouse counts them: broken UTF-8 is never an error.
enum CodePoints {
    /// Is the byte one inside a code point, not its first?
    @inline(__always)
    static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// The bytes that a code point starting with `byte` should have.
    @inline(__always)
    static func sequenceLength(_ byte: UInt8) -> Int {
        byte < 0xC0 || byte >= 0xF8 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    /// Bytes that start a code point.
    static func count(_ text: Span<UInt8>) -> Int {
        var count = 0
        for index in text.indices { count &+= isContinuation(text[index]) ? 0 : 1 }
        return count
    }

    /// Code points of every row.
    static func countRows(_ strings: StringColumn) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: strings.count)
        let bytes = strings.bytes.span
        for row in 0..<strings.count {
            var count: UInt64 = 0
            for index in strings.range(of: row) { count &+= isContinuation(bytes[index]) ? 0 : 1 }
            result[row] = count
        }
        return result
    }

    /// The offset behind `count` code points from `start`; `text.count` where there are fewer.
    static func offset(_ text: Span<UInt8>, from start: Int, skipping count: Int) -> Int {
        var position = start
        var left = count
        while left > 0, position < text.count {
            position &+= sequenceLength(text[position])
            left &-= 1
        }
        return min(position, text.count)
    }

    /// The offset before the last `count` code points; 0 where there are fewer.
    static func offsetFromEnd(_ text: Span<UInt8>, _ count: Int) -> Int {
        var position = text.count
        var left = count
        while left > 0, position > 0 {
            position &-= 1
            while position > 0, isContinuation(text[position]) { position &-= 1 }
            left &-= 1
        }
        return position
    }

    /// The length of the well-formed code point at `position`, 0 where there is none.
    static func validLength(_ text: Span<UInt8>, at position: Int) -> Int {
        let first = text[position]
        if first < 0x80 { return 1 }
        let length = sequenceLength(first)
        guard length > 1, position &+ length <= text.count else { return 0 }
        for index in position &+ 1..<position &+ length where !isContinuation(text[index]) { return 0 }
        let second = text[position &+ 1]
        switch first {
        case 0xC0, 0xC1, 0xF5...: return 0
        case 0xE0 where second < 0xA0, 0xED where second > 0x9F: return 0
        case 0xF0 where second < 0x90, 0xF4 where second > 0x8F: return 0
        default: return length
        }
    }

    static func isValid(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while position < text.count {
            let length = validLength(text, at: position)
            if length == 0 { return false }
            position &+= length
        }
        return true
    }

    /// The scalar at `position` and its length; a broken byte is itself, of length 1, as `nil`.
    static func scalar(_ text: Span<UInt8>, at position: Int) -> (scalar: Unicode.Scalar?, length: Int) {
        let length = validLength(text, at: position)
        guard length > 0 else { return (nil, 1) }
        var value = UInt32(text[position])
        if length > 1 {
            value &= 0x7F &>> UInt32(truncatingIfNeeded: length)
            for index in position &+ 1..<position &+ length { value = value &<< 6 | UInt32(text[index] & 0x3F) }
        }
        return (Unicode.Scalar(value), length)
    }
}
