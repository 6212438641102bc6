import Errors

/// A logical type of ClickHouse, closed: what a column means. How it lies in memory is its `physicalKind`.
///
/// `Nested(a T, …)` is `Array(Tuple(a T, …))`; declarations flatten it before it gets here.
package indirect enum DataType: Hashable, Sendable {
    case int8, int16, int32, int64, int128, int256
    case uint8, uint16, uint32, uint64, uint128, uint256
    case float32, float64
    case bool
    case string
    /// `size` in bytes, 1 … `Limits.fixedStringSizeMax`.
    case fixedString(size: Int)
    /// UUIDs and IPv6 addresses are ClickHouse's 16 bytes as one little-endian number: of a UUID the low half is the
    /// text's first half; the first byte of an address is the lowest.
    case uuid, ipv4, ipv6
    /// Days since 1970-01-01, unsigned and signed.
    case date, date32
    /// Seconds since the epoch; `nil` is the session's zone.
    case dateTime(zone: String?)
    /// Ticks of 10^-precision seconds since the epoch.
    case dateTime64(precision: Int, zone: String?)
    case enum8(EnumValues), enum16(EnumValues)
    /// `precision` 1 … 76 decimal digits, `scale` of them behind the point.
    case decimal(precision: Int, scale: Int)
    case interval(IntervalUnit)
    /// A value of one of the types, or NULL; the types are in order of their names, see `variant(of:)`. In memory a
    /// tuple: see `VariantColumn`.
    case variant([DataType])
    /// A value of any type, or NULL, kept as bytes: see `DynamicRows`. `typesMax` matters to ClickHouse's storage only.
    case dynamicValue(typesMax: Int)
    /// An object of any shape, kept as bytes: see `ObjectPath`.
    case object(ObjectType)
    case nothing
    case nullable(DataType)
    case lowCardinality(DataType)
    case array(DataType)
    case tuple([TupleElement])
    case map(key: DataType, value: DataType)
    /// A state, kept as its serialised bytes.
    case aggregateFunction(AggregateStateType)
    /// A plain value of the only argument's type, merged by the named function.
    case simpleAggregateFunction(AggregateStateType)
}

/// One element of a tuple; a tuple has names for all its elements or for none.
package struct TupleElement: Hashable, Sendable {
    package let name: String?
    package let type: DataType

    package init(_ name: String?, _ type: DataType) {
        self.name = name
        self.type = type
    }
}

/// The unit of an `Interval` value, by ClickHouse's names.
package enum IntervalUnit: String, CaseIterable, Hashable, Sendable {
    case nanosecond = "Nanosecond", microsecond = "Microsecond", millisecond = "Millisecond"
    case second = "Second", minute = "Minute", hour = "Hour", day = "Day", week = "Week"
    case month = "Month", quarter = "Quarter", year = "Year"
}

/// `name(parameters)` over `arguments`: what an `AggregateFunction(…)` type says.
package struct AggregateStateType: Hashable, Sendable {
    package let name: String
    package let parameters: [Value]
    package let arguments: [DataType]

    package init(name: String, parameters: [Value], arguments: [DataType]) {
        self.name = name
        self.parameters = parameters
        self.arguments = arguments
    }

    /// The version of the state's bytes that stands before the function's name: `AggregateFunction(1, sumMap, …)`.
    /// ClickHouse numbers those of the functions over arrays of keys and values, and of deterministic quantiles.
    package var version: Int? {
        if name.hasPrefix("quantileDeterministic") || name.hasPrefix("quantilesDeterministic") {
            return arguments.contains(where: \.isNullable) ? nil : 1
        }
        guard ["sumMap", "minMap", "maxMap"].contains(where: { name.hasPrefix($0) }) else { return nil }
        switch arguments.first {
        case .array, .tuple: return 1
        default: return nil
        }
    }
}

/// The names and numbers of an enum, in ascending order of the number.
package struct EnumValues: Hashable, Sendable {
    package let names: [[UInt8]]
    package let numbers: [Int16]
    private let numberOfName: [[UInt8]: Int16]

    /// Sorts by number; a name or number given twice is refused with `BAD_ARGUMENTS` as ClickHouse does.
    package init(_ pairs: [(name: [UInt8], number: Int16)]) throws(QueryError) {
        guard !pairs.isEmpty else { throw QueryError(.emptyDataPassed, "DataTypeEnum enumeration cannot be empty") }
        let sorted = pairs.sorted { $0.number < $1.number }
        var index: [[UInt8]: Int16] = [:]
        for (position, pair) in sorted.enumerated() {
            let name = String(decoding: pair.name, as: UTF8.self)
            if position > 0, sorted[position - 1].number == pair.number {
                throw QueryError(.syntaxError, "Duplicate values in enum: '\(name)' = \(pair.number)")
            }
            if index.updateValue(pair.number, forKey: pair.name) != nil {
                throw QueryError(.syntaxError, "Duplicate names in enum: '\(name)' = \(pair.number)")
            }
        }
        names = sorted.map(\.name)
        numbers = sorted.map(\.number)
        numberOfName = index
    }

    package func number(of name: [UInt8]) -> Int16? { numberOfName[name] }

    package func name(of number: Int16) -> [UInt8]? {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? names[low] : nil
    }
}
