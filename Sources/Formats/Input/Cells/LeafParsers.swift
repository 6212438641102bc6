import Columns
import Errors

/// Integers of up to 64 bits; they wrap on overflow, as ClickHouse's do.
struct IntegerParser<T: FixedWidthInteger & FixedWidthValue>: LeafParser {
    /// `true` and `false` are 1 and 0.
    let takesWords: Bool

    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> T {
        var index = position
        var isNegative = false
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            if isNegative && !T.isSigned { return 0 }
            index &+= 1
            guard index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 else {
                return try IntegerText.read(bytes, at: &position, as: T.self)
            }
        } else if takesWords, let word = jsonWord(bytes, at: &position) {
            return T(word)
        }
        var value: UInt64 = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        position = index
        let result = T(truncatingIfNeeded: value)
        return isNegative ? 0 &- result : result
    }
}

/// `true` as 1 and `false` as 0, where a JSON number is wanted.
private func jsonWord(_ bytes: Span<UInt8>, at position: inout Int) -> UInt8? {
    if bytes.count == 4, TextExcerpt.matches(bytes, at: 0, "true") {
        position = 4
        return 1
    }
    if bytes.count == 5, TextExcerpt.matches(bytes, at: 0, "false") {
        position = 5
        return 0
    }
    return nil
}

struct WideIntegerParser<T: FixedWidthInteger & FixedWidthValue>: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> T {
        if !T.isSigned && bytes[position] == UInt8(ascii: "-") { return 0 }
        return try IntegerText.read(bytes, at: &position, as: T.self)
    }
}

struct Float64Parser: LeafParser {
    let takesWords: Bool

    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Double {
        if takesWords, let word = jsonWord(bytes, at: &position) { return Double(word) }
        guard let value = FloatText.readOrNil(bytes, at: &position) else { throw noFloat(bytes, position) }
        return value
    }
}

struct Float32Parser: LeafParser {
    let takesWords: Bool

    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Float {
        if takesWords, let word = jsonWord(bytes, at: &position) { return Float(word) }
        guard let value = FloatText.readFloat32OrNil(bytes, at: &position) else { throw noFloat(bytes, position) }
        return value
    }
}

private func noFloat(_ bytes: Span<UInt8>, _ position: Int) -> QueryError {
    // An empty cell is handed over as a line feed: there is nothing to show.
    let isEmpty = bytes.count == 1 && bytes[0] == UInt8(ascii: "\n")
    let text = isEmpty ? "" : TextExcerpt.string(bytes, position..<position &+ 32)
    return QueryError(.cannotParseNumber, "Cannot read floating point value here: \(text)")
}

struct DecimalParser<T: FixedWidthInteger & FixedWidthValue>: LeafParser {
    let precision: Int
    let scale: Int

    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> T {
        try DecimalText.read(bytes, at: &position, as: T.self, precision: precision, scale: scale)
    }
}

struct DateParser: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt16 {
        try DateText.readDate(bytes, at: &position)
    }
}

struct Date32Parser: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Int32 {
        try DateText.readDate32(bytes, at: &position)
    }
}

struct DateTimeParser: LeafParser {
    var reader: DateTimeTextReader

    mutating func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        try reader.readSeconds(bytes, at: &position)
    }
}

struct DateTime64Parser: LeafParser {
    var reader: DateTimeTextReader
    let precision: Int

    mutating func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Int64 {
        try reader.readTicks(bytes, at: &position, precision: precision)
    }
}

struct UUIDParser: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        try UUIDText.read(bytes, at: &position)
    }
}

struct IPv4Parser: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        try IPv4Text.read(bytes, at: &position)
    }
}

struct IPv6Parser: LeafParser {
    func parse(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        try IPv6Text.read(bytes, at: &position)
    }
}
