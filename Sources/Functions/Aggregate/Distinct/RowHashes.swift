import Columns
import Errors

/// The keys and hashes by which `uniq` and its kin tell rows apart: ClickHouse's, since states hold them.
struct RowHasher: Sendable {
    /// How the hash of one row is made.
    enum Kind: Hashable, Sendable {
        /// The value itself.
        case number(WordType)
        /// `intHash64` of the value's words, xored: UUIDs, 128- and 256-bit integers.
        case wide
        /// City64 of the bytes: strings and IPv6.
        case bytes
        /// City64 of all arguments' bytes, combined: decimals, times with fractions, arrays, several arguments.
        case contiguous
        /// SipHash of all arguments' values, where some have no bytes in one piece.
        case exact
    }

    let kind: Kind
    /// The arguments, tuples taken apart.
    private let types: [DataType]

    init(_ arguments: [DataType]) {
        types = arguments.flatMap { Self.elements(of: $0.storedValue) }
        guard types.count == 1, arguments.count == 1, !Self.isTuple(arguments[0]) else {
            kind = types.allSatisfy(Self.isContiguous) ? .contiguous : .exact
            return
        }
        let type = types[0]
        if let word = WordType(type), !Self.isHashedRaw(type) {
            kind = .number(word)
        } else if type == .ipv6 || type.isStringOrFixedString {
            kind = .bytes
        } else if let width = type.fixedWidth, width >= 16, !type.isDecimal {
            kind = .wide
        } else {
            kind = Self.isContiguous(type) ? .contiguous : .exact
        }
    }

    private static func isTuple(_ type: DataType) -> Bool {
        switch type {
        case .tuple, .variant: true
        default: false
        }
    }

    private static func elements(of type: DataType) -> [DataType] {
        if case .variant(let types) = type { return elements(of: .layout(ofAlternatives: types)) }
        guard case .tuple(let elements) = type else { return [type] }
        return elements.flatMap { Self.elements(of: $0.type) }
    }

    /// Types whose values are integers, but not to ClickHouse's `uniq`.
    private static func isHashedRaw(_ type: DataType) -> Bool {
        switch type {
        case .decimal, .dateTime64, .interval: true
        default: false
        }
    }

    private static func isContiguous(_ type: DataType) -> Bool {
        if case .array(let element) = type { return element.fixedWidth != nil }
        return type.fixedWidth != nil || type == .string
    }

    private func flattened(_ columns: [Column]) -> [Column] {
        columns.flatMap { column -> [Column] in
            guard case .tuple(let tuple) = column else { return [column] }
            return flattened(tuple.elements)
        }
    }

    // MARK: - Hashes

    /// The hash of each row before any mixing: the value itself for numbers.
    func hashes(of arguments: [Column], rowCount: Int) -> [UInt64] {
        let columns = flattened(arguments)
        switch kind {
        case .number(let word): return word.words(of: columns[0])
        case .wide: return wideHashes(columns[0])
        case .bytes: return cityHashes(columns[0], types[0])
        case .contiguous:
            var result = cityHashes(columns[0], types[0])
            for (position, column) in columns.enumerated().dropFirst() {
                let next = cityHashes(column, types[position])
                for row in result.indices { result[row] = CityHash.hash16(next[row], result[row]) }
            }
            return result
        case .exact:
            return (0..<rowCount).map { row in
                var hash = SipHash()
                append(columns, row, to: &hash)
                return hash.value128.low
            }
        }
    }

    private func wideHashes(_ column: Column) -> [UInt64] {
        switch column {
        case .uint128(let values):
            values.map { intHash64(UInt64(truncatingIfNeeded: $0) ^ UInt64(truncatingIfNeeded: $0 >> 64)) }
        case .int128(let values):
            values.map { intHash64(UInt64(truncatingIfNeeded: $0) ^ UInt64(truncatingIfNeeded: $0 >> 64)) }
        case .uint256(let values): values.map { intHash64(Self.folded($0)) }
        case .int256(let values): values.map { intHash64(Self.folded(UInt256(bitPattern: $0))) }
        default: preconditionFailure("the kind says which columns there are")
        }
    }

    private static func folded(_ value: UInt256) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: 0, to: 256, by: 64) { result ^= UInt64(truncatingIfNeeded: value >> shift) }
        return result
    }

    private func cityHashes(_ column: Column, _ type: DataType) -> [UInt64] {
        if case .string(let strings) = column {
            let bytes = strings.bytes
            let span = bytes.span
            return (0..<strings.count).map { CityHash.hash64(span.extracting(strings.range(of: $0))) }
        }
        return (0..<column.count).map { row in
            let bytes = rawBytes(column, row, type)
            return CityHash.hash64(bytes.span)
        }
    }

    /// The value's bytes in memory: a string's own, an array's elements end to end.
    private func rawBytes(_ column: Column, _ row: Int, _ type: DataType) -> [UInt8] {
        var bytes: [UInt8] = []
        if case .array(let array) = column, case .array(let element) = type {
            for item in array.range(of: row) { bytes.append(contentsOf: rawBytes(array.elements, item, element)) }
        } else {
            SingleValueForm.writeFixed(column.value(at: row), of: type, into: &bytes)
        }
        return bytes
    }

    /// City64 of the bytes of the only argument's values, numbers too.
    func rawHashes(of column: Column) -> [UInt64] {
        kind == .exact ? hashes(of: [column], rowCount: column.count) : cityHashes(column, types[0])
    }

    /// The bytes of the values that ClickHouse's sets of up to sixteen hold.
    var valueWidth: Int {
        if case .number(let word) = kind { return word.width }
        return kind == .wide && types[0] != .uuid ? types[0].fixedWidth ?? 8 : 8
    }

    /// The only argument is a string, whose hashes `uniqCombined` keeps in full.
    var isString: Bool { kind == .bytes }

    /// SipHash of 128- and 256-bit values, which some functions take where others take `intHash64`.
    func sipHashes(of arguments: [Column]) -> [UInt64] {
        let column = arguments[0]
        return (0..<column.count).map { row in
            let bytes = rawBytes(column, row, types[0])
            return SipHash.hash64(bytes.span)
        }
    }

    /// `entropy` keeps hashes of these, though they are numbers to others.
    var isHashedInEntropy: Bool { types.count == 1 && types[0] == .date32 }

    /// SipHash of the raw bytes of fixed-width values.
    func sipKeys(of arguments: [Column], rowCount: Int) -> [UInt128] {
        (0..<rowCount).map { row in
            let bytes = rawBytes(arguments[0], row, types[0])
            return Self.key(SipHash.hash128(bytes.span))
        }
    }

    var isIPv4: Bool { types.count == 1 && types[0] == .ipv4 }

    var isUInt128: Bool { kind == .wide && types[0] == .uint128 }

    // MARK: - Exact keys

    /// The width of `uniqExact`'s key in bytes.
    var keyWidth: Int {
        switch kind {
        case .number(let word): word.width
        case .wide: types[0].fixedWidth ?? 16
        case .bytes, .contiguous, .exact: 16
        }
    }

    /// Keys of up to 64 bits.
    func words(of arguments: [Column]) -> [UInt64]? {
        guard case .number(let word) = kind else { return nil }
        let words = word.words(of: arguments[0])
        guard word.reading == .signed, word.width < 8 else { return words }
        let mask = UInt64.max >> UInt64(64 - word.width * 8)
        return words.map { $0 & mask }
    }

    /// Keys of 128 bits: the value's own bytes, or SipHash of all arguments.
    func wideKeys(of arguments: [Column], rowCount: Int) -> [UInt128] {
        let columns = flattened(arguments)
        if case .string(let strings) = columns[0], columns.count == 1 {
            return Self.keys(of: strings)
        }
        if kind == .wide {
            return (0..<rowCount).map { row in
                var bytes: [UInt8] = []
                SingleValueForm.writeFixed(columns[0].value(at: row), of: types[0], into: &bytes)
                return bytes.reversed().reduce(0) { $0 << 8 | UInt128($1) }
            }
        }
        return (0..<rowCount).map { row in
            if columns.count == 1, kind != .exact, types[0].fixedWidth != nil {
                let bytes = rawBytes(columns[0], row, types[0])
                return Self.key(SipHash.hash128(bytes.span))
            }
            var hash = SipHash()
            append(columns, row, to: &hash)
            return Self.key(hash.value128)
        }
    }

    /// A string that is the one before is not hashed again.
    private static func keys(of strings: StringColumn) -> [UInt128] {
        let bytes = strings.bytes
        let span = bytes.span
        var keys = [UInt128](repeating: 0, count: strings.count)
        var before = 0..<0
        for row in keys.indices {
            let range = strings.range(of: row)
            if row > 0, isSame(range, before, span) {
                keys[row] = keys[row &- 1]
            } else {
                keys[row] = key(SipHash.hash128(span.extracting(range)))
            }
            before = range
        }
        return keys
    }

    private static func isSame(_ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var place = right.lowerBound
        for index in left {
            if bytes[index] != bytes[place] { return false }
            place &+= 1
        }
        return true
    }

    /// Keys of 256 bits: the values themselves.
    func widestKeys(of arguments: [Column]) -> [UInt256] {
        switch arguments[0] {
        case .uint256(let values): values
        case .int256(let values): values.map { UInt256(bitPattern: $0) }
        default: preconditionFailure("the key width says which columns there are")
        }
    }

    private static func key(_ hash: Hash128) -> UInt128 { UInt128(hash.high) << 64 | UInt128(hash.low) }

    private func append(_ columns: [Column], _ row: Int, to hash: inout SipHash) {
        for (position, column) in columns.enumerated() {
            Self.append(column.value(at: row), types[position], to: &hash)
        }
    }

    /// Adds a value as ClickHouse's `updateHashWithValue` does: strings with their length and end, arrays with their
    /// size, NULLs with a flag.
    private static func append(_ value: Value, _ type: DataType, to hash: inout SipHash) {
        var bytes: [UInt8] = []
        ArenaForm.write(value, of: type, into: &bytes)
        hash.append(bytes.span)
    }
}
