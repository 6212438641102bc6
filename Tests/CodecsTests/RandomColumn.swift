import Columns

/// Columns of made-up values, the same for the same seed.
struct RandomColumn {
    private var random: Sequence64

    init(seed: UInt64) { random = Sequence64(seed) }

    /// - Parameter defaults: of ten values, how many are the type's default.
    mutating func values(of type: DataType, count: Int, defaults: UInt64 = 2) -> [Value] {
        (0..<count).map { _ in value(of: type, defaults: defaults) }
    }

    mutating func value(of type: DataType, defaults: UInt64 = 2) -> Value {
        let isDefault = random.next() % 10 < defaults
        switch type.storedValue {
        case .nullable(let inner): return isDefault ? .null : value(of: inner)
        case .lowCardinality(let inner):
            // Few different ones.
            let pool = RandomColumn(seed: random.next() % 40)
            var chooser = pool
            return chooser.value(of: inner)
        case .array(let element):
            return .array(isDefault ? [] : values(of: element, count: Int(random.next() % 4)))
        case .map(let key, let mapped):
            let count = isDefault ? 0 : Int(random.next() % 3)
            return .array((0..<count).map { _ in .tuple([value(of: key), value(of: mapped)]) })
        case .tuple(let elements): return .tuple(elements.map { value(of: $0.type) })
        case .string: return isDefault ? .string([]) : .string(random.bytes(Int(random.next() % 20)))
        case .fixedString(let size):
            return .string(isDefault ? [UInt8](repeating: 0, count: size) : random.bytes(size))
        case .float32: return .float64(isDefault ? 0 : Double(Float(Int32(truncatingIfNeeded: random.next())) / 8))
        case .float64: return .float64(isDefault ? 0 : Double(Int64(truncatingIfNeeded: random.next())) / 1_024)
        case .bool: return .uint64(isDefault ? 0 : 1)
        case .enum8(let values), .enum16(let values):
            return .int64(Int64(values.numbers[isDefault ? 0 : Int(random.next() % UInt64(values.numbers.count))]))
        case .aggregateFunction(let state):
            return state.name == "count" ? .string([UInt8(random.next() % 100)]) : .string(random.bytes(8))
        case .nothing: return .null
        default: return integer(of: type, isDefault: isDefault)
        }
    }

    private mutating func integer(of type: DataType, isDefault: Bool) -> Value {
        let low = isDefault ? 0 : random.next()
        let high = isDefault ? 0 : random.next()
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
        case .uint256: .uint256(isDefault ? UInt256(0, 0, 0, 0) : UInt256(low, high, ~low, ~high))
        default: .null
        }
    }
}
