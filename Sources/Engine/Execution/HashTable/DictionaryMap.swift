import Columns

/// One dictionary for the dictionary-coded columns of many blocks: each block's codes are mapped to it.
final class DictionaryMap {
    private let isNullable: Bool
    private let values: any KeyTable
    /// The last block's dictionary, whose mapping is still known: parts and tables share theirs among blocks.
    private var known: Column?
    private var knownMapping: [UInt32] = []

    /// `inner` is the type inside `LowCardinality`.
    init(_ inner: DataType) {
        isNullable = inner.isNullable
        let plain = inner.withoutNullable
        values = KeyTables.make(for: [plain])
        // The default value comes first, as in every dictionary.
        _ = values.slots(of: [.defaults(of: plain, count: 1)], rowCount: 1)
    }

    /// Codes given so far.
    var count: Int { values.count + (isNullable ? 1 : 0) }
    var byteCount: Int { values.byteCount }

    /// The code here of each code of `low`.
    @discardableResult
    func learn(_ low: LowCardinalityColumn) -> [UInt32] {
        if let known, known.isSameStorage(as: low.dictionary) { return knownMapping }
        var mapping = values.slots(of: [low.dictionary], rowCount: low.dictionary.count)
        if isNullable {
            for code in mapping.indices { mapping[code] &+= 1 }
            if low.isNullable, !mapping.isEmpty { mapping[0] = 0 }
        }
        known = low.dictionary
        knownMapping = mapping
        return mapping
    }

    /// The column of `codes`, which came from `learn`.
    func column(of codes: [UInt32]) -> Column {
        var dictionary = values.keyColumns()[0]
        if isNullable {
            var rows = (0..<UInt32(truncatingIfNeeded: values.count)).map { $0 }
            rows.insert(0, at: 0)
            dictionary = dictionary.gathering(rows)
        }
        return .lowCardinality(LowCardinalityColumn(dictionary: dictionary, codes: codes, isNullable: isNullable))
    }
}

extension Column {
    /// Both columns are the very same arrays, so equal without a look at the values. `false` says nothing.
    fileprivate func isSameStorage(as other: Column) -> Bool {
        switch (self, other) {
        case (.string(let a), .string(let b)): isSameArray(a.bytes, b.bytes) && isSameArray(a.ends, b.ends)
        case (.fixedString(let a), .fixedString(let b)): a.size == b.size && isSameArray(a.bytes, b.bytes)
        default:
            switch self {
            case .uint8(let a): isSame(a, other)
            case .uint16(let a): isSame(a, other)
            case .uint32(let a): isSame(a, other)
            case .uint64(let a): isSame(a, other)
            case .int32(let a): isSame(a, other)
            case .int64(let a): isSame(a, other)
            case .float64(let a): isSame(a, other)
            default: false
            }
        }
    }

    private func isSame<T: FixedWidthValue>(_ values: [T], _ other: Column) -> Bool {
        T.values(of: other).map { isSameArray(values, $0) } ?? false
    }
}

/// Both are alive, so one address means one array.
private func isSameArray<T>(_ a: [T], _ b: [T]) -> Bool {
    unsafe a.count == b.count
        && a.withUnsafeBufferPointer { left in
            unsafe b.withUnsafeBufferPointer { right in unsafe left.baseAddress == right.baseAddress }
        }
}
