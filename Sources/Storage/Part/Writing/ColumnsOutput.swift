import Codecs
import Columns
import Errors

/// Writes the columns of a part, granule by granule.
protocol ColumnsOutput {
    /// The streams of each column, once all is written.
    var substreams: [(name: String, streams: [String])] { get }
    /// Writes the rows of `columns`, which stand in the order of the part's, granule by granule.
    mutating func write(
        _ columns: [Column], granules: [Range<Int>], to files: PartFiles, _ parallel: ParallelRun?
    ) throws(QueryError)
    mutating func finish(_ files: PartFiles) throws(QueryError)
}

/// A column of a part that is being written.
struct OutputColumn {
    let name: String
    let type: DataType
    let serialisation: ColumnSerialisation
    /// For each stream the codecs to choose from.
    let chains: [[CodecChain]]

    init(_ declaration: ColumnDeclaration, layout: MergeTreeLayout, isWide: Bool, standard: CodecChain)
        throws(QueryError)
    {
        name = declaration.name
        type = declaration.type
        serialisation = try ColumnSerialisation(
            column: declaration.name, type: declaration.type, options: isWide ? .wide : .compact)
        let isBest = layout.definition.settings.codecPolicy == "best"
        var chains: [[CodecChain]] = []
        for stream in serialisation.substreams {
            let declared = try layout.codecs[declaration.name]?.chain(for: stream.role, default: standard) ?? standard
            chains.append(isBest ? CodecChoice.chains(for: stream.role, declared: declared) : [declared])
        }
        self.chains = chains
    }
}

/// The codecs that `codec_policy = 'best'` chooses from for each block.
enum CodecChoice {
    static func chains(for role: SubstreamRole, declared: CodecChain) -> [CodecChain] {
        var result = [declared]
        for descriptions in descriptions(for: role) {
            let type: DataType? = if case .values(let type) = role { type } else { nil }
            // A codec that does not fit the type is left out.
            guard let made = try? CodecChain(descriptions, for: type, default: declared) else { continue }
            if !result.contains(made) { result.append(made) }
        }
        return result
    }

    private static func descriptions(for role: SubstreamRole) -> [[CodecDescription]] {
        let general = CodecDescription("ZSTD", [.uint64(1)])
        guard case .values(let type) = role, let width = type.fixedWidth, [1, 2, 4, 8].contains(width) else {
            return [[general]]
        }
        let (packing, preparing): ([String], [String]) =
            switch type.physicalKind {
            case .float32, .float64: (["ALP"], ["Gorilla", "Delta", "FPC"])
            case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: (["T64"], ["Delta", "DoubleDelta"])
            default: ([], [])
            }
        // Packed bits are often as small as they get: then a second step costs time only.
        let alone = packing.map { [CodecDescription($0)] }
        return alone + [[general]] + (packing + preparing).map { [CodecDescription($0), general] }
    }
}

/// A Wide part: a file and a marks file for each stream.
struct WideOutput: ColumnsOutput {
    private struct Stream {
        let stem: String
        /// Another column writes the same stream: the sizes of a nested group.
        let isShared: Bool
        var output: StreamOutput
        var marks = MarksOutput()
    }

    private struct OpenColumn {
        let column: OutputColumn
        var writer: ColumnWriter
        var buffers: SubstreamBuffers
        var streams: [Stream]

        mutating func begin(_ files: PartFiles) throws(QueryError) {
            writer.writePrefix(to: &buffers)
            try moveBuffers(to: files)
        }

        mutating func writeGranule(_ values: Column, rows: Range<Int>, to files: PartFiles) throws(QueryError) {
            try mark(rows: rows.count)
            try writer.write(values, rows: rows, to: &buffers)
            try moveBuffers(to: files)
        }

        mutating func finish(_ files: PartFiles) throws(QueryError) {
            try writer.writeSuffix(to: &buffers)
            try moveBuffers(to: files)
            try mark(rows: 0)
            for stream in streams.indices where !streams[stream].isShared {
                try streams[stream].output.finish(files)
                try streams[stream].marks.write(to: "\(streams[stream].stem).\(MarksFormat.cmrk2.rawValue)", files)
            }
        }

        private mutating func moveBuffers(to files: PartFiles) throws(QueryError) {
            for stream in streams.indices {
                let bytes = buffers.writers[stream].bytes
                if !bytes.isEmpty && !streams[stream].isShared {
                    try streams[stream].output.append(bytes, to: files)
                }
                buffers.writers[stream].removeAll()
            }
        }

        private mutating func mark(rows: Int) throws(QueryError) {
            for stream in streams.indices where !streams[stream].isShared {
                let position = try streams[stream].output.beginGranule()
                streams[stream].marks.append(position, rows: rows)
            }
        }
    }

    /// A column in the hands of the one thread that writes it.
    // `@unchecked`: each task has a column of its own.
    private final class ColumnOutput: @unchecked Sendable {
        var open: OpenColumn

        init(_ open: OpenColumn) { self.open = open }
    }

    private var columns: [ColumnOutput] = []
    private var hasBegun = false

    /// Columns of fewer rows are not worth other threads.
    private static let parallelRowsMin = 65_536

    init(_ declared: [OutputColumn]) {
        var stems: Set<String> = []
        for column in declared {
            var streams: [Stream] = []
            for (stream, chains) in zip(column.serialisation.substreams, column.chains) {
                let stem = stream.fileStem
                let isNew = stems.insert(stem).inserted
                streams.append(
                    Stream(stem: stem, isShared: !isNew, output: StreamOutput(file: "\(stem).bin", chains: chains)))
            }
            let open = OpenColumn(
                column: column, writer: ColumnWriter(column.serialisation),
                buffers: SubstreamBuffers(separateFor: column.serialisation), streams: streams)
            columns.append(ColumnOutput(open))
        }
    }

    var substreams: [(name: String, streams: [String])] {
        columns.map { ($0.open.column.name, $0.open.column.serialisation.substreams.map(\.name)) }
    }

    private mutating func begin(_ files: PartFiles) throws(QueryError) {
        guard !hasBegun else { return }
        hasBegun = true
        for column in columns { try column.open.begin(files) }
    }

    mutating func write(
        _ values: [Column], granules: [Range<Int>], to files: PartFiles, _ parallel: ParallelRun?
    ) throws(QueryError) {
        try begin(files)
        let rowCount = granules.reduce(0) { $0 + $1.count }
        guard let parallel, rowCount >= Self.parallelRowsMin else {
            // As one thread always did it: what a disk sees first is the same every time.
            for rows in granules {
                for (column, values) in zip(columns, values) {
                    try column.open.writeGranule(values, rows: rows, to: files)
                }
            }
            return
        }
        try parallel(columns.count) { [columns] (number) throws(QueryError) in
            for rows in granules { try columns[number].open.writeGranule(values[number], rows: rows, to: files) }
        }
    }

    mutating func finish(_ files: PartFiles) throws(QueryError) {
        try begin(files)
        for column in columns { try column.open.finish(files) }
    }
}

/// A Compact part: one file with all columns of a granule one behind the other, and marks for each stream.
struct CompactOutput: ColumnsOutput {
    private let columns: [OutputColumn]
    private var marks = ByteWriter()
    private var pending: [UInt8] = []
    private var fileSize = 0
    private var fileHash = FileHash()
    private var uncompressedSize = 0
    /// Hashes of what each codec compressed, in the order of first use.
    private var contentHashes: [(chain: CodecChain, hash: FileHash)] = []
    private var writer: (any DiskWriter)?

    private static let pieceSize = 256 << 10

    init(_ columns: [OutputColumn]) { self.columns = columns }

    var substreams: [(name: String, streams: [String])] {
        columns.map { ($0.name, $0.serialisation.substreams.map(\.name)) }
    }

    mutating func write(
        _ columns: [Column], granules: [Range<Int>], to files: PartFiles, _ parallel: ParallelRun?
    ) throws(QueryError) {
        for rows in granules { try writeGranule(columns, rows: rows, to: files) }
    }

    private mutating func writeGranule(
        _ values: [Column], rows: Range<Int>, to files: PartFiles
    ) throws(QueryError) {
        for (column, value) in zip(columns, values) {
            var writer = ColumnWriter(column.serialisation)
            var buffers = SubstreamBuffers(separateFor: column.serialisation)
            writer.writePrefix(to: &buffers)
            try writer.write(value, rows: rows, to: &buffers)
            try writer.writeSuffix(to: &buffers)
            var block: [UInt8] = []
            var chains: [CodecChain] = []
            for (stream, bytes) in buffers.writers.enumerated() {
                // A block has one codec: where it changes, the block ends.
                if column.chains[stream] != chains && !bytes.isEmpty {
                    try close(block, chains)
                    block = []
                    chains = column.chains[stream]
                }
                marks.writeFixed(UInt64(fileSize))
                marks.writeFixed(UInt64(block.count))
                block += bytes.bytes
            }
            try close(block, chains)
        }
        marks.writeFixed(UInt64(rows.count))
        try flush(files, if: pending.count >= Self.pieceSize)
    }

    private mutating func close(_ block: [UInt8], _ chains: [CodecChain]) throws(QueryError) {
        guard let first = chains.first, !block.isEmpty else { return }
        var frame: [UInt8] = []
        try Frames.append(block, in: 0..<block.count, byBestOf: chains, to: &frame)
        if let known = contentHashes.firstIndex(where: { $0.chain == first }) {
            contentHashes[known].hash.append(block.span)
        } else {
            var hash = FileHash()
            hash.append(block.span)
            contentHashes.append((first, hash))
        }
        fileHash.append(frame.span)
        fileSize += frame.count
        uncompressedSize += block.count
        pending += frame
    }

    private mutating func flush(_ files: PartFiles, if isDue: Bool) throws(QueryError) {
        guard isDue else { return }
        if writer == nil { writer = try files.open("data.bin") }
        try writer?.write(pending)
        pending = []
    }

    mutating func finish(_ files: PartFiles) throws(QueryError) {
        for column in columns {
            for _ in column.serialisation.substreams {
                marks.writeFixed(UInt64(fileSize))
                marks.writeFixed(UInt64(0))
            }
        }
        marks.writeFixed(UInt64(0))
        try flush(files, if: true)
        if let writer { try files.close(writer) }
        var hash = Hash128(low: 0, high: 0)
        for (_, content) in contentHashes {
            let bytes = content.value.bytes
            hash = CityHash.hash128(bytes.span, seed: hash)
        }
        files.add(
            "data.bin",
            ChecksumsFile.Entry(
                size: fileSize, hash: fileHash.value,
                uncompressed: ChecksumsFile.Content(size: uncompressedSize, hash: hash)))
        try files.writeCompressed(marks.bytes, to: "data.\(MarksFormat.cmrk4.rawValue)")
    }
}
