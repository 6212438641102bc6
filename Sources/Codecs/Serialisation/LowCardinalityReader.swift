import Columns
import Errors

/// Reads chunks of codes; keeps, between calls, the dictionary that granules share and what a call left of a chunk.
struct LowCardinalityReader: Sendable {
    /// Keys that codes count from, and the number of the shared dictionary they are, where they are one.
    private struct Keys {
        let column: Column
        let sharedNumber: Int?
    }

    /// The dictionary of the stream that is in use.
    private var dictionary: Column?
    private var dictionaryNumber = 0
    private var pending: [UInt32] = []
    private var pendingKeys: Keys?

    /// Forgets the dictionary: the next chunk is somewhere else in the file.
    mutating func reset() { self = LowCardinalityReader() }

    mutating func read(
        _ node: LowCardinalityNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> Column {
        var result = DictionaryUnion(keyType: node.keyType, isNullable: node.isNullable)
        while result.codes.count < rowCount {
            let keys: Keys
            if let left = pendingKeys {
                keys = left
            } else {
                keys = try readChunk(node, from: &readers)
            }
            let wanted = rowCount &- result.codes.count
            if pending.count <= wanted {
                result.append(keys.column, codes: pending, sharedNumber: keys.sharedNumber)
                pending = []
                pendingKeys = nil
            } else {
                result.append(keys.column, codes: Array(pending[..<wanted]), sharedNumber: keys.sharedNumber)
                pending.removeFirst(wanted)
                pendingKeys = keys
            }
        }
        return .lowCardinality(result.column)
    }

    /// Reads a chunk's codes into `pending` and gives their keys.
    private mutating func readChunk(
        _ node: LowCardinalityNode, from readers: inout SubstreamReaders
    ) throws(QueryError) -> Keys {
        let flags: UInt64 = try readers[node.codesStream].readFixed()
        let known: UInt64 =
            0x03 | LowCardinalityFormat.usesDictionary | LowCardinalityFormat.hasOwnKeys
            | LowCardinalityFormat.beginsDictionary
        guard flags & ~known == 0 else {
            throw QueryError(.incorrectData, "Unknown flags of LowCardinality values: \(flags)")
        }
        let usesDictionary = flags & LowCardinalityFormat.usesDictionary != 0
        if usesDictionary && (flags & LowCardinalityFormat.beginsDictionary != 0 || dictionary == nil) {
            dictionary = try Self.readKeys(node, from: &readers[node.dictionaryStream])
            dictionaryNumber &+= 1
        }
        var ownKeys: Column?
        if flags & LowCardinalityFormat.hasOwnKeys != 0 {
            ownKeys = try Self.readKeys(node, from: &readers[node.codesStream])
        }
        let rowCount = try readers[node.codesStream].readFixedCount(max: CodecLimits.chunkRowsMax, of: "rows")
        guard rowCount > 0 else { throw QueryError(.incorrectData, "A chunk of LowCardinality values is empty") }
        var codes = try LowCardinalityFormat.readCodes(
            widthNumber: flags & 0x03, count: rowCount, from: &readers[node.codesStream])
        let keys: Keys
        switch (usesDictionary ? dictionary : nil, ownKeys) {
        case (.some(let shared), nil): keys = Keys(column: shared, sharedNumber: dictionaryNumber)
        case (nil, .some(let own)): keys = Keys(column: own, sharedNumber: nil)
        case (.some(let shared), .some(let own)):
            keys = Keys(column: Column.concatenating([shared, own]), sharedNumber: nil)
        case (nil, nil): throw QueryError(.incorrectData, "LowCardinality values without any keys")
        }
        let largest = codes.max() ?? 0
        guard Int(largest) < keys.column.count else {
            throw QueryError(
                .incorrectData, "A LowCardinality code is \(largest), there are \(keys.column.count) keys")
        }
        if !usesDictionary, let firsts = try Self.firstOfEqualKeys(keys.column, node) {
            codes = codes.map { firsts[Int($0)] }
        }
        pending = codes
        return keys
    }

    private static func readKeys(
        _ node: LowCardinalityNode, from reader: inout ByteReader
    ) throws(QueryError) -> Column {
        let count = try reader.readFixedCount(max: Int(UInt32.max), of: "keys of a dictionary")
        return try reader.readLeaf(node.keyType, count: count)
    }

    /// For each key the first that equals it; `nil` when all differ. Clients may send a key twice, and grouping by
    /// codes must not see two values then.
    private static func firstOfEqualKeys(
        _ keys: Column, _ node: LowCardinalityNode
    ) throws(QueryError) -> [UInt32]? {
        let bytes = try KeyBytes(keys, keyType: node.keyType)
        let start = node.isNullable ? 1 : 0
        guard bytes.count > start else { return nil }
        var codeOfKey: [[UInt8]: UInt32] = [:]
        codeOfKey.reserveCapacity(bytes.count)
        var firsts = (0..<bytes.count).map { UInt32(truncatingIfNeeded: $0) }
        var hasEqual = false
        for key in start..<bytes.count {
            let content = bytes.bytes(of: key)
            if let first = codeOfKey[content] {
                firsts[key] = first
                hasEqual = true
            } else {
                codeOfKey[content] = UInt32(truncatingIfNeeded: key)
            }
        }
        return hasEqual ? firsts : nil
    }
}

/// One dictionary for the rows of several chunks.
private struct DictionaryUnion {
    private let keyType: DataType
    private let isNullable: Bool
    private var first: Column?
    private var index: DictionaryIndex?
    /// The shared dictionary that was added last, and its keys' codes here; no codes: its own.
    private var sharedNumber: Int?
    private var sharedCodes: [UInt32]?
    private(set) var codes: [UInt32] = []

    init(keyType: DataType, isNullable: Bool) {
        self.keyType = keyType
        self.isNullable = isNullable
    }

    var column: LowCardinalityColumn {
        let keys =
            index?.dictionary ?? first
            ?? .defaults(of: keyType, count: LowCardinalityFormat.reservedKeys(isNullable: isNullable))
        return LowCardinalityColumn(dictionary: keys, codes: codes, isNullable: isNullable)
    }

    /// Appends rows with codes into `keys`, which are the shared dictionary `number` or nobody's.
    mutating func append(_ keys: Column, codes more: [UInt32], sharedNumber number: Int?) {
        if let number, number == sharedNumber {
            append(more, through: sharedCodes)
            return
        }
        var mapping: [UInt32]?
        if let first {
            var union = index ?? DictionaryIndex(first)
            mapping = union.codes(addingAll: keys, reserved: isNullable ? 1 : 0)
            index = union
        } else {
            first = keys
        }
        if let number {
            sharedNumber = number
            sharedCodes = mapping
        }
        append(more, through: mapping)
    }

    private mutating func append(_ more: [UInt32], through mapping: [UInt32]?) {
        if let mapping {
            codes += more.map { mapping[Int($0)] }
        } else {
            codes += more
        }
    }
}
