import Columns
import Errors

/// Reads one value from the whole of a string, as `CAST` does.
protocol TextReader {
    associatedtype Value: FixedWidthValue
    /// Reads from `position` and moves behind what it used; throws where no value stands there.
    mutating func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Value
    /// The same for `toInt32OrNull` and its kin: also refuses what does not fit.
    mutating func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Value?
}

struct IntegerTextReader<Value: IntegerValue>: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Value {
        try IntegerText.read(bytes, at: &position, as: Value.self)
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Value? {
        IntegerText.readOrNil(bytes, at: &position, as: Value.self)
    }
}

struct DoubleTextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Double {
        try FloatText.read(bytes, at: &position)
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Double? {
        FloatText.readOrNil(bytes, at: &position)
    }
}

struct FloatTextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Float {
        try FloatText.readFloat32(bytes, at: &position)
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Float? {
        FloatText.readFloat32OrNil(bytes, at: &position)
    }
}

struct BoolTextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt8 {
        try BoolText.read(bytes, at: &position) ? 1 : 0
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt8? {
        BoolText.readOrNil(bytes, at: &position).map { $0 ? 1 : 0 }
    }
}

struct DecimalTextReader<Value: IntegerValue>: TextReader {
    let precision: Int
    let scale: Int

    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Value {
        try DecimalText.read(bytes, at: &position, as: Value.self, precision: precision, scale: scale)
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Value? {
        DecimalText.readOrNil(bytes, at: &position, as: Value.self, precision: precision, scale: scale)
    }
}

struct UUIDTextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        try UUIDText.read(bytes, at: &position)
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt128? {
        UUIDText.readOrNil(bytes, at: &position)
    }
}

struct IPv4TextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        guard let value = readOrNil(bytes, at: &position) else {
            throw QueryError(.cannotParseIpv4, "Invalid IPv4 value")
        }
        return value
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt32? {
        IPv4Text.readOrNil(bytes, at: &position)
    }
}

struct IPv6TextReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        guard let value = readOrNil(bytes, at: &position) else {
            throw QueryError(.cannotParseIpv6, "Invalid IPv6 value")
        }
        return value
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt128? {
        IPv6Text.readOrNil(bytes, at: &position)
    }
}

/// A name of the enum, the whole string.
struct EnumTextReader<Value: IntegerValue>: TextReader {
    let values: EnumValues

    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Value {
        if let value = readOrNil(bytes, at: &position) { return value }
        let names = values.names.prefix(10).map { "'\(String(decoding: $0, as: UTF8.self))'" }
        throw QueryError(
            .unknownElementOfEnum,
            "Unknown element '\(TextExcerpt.string(bytes, 0..<bytes.count))' for enum, "
                + "maybe you meant: [\(names.joined(separator: ", "))]")
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Value? {
        var name: [UInt8] = []
        TextExcerpt.append(bytes, 0..<bytes.count, to: &name)
        position = bytes.count
        return values.number(of: name).map { Value(truncatingIfNeeded: $0) }
    }
}
