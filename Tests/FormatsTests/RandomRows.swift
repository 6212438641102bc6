import Columns
import Errors
import Formats

/// Blocks of made-up values that texts can hold, the same for the same seed.
struct RandomRows {
    private var random: Sequence64
    /// Strings without control characters, for formats that escape nothing.
    var texts = RandomTexts.bytes

    init(seed: UInt64) { random = Sequence64(seed) }

    static let types = [
        "Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128",
        "UInt256",
        "Float32", "Float64", "Bool", "String", "FixedString(5)", "Date", "Date32", "DateTime",
        "DateTime('Asia/Tokyo')",
        "DateTime64(3)", "DateTime64(9, 'UTC')", "UUID", "IPv4", "IPv6", "Enum8('a' = 1, 'b\\'c' = -2)",
        "Enum16('x' = 1000, 'y z' = 2)", "Decimal(9, 2)", "Decimal(18, 5)", "Decimal(38, 10)", "Decimal(76, 20)",
        "Nullable(Int32)", "Nullable(String)", "LowCardinality(String)", "LowCardinality(Nullable(String))",
        "Array(UInt8)", "Array(String)", "Array(Array(Nullable(Int16)))", "Array(Nullable(String))",
        "Map(String, Int32)",
        "Map(UInt32, Array(String))", "Tuple(Int8, String)", "Tuple(x UInt8, `y z` Nullable(String))",
        "Array(Tuple(a Int32, b String))", "Nullable(DateTime64(6))", "IntervalDay", "Nullable(Decimal(10, 4))",
        "Array(LowCardinality(String))", "Array(Date)", "Map(String, Tuple(Float64, Bool))",
    ]

    mutating func block(_ types: [DataType], rowCount: Int) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for (index, type) in types.enumerated() {
            let values = (0..<rowCount).map { _ in value(of: type) }
            columns.append(BlockColumn(name: "c\(index)", type: type, column: try Column(values, as: type)))
        }
        return Block(columns, rowCount: rowCount)
    }

    mutating func value(of type: DataType) -> Value {
        let isDefault = random.below(8) == 0
        switch type.storedValue {
        case .nullable(let inner): return isDefault ? .null : value(of: inner)
        case .lowCardinality(let inner): return value(of: inner)
        case .array(let element): return .array((0..<random.below(4)).map { _ in value(of: element) })
        case .map(let key, let mapped):
            return .array((0..<random.below(3)).map { _ in .tuple([value(of: key), value(of: mapped)]) })
        case .tuple(let elements): return .tuple(elements.map { value(of: $0.type) })
        case .string: return .string(isDefault ? [] : string(random.below(12)))
        case .fixedString(let size): return .string(string(size))
        case .float32: return .float64(Double(Float(Int16(truncatingIfNeeded: random.next())) / 64))
        case .float64: return .float64(Double(Int64(truncatingIfNeeded: random.next())) / 4096)
        case .bool: return .uint64(random.next() & 1)
        case .enum8(let values), .enum16(let values):
            return .int64(Int64(values.numbers[random.below(values.numbers.count)]))
        case .date: return .uint64(UInt64(random.below(65_536)))
        case .date32: return .int64(Int64(random.below(140_000)) - 25_000)
        case .dateTime: return .uint64(random.next() & 0xFFFF_FFFF)
        case .dateTime64(let precision, _):
            var ticks = Int64(random.below(4_000_000_000))
            for _ in 0..<precision { ticks = ticks * 10 + Int64(random.below(10)) }
            return .int64(ticks)
        case .decimal(let precision, _):
            var digits = Int256(0)
            for _ in 0..<random.below(precision) { digits = digits &* 10 &+ Int256(random.below(10)) }
            return .int256(random.next() & 1 == 0 ? digits : Int256(0) &- digits)
        default: return integer(of: type)
        }
    }

    private mutating func string(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            if texts == .letters { return UInt8(97 + random.below(26)) }
            return random.below(4) == 0
                ? [9, 10, 13, 0, 34, 39, 44, 92, 47, 123, 91, 58, 78][random.below(13)]
                : UInt8(random.below(texts == .ascii ? 128 : 256))
        }
    }

    private mutating func integer(of type: DataType) -> Value {
        let (low, high) = (random.next(), random.next())
        return switch type.physicalKind {
        case .int8: .int64(Int64(Int8(truncatingIfNeeded: low)))
        case .int16: .int64(Int64(Int16(truncatingIfNeeded: low)))
        case .int32: .int64(Int64(Int32(truncatingIfNeeded: low)))
        case .int64: .int64(Int64(truncatingIfNeeded: low))
        case .int128: .int128(Int128(truncatingIfNeeded: UInt128(high) << 64 | UInt128(low)))
        case .int256: .int256(Int256(truncatingIfNeeded: UInt256(low, high, ~low, ~high)))
        case .uint8: .uint64(UInt64(UInt8(truncatingIfNeeded: low)))
        case .uint16: .uint64(UInt64(UInt16(truncatingIfNeeded: low)))
        case .uint32: .uint64(UInt64(UInt32(truncatingIfNeeded: low)))
        case .uint64: .uint64(low)
        case .uint128: .uint128(UInt128(high) << 64 | UInt128(low))
        case .uint256: .uint256(UInt256(low, high, ~low, ~high))
        default: .null
        }
    }
}

/// What a format's texts are made of, if they are to come back as they were.
enum RandomTexts {
    case letters
    case ascii
    case bytes

    init(of format: String) {
        switch format {
        case "TabSeparatedRaw": self = .letters
        // Bytes that are no UTF-8 are replaced there.
        case "JSON", "JSONCompact": self = .ascii
        default: self = .bytes
        }
    }
}
