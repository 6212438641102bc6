/// How a type lies in memory: closed, so that every `switch` over it names all layouts.
package enum PhysicalKind: Hashable, Sendable {
    case int8, int16, int32, int64, int128, int256
    case uint8, uint16, uint32, uint64, uint128, uint256
    case float32, float64
    case string, fixedString
    case array, tuple, nullable, lowCardinality, nothing
}

extension DataType {
    package var physicalKind: PhysicalKind {
        switch self {
        case .int8, .enum8: .int8
        case .int16, .enum16: .int16
        case .int32, .date32: .int32
        case .int64, .dateTime64, .interval: .int64
        case .int128: .int128
        case .int256: .int256
        case .uint8, .bool: .uint8
        case .uint16, .date: .uint16
        case .uint32, .dateTime, .ipv4: .uint32
        case .uint64: .uint64
        case .uint128, .uuid, .ipv6: .uint128
        case .uint256: .uint256
        case .float32: .float32
        case .float64: .float64
        case .string, .aggregateFunction, .object, .dynamicValue: .string
        case .fixedString: .fixedString
        case .decimal(let precision, _): Self.decimalKind(precision: precision)
        case .nothing: .nothing
        case .nullable: .nullable
        case .lowCardinality: .lowCardinality
        case .array, .map: .array
        case .tuple, .variant: .tuple
        case .simpleAggregateFunction(let state): state.arguments[0].physicalKind
        }
    }

    private static func decimalKind(precision: Int) -> PhysicalKind {
        switch precision {
        case ...9: .int32
        case ...18: .int64
        case ...38: .int128
        default: .int256
        }
    }
}

extension DataType {
    /// `JSON`, or something of it.
    package var containsObjects: Bool {
        switch self {
        case .object: true
        case .variant(let types): types.contains { $0.containsObjects }
        case .nullable(let inner), .lowCardinality(let inner), .array(let inner): inner.containsObjects
        case .map(let key, let value): key.containsObjects || value.containsObjects
        case .tuple(let elements): elements.contains { $0.type.containsObjects }
        default: false
        }
    }

    /// `Variant` or `Dynamic`, or something of it.
    package var containsMixtures: Bool {
        switch self {
        case .variant, .dynamicValue: true
        case .array(let inner): inner.containsMixtures
        case .map(_, let value): value.containsMixtures
        case .tuple(let elements): elements.contains { $0.type.containsMixtures }
        default: false
        }
    }

    package var containsDynamic: Bool {
        switch self {
        case .dynamicValue: true
        case .array(let inner): inner.containsDynamic
        case .map(_, let value): value.containsDynamic
        case .tuple(let elements): elements.contains { $0.type.containsDynamic }
        default: false
        }
    }

    package var isNullable: Bool { if case .nullable = self { true } else { false } }

    /// The type inside `LowCardinality`, else itself.
    package var withoutLowCardinality: DataType { if case .lowCardinality(let inner) = self { inner } else { self } }

    /// The type inside `Nullable`, else itself; `LowCardinality(Nullable(T))` gives `LowCardinality(T)`.
    package var withoutNullable: DataType {
        switch self {
        case .nullable(let inner): inner
        case .lowCardinality(.nullable(let inner)): .lowCardinality(inner)
        default: self
        }
    }

    /// The bare type below `LowCardinality` and `Nullable`, in that order.
    package var unwrapped: DataType { withoutLowCardinality.withoutNullable }

    /// May `Nullable(…)` go around it?
    package var canBeInsideNullable: Bool {
        switch self {
        case .nullable, .lowCardinality, .array, .map, .aggregateFunction, .tuple, .variant, .dynamicValue,
            .object:
            false
        case .simpleAggregateFunction(let state): state.arguments[0].canBeInsideNullable
        default: true
        }
    }

    package var canBeInsideLowCardinality: Bool {
        switch self {
        case .nullable(let inner): !inner.isNullable && inner.canBeInsideLowCardinality
        case .array, .tuple, .map, .lowCardinality, .aggregateFunction, .simpleAggregateFunction, .decimal, .interval,
            .enum8, .enum16, .nothing, .dateTime64, .variant, .dynamicValue, .object:
            false
        default: true
        }
    }

    /// `Nullable(self)` where that is a type (`LowCardinality(T)` becomes `LowCardinality(Nullable(T))`), else itself.
    package var asNullable: DataType {
        switch self {
        case .lowCardinality(let inner): .lowCardinality(inner.asNullable)
        default: canBeInsideNullable ? .nullable(self) : self
        }
    }

    /// The type of the values that are stored: a `SimpleAggregateFunction`'s argument, else itself.
    package var storedValue: DataType {
        if case .simpleAggregateFunction(let state) = self { state.arguments[0] } else { self }
    }

    /// Signed and unsigned integers of all widths; `Bool`, dates and enums are not.
    package var isInteger: Bool { isSignedInteger || isUnsignedInteger }

    package var isSignedInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .int128, .int256: true
        default: false
        }
    }

    package var isUnsignedInteger: Bool {
        switch self {
        case .uint8, .uint16, .uint32, .uint64, .uint128, .uint256: true
        default: false
        }
    }

    package var isFloat: Bool { self == .float32 || self == .float64 }

    package var isDecimal: Bool { if case .decimal = self { true } else { false } }

    /// Integers, floats, decimals and `Bool`.
    package var isNumber: Bool { isInteger || isFloat || isDecimal || self == .bool }

    package var isStringOrFixedString: Bool {
        switch self {
        case .string, .fixedString: true
        default: false
        }
    }

    package var isDateOrDateTime: Bool {
        switch self {
        case .date, .date32, .dateTime, .dateTime64: true
        default: false
        }
    }

    package var isEnum: Bool {
        switch self {
        case .enum8, .enum16: true
        default: false
        }
    }

    /// Bytes of one value where all have one width, else `nil`.
    package var fixedWidth: Int? {
        if case .fixedString(let size) = self { return size }
        return switch physicalKind {
        case .int8, .uint8: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        case .int128, .uint128: 16
        case .int256, .uint256: 32
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: nil
        }
    }
}
