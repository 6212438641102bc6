import Codecs
import Columns
import Errors

/// The values of one leaf in one row group, and the levels that say where they stand.
struct ParquetLeafRows {
    /// The values that are there.
    var values: Column
    /// A level per value or gap; empty where the leaf can only have values.
    var definitions: [UInt8] = []
    /// Empty where nothing is repeated.
    var repetitions: [UInt8] = []
}

/// Reads the pages of one leaf in one row group.
struct ParquetChunkReader {
    private let file: [UInt8]
    private let leaf: ParquetLeaf
    private let compression: PageCompression
    private let valueCount: Int
    private var reader: ByteReader
    private var dictionary: Column?
    private var parts: [Column] = []
    private var definitions: [UInt8] = []
    private var repetitions: [UInt8] = []
    private var entries = 0

    /// Values and gaps of one leaf in one row group at most.
    private static var valuesMax: Int { 1 << 27 }

    static func rows(_ file: [UInt8], _ chunk: ThriftValue, _ leaf: ParquetLeaf) throws(QueryError) -> ParquetLeafRows {
        var reader = try ParquetChunkReader(file, chunk, leaf)
        while reader.entries < reader.valueCount { try reader.readPage() }
        let empty = try leaf.dataType()
        let values =
            reader.parts.isEmpty
            ? Column.defaults(of: empty, count: 0)
            : reader.parts.count == 1 ? reader.parts[0] : Column.concatenating(reader.parts)
        return ParquetLeafRows(values: values, definitions: reader.definitions, repetitions: reader.repetitions)
    }

    private init(_ file: [UInt8], _ chunk: ThriftValue, _ leaf: ParquetLeaf) throws(QueryError) {
        self.file = file
        self.leaf = leaf
        guard let data = chunk[3] else {
            throw QueryError(.notImplemented, "Parquet columns that are encrypted or in other files are not supported")
        }
        compression = try Self.compression(data[4]?.number ?? 0)
        valueCount = data[5]?.number ?? 0
        var start = data[9]?.number ?? -1
        if let dictionary = data[11]?.number, dictionary > 0 { start = min(start, dictionary) }
        let size = data[7]?.number ?? -1
        guard (0...Self.valuesMax).contains(valueCount), start >= 0, size >= 0, size <= file.count,
            start <= file.count - size, data[1]?.number == leaf.physical.rawValue
        else {
            throw Self.broken("a column of \(valueCount) values in \(size) bytes at \(start)")
        }
        reader = ByteReader(file, in: start..<start + size)
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.parquetException, "Broken Parquet data: \(reason)")
    }

    private static func compression(_ number: Int) throws(QueryError) -> PageCompression {
        switch number {
        case 0: return .none
        case 1: return .snappy
        case 2: return .gzip
        case 4: return .brotli
        case 5: return .lz4Hadoop
        case 6: return .zstd
        case 7: return .lz4Block
        default: throw QueryError(.notImplemented, "Parquet compression number \(number) is not supported")
        }
    }

    private mutating func readPage() throws(QueryError) {
        let header = try ThriftValue.readStructure(&reader)
        let plainSize = header[2]?.number ?? -1
        let size = header[3]?.number ?? -1
        guard plainSize >= 0, size >= 0, size <= reader.remaining, plainSize <= CodecLimits.frameSizeMax else {
            throw Self.broken("a page of \(size) bytes for \(plainSize)")
        }
        let range = reader.offset..<reader.offset + size
        try reader.skip(size)
        switch header[1]?.number {
        case 0: try readData(header[5], range, plainSize)
        case 2: try readDictionary(header[7], range, plainSize)
        case 3: try readDataVersion2(header[8], range, plainSize)
        case 1: break
        case let other: throw Self.broken("a page of kind \(other ?? -1)")
        }
    }

    private mutating func readDictionary(
        _ header: ThriftValue?, _ range: Range<Int>, _ plainSize: Int
    ) throws(QueryError) {
        let count = header?[1]?.number ?? -1
        let encoding = header?[2]?.number ?? 0
        guard dictionary == nil, encoding == 0 || encoding == 2, (0...Self.valuesMax).contains(count) else {
            throw Self.broken("a dictionary of \(count) values in encoding \(encoding)")
        }
        var page = ByteReader(try compression.decompressed(file, in: range, size: plainSize))
        dictionary = try ParquetValues.plain(leaf, &page, count: count).column(leaf)
    }

    /// The count of values and gaps that a page states.
    private func checkedCount(_ header: ThriftValue?) throws(QueryError) -> Int {
        let count = header?[1]?.number ?? -1
        guard count >= 0, count <= valueCount - entries else { throw Self.broken("a page of \(count) values") }
        return count
    }

    private mutating func readData(_ header: ThriftValue?, _ range: Range<Int>, _ plainSize: Int) throws(QueryError) {
        let count = try checkedCount(header)
        var page = ByteReader(try compression.decompressed(file, in: range, size: plainSize))
        if leaf.repetition > 0 {
            let levels = try levels(&page, max: leaf.repetition, count, encoding: header?[4]?.number ?? 3)
            repetitions += levels
        }
        var present = count
        if leaf.definition > 0 {
            let levels = try levels(&page, max: leaf.definition, count, encoding: header?[3]?.number ?? 3)
            present = presentCount(levels)
            definitions += levels
        }
        try readValues(&page, encoding: header?[2]?.number ?? 0, present)
        entries += count
        guard count > 0 || !reader.isAtEnd else { throw Self.broken("pages are missing") }
    }

    private mutating func readDataVersion2(
        _ header: ThriftValue?, _ range: Range<Int>, _ plainSize: Int
    ) throws(QueryError) {
        let count = try checkedCount(header)
        let repetitionSize = header?[6]?.number ?? 0
        let definitionSize = header?[5]?.number ?? 0
        guard repetitionSize >= 0, definitionSize >= 0, repetitionSize + definitionSize <= min(range.count, plainSize)
        else { throw Self.broken("levels of \(repetitionSize) and \(definitionSize) bytes") }
        let valuesStart = range.lowerBound + repetitionSize + definitionSize
        var present = count
        if leaf.repetition > 0 {
            var part = ByteReader(file, in: range.lowerBound..<range.lowerBound + repetitionSize)
            repetitions += try levels(&part, max: leaf.repetition, count)
        }
        if leaf.definition > 0 {
            var part = ByteReader(file, in: range.lowerBound + repetitionSize..<valuesStart)
            let levels = try levels(&part, max: leaf.definition, count)
            present = presentCount(levels)
            definitions += levels
        }
        let used = header?[7]?.truth == false ? PageCompression.none : compression
        let size = plainSize - repetitionSize - definitionSize
        var page = ByteReader(try used.decompressed(file, in: valuesStart..<range.upperBound, size: size))
        try readValues(&page, encoding: header?[4]?.number ?? 0, present)
        entries += count
        guard count > 0 || !reader.isAtEnd else { throw Self.broken("pages are missing") }
    }

    private func presentCount(_ levels: [UInt8]) -> Int {
        let full = UInt8(truncatingIfNeeded: leaf.definition)
        var present = 0
        for level in levels where level == full { present &+= 1 }
        return present
    }

    private func levels(
        _ page: inout ByteReader, max: Int, _ count: Int, encoding: Int
    ) throws(QueryError) -> [UInt8] {
        guard encoding == 3 else {
            throw QueryError(.notImplemented, "Parquet levels in encoding \(encoding) are not supported")
        }
        let size = Int(try page.readFixed(UInt32.self))
        try page.need(size)
        var part = ByteReader(page.bytes, in: page.offset..<page.offset + size)
        try page.skip(size)
        return try levels(&part, max: max, count)
    }

    private func levels(_ part: inout ByteReader, max: Int, _ count: Int) throws(QueryError) -> [UInt8] {
        var values: [UInt32] = []
        try RunLengths.read(&part, bits: RunLengths.bits(upTo: max), count: count, into: &values)
        guard values.allSatisfy({ $0 <= max }) else { throw Self.broken("a level above \(max)") }
        return values.map { UInt8(truncatingIfNeeded: $0) }
    }

    private mutating func readValues(
        _ page: inout ByteReader, encoding: Int, _ count: Int
    ) throws(QueryError) {
        guard encoding == 2 || encoding == 8 else {
            let values = try ParquetValues.read(leaf, encoding: encoding, &page, count: count)
            parts.append(try values.column(leaf))
            return
        }
        guard count > 0 else { return }
        guard let dictionary else { throw Self.broken("codes without a dictionary") }
        let bits = Int(try page.readByte())
        var codes: [UInt32] = []
        try RunLengths.read(&page, bits: bits, count: count, into: &codes)
        let size = dictionary.count
        guard codes.allSatisfy({ $0 < size }) else { throw Self.broken("a code beyond a dictionary of \(size)") }
        try checkSize(dictionary, codes)
        parts.append(dictionary.gathering(codes))
    }

    /// Long values that many codes repeat must not become more than memory has.
    private func checkSize(_ dictionary: Column, _ codes: [UInt32]) throws(QueryError) {
        var total = 0
        switch dictionary {
        case .string(let strings): for code in codes { total &+= strings.range(of: Int(code)).count }
        case .fixedString(let strings): total = strings.size &* codes.count
        default: return
        }
        guard total <= CodecLimits.frameSizeMax else { throw Self.broken("a page of \(total) bytes of strings") }
    }
}
