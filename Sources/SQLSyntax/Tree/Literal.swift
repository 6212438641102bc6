/// A value written in SQL. Numbers have ClickHouse's widths: what does not fit 64 bits is a Float64.
package enum Literal: Sendable {
    case null
    case bool(Bool)
    /// Zero and positive whole numbers.
    case unsigned(UInt64)
    /// Negative whole numbers.
    case signed(Int64)
    /// Numbers with a point or an exponent, `inf`, `nan`, and whole numbers wider than 64 bits.
    case float(Double)
    /// The bytes after escapes are resolved; need not be UTF-8.
    case string([UInt8])
}

extension Literal: Hashable {
    /// Floats are the same when their bits are: `nan` equals itself and `-0.0` is not `0.0`.
    package static func == (left: Literal, right: Literal) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.signed(let left), .signed(let right)): left == right
        case (.float(let left), .float(let right)): left.bitPattern == right.bitPattern
        case (.string(let left), .string(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .unsigned(let value): hasher.combine(value)
        case .signed(let value): hasher.combine(value)
        case .float(let value): hasher.combine(value.bitPattern)
        case .string(let bytes): hasher.combine(bytes)
        }
    }
}

extension Literal {
    /// The text of a string literal, with replacement characters where the bytes are not UTF-8; `nil` for other
    /// literals.
    package var stringValue: String? {
        if case .string(let bytes) = self { return String(decoding: bytes, as: UTF8.self) }
        return nil
    }

    /// The value of a non-negative whole number; `nil` for other literals.
    package var unsignedValue: UInt64? {
        if case .unsigned(let value) = self { return value }
        return nil
    }
}
