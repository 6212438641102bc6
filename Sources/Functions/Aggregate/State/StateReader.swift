import Columns
import Errors

/// Reads serialised aggregate states: bytes that came from a file or a client, so every step is checked.
struct StateReader {
    let bytes: [UInt8]
    var position: Int

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    static func broken(_ what: String) -> QueryError {
        QueryError(.cannotReadAllData, "Cannot read the state of an aggregate function: \(what)")
    }

    mutating func byte() throws(QueryError) -> UInt8 {
        guard position < bytes.count else { throw Self.broken("the bytes end too early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// A little-endian integer of its own width.
    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(QueryError) -> T {
        let width = T.bitWidth / 8
        guard width <= bytes.count - position else { throw Self.broken("the bytes end too early") }
        var value = T(truncatingIfNeeded: 0)
        for offset in 0..<width {
            value |= T(truncatingIfNeeded: bytes[position &+ offset]) &<< T(truncatingIfNeeded: offset &* 8)
        }
        position += width
        return value
    }

    mutating func double() throws(QueryError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    mutating func float() throws(QueryError) -> Float { Float(bitPattern: try integer(UInt32.self)) }

    /// The low `width` (1, 2, 4 or 8) bytes of a word.
    mutating func word(width: Int) throws(QueryError) -> UInt64 {
        guard width <= bytes.count - position else { throw Self.broken("the bytes end too early") }
        var value: UInt64 = 0
        for offset in 0..<width { value |= UInt64(bytes[position &+ offset]) &<< UInt64(offset &* 8) }
        position += width
        return value
    }

    /// A varuint: seven bits a byte, low ones first.
    mutating func varuint() throws(QueryError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) &<< min(shift, 63)
            if next < 0x80 { return value }
        }
        throw Self.broken("a varuint is longer than ten bytes")
    }

    /// A count of things that take at least `size` bytes each, so that nothing is allocated for what is not there.
    mutating func count(ofSize size: Int) throws(QueryError) -> Int {
        try checked(try varuint(), ofSize: size)
    }

    func checked(_ count: UInt64, ofSize size: Int) throws(QueryError) -> Int {
        guard let count = Int(exactly: count), size == 0 || count <= (bytes.count - position) / size else {
            throw Self.broken("\(count) elements are more than the bytes hold")
        }
        return count
    }

    mutating func take(_ count: Int) throws(QueryError) -> [UInt8] {
        guard count >= 0, count <= bytes.count - position else { throw Self.broken("the bytes end too early") }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// A varuint length and as many bytes.
    mutating func string() throws(QueryError) -> [UInt8] { try take(try count(ofSize: 1)) }
}

extension [UInt8] {
    /// Appends the integer's bytes, low ones first.
    mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        for offset in 0..<T.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: value &>> T(truncatingIfNeeded: offset &* 8)))
        }
    }

    mutating func append(littleEndian value: Double) { append(littleEndian: value.bitPattern) }

    mutating func append(littleEndian value: Float) { append(littleEndian: value.bitPattern) }

    /// Appends the low `width` bytes of `word`.
    mutating func append(word: UInt64, width: Int) {
        for offset in 0..<width { append(UInt8(truncatingIfNeeded: word &>> UInt64(offset &* 8))) }
    }

    mutating func append(varuint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func append(lengthAnd content: [UInt8]) {
        append(varuint: UInt64(content.count))
        append(contentsOf: content)
    }
}
