/// Pieces of a text: for messages and for words in any case.
package enum TextExcerpt {
    /// A part of `bytes` as a string; the range is cut to the bytes there are.
    package static func string(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        let lower = Swift.max(0, Swift.min(range.lowerBound, bytes.count))
        let upper = Swift.max(lower, Swift.min(range.upperBound, bytes.count))
        var copy: [UInt8] = []
        copy.reserveCapacity(upper &- lower)
        for index in lower..<upper { copy.append(bytes[index]) }
        return String(decoding: copy, as: UTF8.self)
    }

    /// Whether `word`, which is in small letters, stands at `position` in any case.
    package static func matches(_ bytes: Span<UInt8>, at position: Int, _ word: String) -> Bool {
        var index = position
        for byte in word.utf8 {
            guard index < bytes.count, lowercased(bytes[index]) == byte else { return false }
            index &+= 1
        }
        return true
    }

    package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    /// Appends a part of `bytes`.
    package static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]) {
        ByteCopy.append(bytes, range, to: &output)
    }
}
