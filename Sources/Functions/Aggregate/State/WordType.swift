import Columns
import Errors

/// How values of at most 64 bits are read from a column as words, so that one loop serves all of their types.
///
/// A word holds a value's own bits: integers extended to 64 bits by their sign, floats zero-extended.
struct WordType: Hashable, Sendable {
    enum Reading: Hashable, Sendable { case unsigned, signed, float32, float64 }

    let reading: Reading
    /// Bytes of a value: 1, 2, 4 or 8.
    let width: Int

    init?(_ type: DataType) {
        switch type.physicalKind {
        case .int8: (reading, width) = (.signed, 1)
        case .int16: (reading, width) = (.signed, 2)
        case .int32: (reading, width) = (.signed, 4)
        case .int64: (reading, width) = (.signed, 8)
        case .uint8: (reading, width) = (.unsigned, 1)
        case .uint16: (reading, width) = (.unsigned, 2)
        case .uint32: (reading, width) = (.unsigned, 4)
        case .uint64: (reading, width) = (.unsigned, 8)
        case .float32: (reading, width) = (.float32, 4)
        case .float64: (reading, width) = (.float64, 8)
        default: return nil
        }
    }

    var isFloat: Bool { reading == .float32 || reading == .float64 }

    /// The words of a plain column of this type.
    func words(of column: Column) -> [UInt64] {
        switch column {
        case .int8(let values): values.map { UInt64(bitPattern: Int64($0)) }
        case .int16(let values): values.map { UInt64(bitPattern: Int64($0)) }
        case .int32(let values): values.map { UInt64(bitPattern: Int64($0)) }
        case .int64(let values): values.map { UInt64(bitPattern: $0) }
        case .uint8(let values): values.map { UInt64($0) }
        case .uint16(let values): values.map { UInt64($0) }
        case .uint32(let values): values.map { UInt64($0) }
        case .uint64(let values): values
        case .float32(let values): values.map { UInt64($0.bitPattern) }
        case .float64(let values): values.map { $0.bitPattern }
        default: preconditionFailure("the column holds values of at most 64 bits")
        }
    }

    /// The column whose words these are.
    func column(of words: [UInt64]) -> Column {
        switch (reading, width) {
        case (.signed, 1): .int8(words.map { Int8(truncatingIfNeeded: $0) })
        case (.signed, 2): .int16(words.map { Int16(truncatingIfNeeded: $0) })
        case (.signed, 4): .int32(words.map { Int32(truncatingIfNeeded: $0) })
        case (.signed, _): .int64(words.map { Int64(bitPattern: $0) })
        case (.unsigned, 1): .uint8(words.map { UInt8(truncatingIfNeeded: $0) })
        case (.unsigned, 2): .uint16(words.map { UInt16(truncatingIfNeeded: $0) })
        case (.unsigned, 4): .uint32(words.map { UInt32(truncatingIfNeeded: $0) })
        case (.unsigned, _): .uint64(words)
        case (.float32, _): .float32(words.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
        case (.float64, _): .float64(words.map { Double(bitPattern: $0) })
        }
    }

    /// Reads a value's own `width` bytes.
    func read(_ reader: inout StateReader) throws(QueryError) -> UInt64 {
        let word = try reader.word(width: width)
        guard reading == .signed, width < 8 else { return word }
        let shift = UInt64(64 - width * 8)
        return UInt64(bitPattern: Int64(bitPattern: word &<< shift) &>> Int64(shift))
    }

    func isNaN(_ word: UInt64) -> Bool {
        switch reading {
        case .unsigned, .signed: false
        case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: word)).isNaN
        case .float64: Double(bitPattern: word).isNaN
        }
    }

    func double(_ word: UInt64) -> Double {
        switch reading {
        case .unsigned: Double(word)
        case .signed: Double(Int64(bitPattern: word))
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
        case .float64: Double(bitPattern: word)
        }
    }

    func doubles(_ words: [UInt64]) -> [Double] {
        switch reading {
        case .unsigned: words.map { Double($0) }
        case .signed: words.map { Double(Int64(bitPattern: $0)) }
        case .float32: words.map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
        case .float64: words.map { Double(bitPattern: $0) }
        }
    }

    /// A key that sorts, unsigned, as the value does; NaN is behind all numbers.
    func orderKey(_ word: UInt64) -> UInt64 {
        switch reading {
        case .unsigned: word
        case .signed: word ^ 0x8000_0000_0000_0000
        case .float32: Self.floatKey(double(word))
        case .float64: Self.floatKey(Double(bitPattern: word))
        }
    }

    private static func floatKey(_ value: Double) -> UInt64 {
        if value.isNaN { return .max }
        let bits = (value == 0 ? 0.0 : value).bitPattern
        return bits >> 63 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
    }

    func isLess(_ a: UInt64, _ b: UInt64) -> Bool { orderKey(a) < orderKey(b) }
}

/// The numbers of a column as doubles: integers, floats and decimals (whose raw integers are divided by
/// `10^scale`), as the statistical functions take them.
struct DoubleReader: Sendable {
    private let divisor: Double

    /// Refuses types that are no numbers, in ClickHouse's words.
    init(_ type: DataType, of function: String) throws(QueryError) {
        guard type.isNumber else { throw illegalAggregateArgument(function, type) }
        if case .decimal(_, let scale) = type { divisor = pow10(scale) } else { divisor = 1 }
    }

    func doubles(of column: Column) -> [Double] {
        if case .float64(let values) = column { return values }
        var visitor = DoubleVisitor()
        guard var values = visitor.run(on: column) else { preconditionFailure("the column holds numbers") }
        if divisor != 1 { for row in values.indices { values[row] /= divisor } }
        return values
    }
}

/// `10^exponent`, exact up to 22.
func pow10(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent { result *= 10 }
    return result
}

private struct DoubleVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [Double] {
        switch values {
        case let v as [UInt8]: v.map { Double($0) }
        case let v as [UInt16]: v.map { Double($0) }
        case let v as [UInt32]: v.map { Double($0) }
        case let v as [UInt64]: v.map { Double($0) }
        case let v as [Int8]: v.map { Double($0) }
        case let v as [Int16]: v.map { Double($0) }
        case let v as [Int32]: v.map { Double($0) }
        case let v as [Int64]: v.map { Double($0) }
        case let v as [Float]: v.map { Double($0) }
        case let v as [Double]: v
        case let v as [UInt128]: v.map { Double($0) }
        case let v as [Int128]: v.map { Double($0) }
        case let v as [UInt256]: v.map { Double($0) }
        case let v as [Int256]: v.map { Double($0) }
        default: []
        }
    }
}
