import Codecs
import Columns
import Errors

/// The pages of one leaf in the row group that is being written.
struct ParquetChunkWriter {
    let leaf: ParquetMapping.Leaf
    private let compression: PageCompression
    private let dictionarySizeMax: Int
    private var dictionary: StringDictionary?
    /// Until the first page it is open whether a dictionary pays.
    private var isFirst = true
    private var pages = ByteWriter()
    private var valueCount = 0
    private var plainSize = 0

    init(_ leaf: ParquetMapping.Leaf, _ compression: PageCompression, dictionarySizeMax: Int) {
        self.leaf = leaf
        self.compression = compression
        self.dictionarySizeMax = dictionarySizeMax
    }

    var byteCount: Int { pages.count }

    /// Rows that are looked at to see whether a dictionary pays.
    private static var sampleRows: Int { 2048 }

    mutating func add(_ rows: ShreddedLeaf) throws(QueryError) {
        var page = ByteWriter()
        writeLevels(rows.repetitions, max: leaf.repetition, to: &page)
        writeLevels(rows.definitions, max: leaf.definition, to: &page)
        if leaf.form.isString {
            let strings = try leaf.form.strings(rows.values)
            if isFirst {
                isFirst = false
                dictionary = Self.pays(strings, sizeMax: dictionarySizeMax) ? StringDictionary() : nil
            }
            if let codes = dictionary?.codes(of: strings), let known = dictionary?.strings {
                let bits = RunLengths.bits(upTo: max(known.count - 1, 1))
                page.writeByte(UInt8(truncatingIfNeeded: bits))
                RunLengths.write(codes, bits: bits, to: &page)
                try addPage(page.take(), encoding: 8, rows.definitions.count)
                // What follows is written as it is.
                if known.bytes.count > dictionarySizeMax { isFull = true }
                return
            }
            ParquetLeafForm.write(strings, to: &page)
        } else {
            try leaf.form.write(rows.values, to: &page)
        }
        try addPage(page.take(), encoding: 0, rows.definitions.count)
    }

    /// The dictionary has reached its size: the row group should end.
    private(set) var isFull = false

    private static func pays(_ strings: StringColumn, sizeMax: Int) -> Bool {
        guard sizeMax > 0, strings.count > 0 else { return false }
        var sample = StringDictionary()
        let count = min(strings.count, sampleRows)
        guard case .string(let first) = Column.string(strings).slice(0..<count) else { return false }
        _ = sample.codes(of: first)
        return sample.strings.count * 2 <= count || strings.count < 64
    }

    private func writeLevels(_ levels: [UInt32], max: Int, to page: inout ByteWriter) {
        guard max > 0 else { return }
        var part = ByteWriter()
        RunLengths.write(levels, bits: RunLengths.bits(upTo: max), to: &part)
        page.writeFixed(UInt32(truncatingIfNeeded: part.count))
        page.writeBytes(part.bytes)
    }

    private mutating func addPage(_ content: [UInt8], encoding: Int, _ count: Int) throws(QueryError) {
        let data = ThriftValue.structure([
            1: .int32(count), 2: .int32(encoding), 3: .int32(3), 4: .int32(3),
        ])
        try write(content, kind: 0, field: 5, data)
        valueCount += count
    }

    private mutating func write(_ content: [UInt8], kind: Int, field: Int, _ data: ThriftValue) throws(QueryError) {
        guard content.count <= Int(Int32.max) else {
            throw QueryError(.tooManyBytes, "A page of \(content.count) bytes is too large for Parquet")
        }
        let packed = try compression.compressed(content)
        let header = ThriftValue.structure([
            1: .int32(kind), 2: .int32(content.count), 3: .int32(packed.count), field: data,
        ]).encoded
        pages.writeBytes(header)
        pages.writeBytes(packed)
        plainSize += header.count + content.count
    }

    /// The chunk's bytes and its metadata, for a chunk that begins at `offset` of the file.
    mutating func finish(at offset: Int) throws(QueryError) -> (bytes: [UInt8], metadata: ThriftValue, plainSize: Int) {
        let dataPages = pages.take()
        var dictionaryOffset: Int?
        if let strings = dictionary?.strings {
            dictionaryOffset = offset
            var content = ByteWriter()
            ParquetLeafForm.write(strings, to: &content)
            let data = ThriftValue.structure([1: .int32(strings.count), 2: .int32(0)])
            try write(content.take(), kind: 2, field: 7, data)
        }
        let dictionaryPage = pages.take()
        let bytes = dictionaryPage + dataPages
        var encodings: [ThriftValue] = [.int32(0)]
        if leaf.definition > 0 || leaf.repetition > 0 { encodings.append(.int32(3)) }
        if dictionaryOffset != nil { encodings.append(.int32(8)) }
        var fields: [Int: ThriftValue] = [
            1: .int32(leaf.form.physical.rawValue), 2: .list(encodings), 3: .list(leaf.path.map { .text($0) }),
            4: .int32(compression.parquetNumber), 5: .int64(valueCount), 6: .int64(plainSize),
            7: .int64(bytes.count), 9: .int64(offset + dictionaryPage.count),
        ]
        if let dictionaryOffset { fields[11] = .int64(dictionaryOffset) }
        let total = plainSize
        self = ParquetChunkWriter(leaf, compression, dictionarySizeMax: dictionarySizeMax)
        return (bytes, .structure([2: .int64(offset), 3: .structure(fields)]), total)
    }
}

extension PageCompression {
    /// The number of `CompressionCodec` in `parquet.thrift`.
    var parquetNumber: Int {
        switch self {
        case .none: 0
        case .snappy: 1
        case .gzip: 2
        case .brotli: 4
        case .lz4Frame, .lz4Hadoop: 5
        case .zstd: 6
        case .lz4Block: 7
        }
    }
}
