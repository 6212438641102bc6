import Codecs
import Columns
import Errors

extension Native: InputFormat {
    package static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader {
        NativeBlockReader(header, source, skipsUnknown: options.flag("input_format_skip_unknown_fields", default: true))
    }
}

/// Blocks back to back at revision 0, as HTTP has them; columns are matched by name and keep their own types.
private final class NativeBlockReader: BlockReader {
    private let header: [ColumnHeader]
    private let source: any ByteChunks
    private let skipsUnknown: Bool
    private var reader = NativeReader(revision: 0)
    private var isFinished = false
    private(set) var missing: [[UInt8]] = []

    init(_ header: [ColumnHeader], _ source: any ByteChunks, skipsUnknown: Bool) {
        self.header = header
        self.source = source
        self.skipsUnknown = skipsUnknown
    }

    func next() throws(QueryError) -> Block? {
        while true {
            if let block = try reader.next() {
                guard block.rowCount > 0 else { continue }
                return try selected(block)
            }
            guard !isFinished else { return nil }
            if let chunk = try source.next() {
                reader.append(chunk)
            } else {
                reader.finish()
                isFinished = true
            }
        }
    }

    private func selected(_ block: Block) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for column in header {
            guard let position = block.position(of: column.name) else { continue }
            columns.append(block.columns[position])
        }
        if !skipsUnknown,
            let unknown = block.columns.first(where: { column in !header.contains { $0.name == column.name } })
        {
            throw QueryError(
                .thereIsNoColumn, "Unknown column with name \(unknown.name) found while reading data in Native format")
        }
        missing = [[UInt8]](repeating: [], count: columns.count)
        return Block(columns, rowCount: block.rowCount)
    }
}
