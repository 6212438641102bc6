import Codecs
import Columns
import Errors
import Functions

/// Writes one skip index of a part.
struct SkipIndexOutput {
    private let index: BoundSkipIndex
    private var output: StreamOutput
    private var marks = MarksOutput()
    /// The granules of the index granule that is not complete.
    private var pending: [[Column]] = []
    private var pendingRows = 0

    init(_ index: BoundSkipIndex, codec: CodecChain) {
        self.index = index
        output = StreamOutput(file: index.fileName, chains: [codec])
    }

    /// Adds a granule: the columns of the index's expressions.
    mutating func writeGranule(_ columns: [Column], rowCount: Int, to files: PartFiles) throws(QueryError) {
        pending.append(columns)
        pendingRows += rowCount
        if pending.count == index.declaration.granularity { try flush(files) }
    }

    private mutating func flush(_ files: PartFiles) throws(QueryError) {
        guard let first = pending.first else { return }
        let columns = first.indices.map { position in Column.concatenating(pending.map { $0[position] }) }
        var bytes = ByteWriter()
        try index.index.serialise(columns, rowCount: pendingRows, to: &bytes)
        marks.append(try output.beginGranule(), rows: 1)
        try output.append(bytes.bytes, to: files)
        pending = []
        pendingRows = 0
    }

    mutating func finish(_ files: PartFiles, marks format: MarksFormat) throws(QueryError) {
        try flush(files)
        try output.finish(files)
        try marks.write(to: "\(index.fileStem).\(format.rawValue)", files)
    }
}
