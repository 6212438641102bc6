import Columns
import Errors

/// Values by their codes into a dictionary.
///
/// The prefix is the version, 8 bytes: 1. Then come chunks; one of no rows is nothing at all.
///
/// | bytes | content of a chunk |
/// |---|---|
/// | 8 | flags: bits 0-7 width of a code (0, 1, 2, 3 for 1, 2, 4, 8 bytes) and those below |
/// | 8 | count of the chunk's own keys, if flagged |
/// | | these keys, inline |
/// | 8 | count of rows |
/// | | codes: first the dictionary's, then the own keys |
///
/// A dictionary is the count of its keys, 8 bytes, and the keys, inline. Key 0 stands for the type's default value;
/// where NULL is possible it stands for NULL, and key 1 for the default value. So do the own keys of a chunk
/// that uses no dictionary.
/// - Source: ClickHouse `SerializationLowCardinality`.
enum LowCardinalityFormat {
    static let version: UInt64 = 1
    /// The chunk's codes begin with the dictionary that granules share.
    static let usesDictionary: UInt64 = 0x100
    static let hasOwnKeys: UInt64 = 0x200
    /// The next dictionary of the stream begins to be used here.
    static let beginsDictionary: UInt64 = 0x400

    static func reservedKeys(isNullable: Bool) -> Int { isNullable ? 2 : 1 }

    /// The smallest code width for numbers below `count`: 0 for one byte, up to 3 for eight.
    static func widthNumber(forCodesBelow count: Int) -> UInt64 {
        count <= 0x100 ? 0 : count <= 0x1_0000 ? 1 : count <= 0x1_0000_0000 ? 2 : 3
    }

    static func write(codes: [UInt32], widthNumber: UInt64, to writer: inout ByteWriter) {
        switch widthNumber {
        case 0: writer.writeArray(codes.map { UInt8(truncatingIfNeeded: $0) }, in: 0..<codes.count)
        case 1: writer.writeArray(codes.map { UInt16(truncatingIfNeeded: $0) }, in: 0..<codes.count)
        default: writer.writeArray(codes, in: 0..<codes.count)
        }
    }

    static func readCodes(
        widthNumber: UInt64, count: Int, from reader: inout ByteReader
    ) throws(QueryError) -> [UInt32] {
        switch widthNumber {
        case 0: return try reader.readArray(of: UInt8.self, count: count).map { UInt32($0) }
        case 1: return try reader.readArray(of: UInt16.self, count: count).map { UInt32($0) }
        case 2: return try reader.readArray(of: UInt32.self, count: count)
        default:
            let wide = try reader.readArray(of: UInt64.self, count: count)
            guard wide.allSatisfy({ $0 <= UInt64(UInt32.max) }) else {
                throw QueryError(.incorrectData, "A LowCardinality code is beyond every dictionary")
            }
            return wide.map { UInt32(truncatingIfNeeded: $0) }
        }
    }
}

/// The rows of one chunk with the keys they use, in the order of their first appearance, behind the reserved ones.
struct LowCardinalityChunk {
    /// Of the reserved keys the last is the default value; the first is NULL where that is possible.
    let keys: Column
    let codes: [UInt32]
    let reserved: Int

    init(_ column: LowCardinalityColumn, rows: Range<Int>, keyType: DataType) throws(QueryError) {
        reserved = LowCardinalityFormat.reservedKeys(isNullable: column.isNullable)
        let unseen = UInt32.max
        var codeOfOld = [UInt32](repeating: unseen, count: column.dictionary.count)
        if let code = try column.codeOfDefault(keyType: keyType) {
            codeOfOld[code] = UInt32(truncatingIfNeeded: reserved &- 1)
        }
        if column.isNullable && !codeOfOld.isEmpty { codeOfOld[0] = 0 }
        var used: [UInt32] = []
        var codes = [UInt32](repeating: 0, count: rows.count)
        for index in codes.indices {
            let old = Int(column.codes[rows.lowerBound &+ index])
            if codeOfOld[old] == unseen {
                codeOfOld[old] = UInt32(truncatingIfNeeded: reserved &+ used.count)
                used.append(UInt32(truncatingIfNeeded: old))
            }
            codes[index] = codeOfOld[old]
        }
        self.codes = codes
        keys = Column.concatenating([
            .defaults(of: keyType, count: reserved), column.dictionary.gathering(used),
        ])
    }

    /// A chunk that brings all its keys.
    func writeWithKeys(keyType: DataType, to writer: inout ByteWriter) throws(QueryError) {
        let width = LowCardinalityFormat.widthNumber(forCodesBelow: keys.count)
        writer.writeFixed(width | LowCardinalityFormat.hasOwnKeys | LowCardinalityFormat.beginsDictionary)
        let bytes = try KeyBytes(keys, keyType: keyType)
        writer.writeFixed(UInt64(truncatingIfNeeded: bytes.count))
        for index in 0..<bytes.count { bytes.write(index, to: &writer) }
        writer.writeFixed(UInt64(truncatingIfNeeded: codes.count))
        LowCardinalityFormat.write(codes: codes, widthNumber: width, to: &writer)
    }
}

extension LowCardinalityColumn {
    /// The code, if any, of the key that is the default value of its type.
    fileprivate func codeOfDefault(keyType: DataType) throws(QueryError) -> Int? {
        let codes = isNullable ? min(1, dictionary.count)..<dictionary.count : 0..<dictionary.count
        switch dictionary {
        case .string(let strings): return codes.first { strings.range(of: $0).isEmpty }
        case .fixedString(let strings): return codes.first { strings[$0].allSatisfy { $0 == 0 } }
        default:
            var finder = DefaultFinder(codes: codes, value: .defaults(of: keyType, count: 1))
            guard let found = try dictionary.visitFixedWidth(&finder) else { throw layoutMismatch(keyType) }
            return found
        }
    }

    private struct DefaultFinder: FixedWidthVisitor {
        let codes: Range<Int>
        let value: Column

        mutating func visit<T: FixedWidthValue>(_ values: [T]) throws(QueryError) -> Int? {
            let wanted = T.values(of: value)?.first ?? .zero
            return codes.first { values[$0] == wanted }
        }
    }
}

/// The bytes of a dictionary's keys, to be compared and written.
struct KeyBytes {
    private let bytes: [UInt8]
    private let ends: [Int]
    private let width: Int
    let count: Int
    private let hasLengths: Bool

    init(_ keys: Column, keyType: DataType) throws(QueryError) {
        count = keys.count
        if case .string(let strings) = keys {
            bytes = strings.bytes
            ends = strings.ends
            width = 0
            hasLengths = true
        } else {
            var writer = ByteWriter()
            try writer.writeLeaf(keys, type: keyType, rows: 0..<keys.count)
            bytes = writer.bytes
            ends = []
            width = keyType.fixedWidth ?? 0
            hasLengths = false
        }
    }

    private func range(of key: Int) -> Range<Int> {
        hasLengths ? (key == 0 ? 0 : ends[key - 1])..<ends[key] : key * width..<(key + 1) * width
    }

    func bytes(of key: Int) -> [UInt8] { Array(bytes[range(of: key)]) }

    /// The key, inline.
    func write(_ key: Int, to writer: inout ByteWriter) {
        let range = range(of: key)
        if hasLengths { writer.writeVarUInt(range.count) }
        writer.writeBytes(bytes, in: range)
    }
}

/// A dictionary that granules of a Wide part share while it has room.
struct SharedDictionary: Sendable {
    private let keyType: DataType
    private let sizeMax: Int
    private let reserved: Int
    private var keys = ByteWriter()
    private var count = 0
    private var codeOfKey: [[UInt8]: UInt32] = [:]
    private var isFresh = true

    init(keyType: DataType, isNullable: Bool, sizeMax: Int) throws(QueryError) {
        self.keyType = keyType
        self.sizeMax = sizeMax
        reserved = LowCardinalityFormat.reservedKeys(isNullable: isNullable)
        let defaults = try KeyBytes(.defaults(of: keyType, count: reserved), keyType: keyType)
        for index in 0..<reserved { defaults.write(index, to: &keys) }
        count = reserved
    }

    var isFull: Bool { count >= sizeMax }

    /// Writes a chunk; keys that are new are added while there is room, the others are the chunk's own.
    mutating func write(_ chunk: LowCardinalityChunk, to writer: inout ByteWriter) throws(QueryError) {
        let bytes = try KeyBytes(chunk.keys, keyType: keyType)
        // As ClickHouse chooses it: as if all the chunk's keys were new.
        let width = LowCardinalityFormat.widthNumber(forCodesBelow: count &+ bytes.count &+ 1)
        var codeOfChunkKey = [UInt32](repeating: 0, count: bytes.count)
        var ownKeys: [Int] = []
        for key in 0..<bytes.count {
            guard key >= reserved else {
                codeOfChunkKey[key] = UInt32(truncatingIfNeeded: key)
                continue
            }
            let content = bytes.bytes(of: key)
            if let known = codeOfKey[content] {
                codeOfChunkKey[key] = known
            } else if count < sizeMax {
                codeOfKey[content] = UInt32(truncatingIfNeeded: count)
                codeOfChunkKey[key] = UInt32(truncatingIfNeeded: count)
                bytes.write(key, to: &keys)
                count &+= 1
            } else {
                ownKeys.append(key)
            }
        }
        for (index, key) in ownKeys.enumerated() {
            codeOfChunkKey[key] = UInt32(truncatingIfNeeded: count &+ index)
        }
        let codes = chunk.codes.map { codeOfChunkKey[Int($0)] }
        var flags = width | LowCardinalityFormat.usesDictionary
        if !ownKeys.isEmpty { flags |= LowCardinalityFormat.hasOwnKeys }
        if isFresh { flags |= LowCardinalityFormat.beginsDictionary }
        isFresh = false
        writer.writeFixed(flags)
        if !ownKeys.isEmpty {
            writer.writeFixed(UInt64(truncatingIfNeeded: ownKeys.count))
            for key in ownKeys { bytes.write(key, to: &writer) }
        }
        writer.writeFixed(UInt64(truncatingIfNeeded: codes.count))
        LowCardinalityFormat.write(codes: codes, widthNumber: width, to: &writer)
    }

    func write(to writer: inout ByteWriter) {
        writer.writeFixed(UInt64(truncatingIfNeeded: count))
        writer.writeBytes(keys.bytes)
    }
}
