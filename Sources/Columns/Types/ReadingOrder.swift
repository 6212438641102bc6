extension [DataType] {
    /// In which order a text is tried as the alternatives of a `Variant`: their numbers.
    /// - Source: ClickHouse `SerializationVariant`.
    package var placesInReadingOrder: [Int] {
        indices.sorted { (self[$0].readingRank, $0) < (self[$1].readingRank, $1) }
    }
}

extension DataType {
    fileprivate var readingRank: Int {
        switch storedValue.unwrapped {
        // Arrays first, those of numbers before those of texts.
        case .array(let element): element.readingRank - 1_000
        case .tuple, .map, .aggregateFunction: 90
        case .enum8: 100
        case .enum16: 101
        case .uuid: 110
        case .ipv4: 111
        case .ipv6: 112
        case .int8: 120
        case .uint8: 121
        case .int16: 122
        case .uint16: 123
        case .int32: 124
        case .uint32: 125
        case .int64: 126
        case .uint64: 127
        case .int128: 128
        case .uint128: 129
        case .int256: 130
        case .uint256: 131
        case .decimal(let precision, _): 140 + precision
        case .float32: 230
        case .float64: 231
        case .date: 240
        case .date32: 241
        case .dateTime: 242
        case .dateTime64: 243
        case .bool: 250
        case .fixedString: 260
        case .string: 270
        default: 255
        }
    }
}
