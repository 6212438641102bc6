import Codecs
import Columns
import Errors
import Functions

/// Writes sorted rows as a part into a directory of its own, which becomes part of the table when it is renamed.
package final class PartWriter {
    private let layout: MergeTreeLayout
    private let options: Options
    private let files: PartFiles
    private let stored: [ColumnDeclaration]
    private var output: any ColumnsOutput
    private var indexes: [SkipIndexOutput]
    private var primary = ByteWriter()
    private var pending: SortedBlock?
    private var lastKeys: [Column]?
    private var rowCount = 0
    private var minMax: [MinMaxIndex.Entry] = []
    private var ttl = TTLFile()

    package struct Options: Sendable {
        package var isWide: Bool
        /// For columns that declare no codec.
        package var codec: CodecChain
        /// Files and directory are made durable before the part is handed over.
        package var isDurable: Bool
        package var context: QueryContext
        /// Threads for the columns of large blocks.
        package var parallel: ParallelRun?

        package init(isWide: Bool, codec: CodecChain, isDurable: Bool, context: QueryContext) {
            self.isWide = isWide
            self.codec = codec
            self.isDurable = isDurable
            self.context = context
        }
    }

    /// Creates the directory `path`.
    package init(_ layout: MergeTreeLayout, disk: any Disk, path: String, options: Options) throws(QueryError) {
        self.layout = layout
        self.options = options
        stored = layout.schema.stored
        var columns: [OutputColumn] = []
        for column in stored {
            columns.append(try OutputColumn(column, layout: layout, isWide: options.isWide, standard: options.codec))
        }
        output = options.isWide ? WideOutput(columns) : CompactOutput(columns)
        indexes = layout.indexes.map { SkipIndexOutput($0, codec: options.codec) }
        files = try PartFiles(disk: disk, path: path, isDurable: options.isDurable)
    }

    private var marksFormat: MarksFormat { options.isWide ? .cmrk2 : .cmrk4 }

    /// Adds rows behind those before, which must not sort behind them.
    package func write(_ rows: SortedBlock) throws(QueryError) {
        guard rows.rowCount > 0 else { return }
        try layout.includeTTL(of: rows.block, in: options.context, into: &ttl)
        includeMinMax(of: rows.block)
        rowCount += rows.rowCount
        let joined = pending.map { SortedBlock.concatenating([$0, rows]) } ?? rows
        let size = granuleSize(of: joined.block)
        var start = 0
        var granules: [Range<Int>] = []
        while joined.rowCount - start >= size {
            granules.append(start..<start + size)
            start += size
        }
        try write(joined, granules: granules)
        pending = start < joined.rowCount ? joined.slice(start..<joined.rowCount) : nil
    }

    /// ClickHouse's rule for the rows of a granule.
    private func granuleSize(of block: Block) -> Int {
        let settings = layout.definition.settings
        let rows = max(block.rowCount, 1)
        let limit = settings.indexGranularityBytes
        guard limit > 0 else { return max(settings.indexGranularity, 1) }
        let bytes = block.byteCount
        let size = bytes >= limit ? rows / max(bytes / limit, 1) : limit / max(bytes / rows, 1)
        return max(1, min(size, settings.indexGranularity))
    }

    /// Writes `granules` of `rows`; index expressions are computed once for all.
    private func write(_ rows: SortedBlock, granules: [Range<Int>]) throws(QueryError) {
        var values: [Column] = []
        for column in stored {
            guard let position = rows.block.position(of: column.name) else {
                throw QueryError(.notFoundColumnInBlock, "Not found column \(column.name) in block")
            }
            values.append(rows.block.columns[position].column.materialised)
        }
        var indexed: [[Column]] = []
        for index in layout.indexes {
            indexed.append(try layout.evaluate(index.declaration.expressions, over: rows.block, in: options.context))
        }
        let keyTypes = layout.primaryKey.map(\.expression.type)
        let keys = zip(rows.keys, keyTypes).map { $0.sortable(as: $1) }
        try output.write(values, granules: granules, to: files, options.parallel)
        for range in granules {
            try PrimaryIndex.append(keys, types: keyTypes, row: range.lowerBound, to: &primary)
            for index in indexes.indices {
                let columns = indexed[index].map { $0.slice(range) }
                try indexes[index].writeGranule(columns, rowCount: range.count, to: files)
            }
        }
        if let last = granules.last {
            lastKeys = keys.map { $0.slice(last.upperBound - 1..<last.upperBound) }
        }
    }

    private func includeMinMax(of block: Block) {
        for source in layout.partitionSources {
            guard let position = block.position(of: source.name) else { continue }
            let entry = MinMaxIndex.entry(source.name, source.type, of: block.columns[position].column)
            guard let known = minMax.firstIndex(where: { $0.column == source.name }) else {
                minMax.append(entry)
                continue
            }
            guard let both = try? Column([minMax[known].min, minMax[known].max, entry.min, entry.max], as: source.type)
            else { continue }
            let (low, high) = both.sortable(as: source.type).extremes
            minMax[known].min = both.value(at: low)
            minMax[known].max = both.value(at: high)
        }
    }

    /// Writes what is left and the small files, and gives the part as it lies in the directory.
    package func finish(_ name: PartName, partitionValues: [Value]) throws(QueryError) -> Part {
        if let rest = pending {
            pending = nil
            try write(rest, granules: [0..<rest.rowCount])
        }
        try output.finish(files)
        for index in indexes.indices { try indexes[index].finish(files, marks: marksFormat) }
        let keyTypes = layout.primaryKey.map(\.expression.type)
        if !keyTypes.isEmpty {
            if let lastKeys { try PrimaryIndex.append(lastKeys, types: keyTypes, row: 0, to: &primary) }
            try files.writeCompressed(primary.bytes, to: PrimaryIndex.compressedName)
        }
        try files.write("\(rowCount)", to: "count.txt")
        try writePartition(partitionValues)
        if !ttl.isEmpty { try files.write(ttl.text, to: TTLFile.name) }
        let serialisation = SerialisationFile.written
        try files.write(serialisation.text, to: SerialisationFile.name)
        let columns = ColumnsFile(stored.map { ColumnsFile.Entry(name: $0.name, type: $0.type) })
        try files.write(columns.text, to: ColumnsFile.name)
        let substreams = output.substreams
        try files.write(SubstreamsFile.text(substreams), to: SubstreamsFile.name)
        try files.write(options.codec.clause, to: "default_compression_codec.txt")
        try files.write("\(layout.version)", to: "metadata_version.txt")
        try files.write(files.checksums.bytes(by: .zstd(level: 3)), to: ChecksumsFile.name)
        try files.finish()
        let content = Part.Content(
            rowCount: rowCount, columns: columns, checksums: files.checksums, files: files.names,
            marksFormat: marksFormat, serialisation: serialisation,
            substreams: options.isWide ? [] : substreams.map(\.streams), partitionValues: partitionValues,
            minMax: MinMaxIndex(minMax), ttl: ttl, defaultCodec: options.codec.clause, metadataVersion: layout.version,
            modificationSeconds: options.context.startNanoseconds / 1_000_000_000,
            fixedGranularity: layout.definition.settings.indexGranularity)
        return Part(name: name, disk: files.disk, path: files.path, content: content)
    }

    private func writePartition(_ values: [Value]) throws(QueryError) {
        let types = layout.partitionTypes
        guard !types.isEmpty else { return }
        var bytes = ByteWriter()
        for (value, type) in zip(values, types) { try bytes.writeValue(value, of: type) }
        try files.write(bytes.bytes, to: "partition.dat")
        for entry in minMax {
            try files.write(MinMaxIndex([]).bytes(of: entry), to: MinMaxIndex.fileName(entry.column))
        }
    }

    /// Removes what was written.
    package func abandon() { try? files.disk.removeTree(files.path) }
}
