import Columns
import Engine
import Errors
import Functions
import Storage
import Synchronization

/// A table in memory that only reads, and leaves filters to others.
final class SampleTable: Table {
    let engineName = "Sample"
    let schema: TableSchema
    private let parts: [[Block]]

    init(_ sample: Sample, blockRows: Int, parts: Int) throws {
        schema = TableSchema(columns: sample.columns.map { ColumnDeclaration(name: $0.name, type: $0.type) })
        let block = try sample.block()
        let pieces = stride(from: 0, to: block.rowCount, by: blockRows).map { start in
            block.slice(start..<min(start + blockRows, block.rowCount))
        }
        self.parts = (0..<parts).map { part in
            pieces.enumerated().filter { $0.offset % parts == part }.map(\.element)
        }
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        let sources = parts.map { SampleSource($0, request.columns) }
        return TableScan(sources: sources, filterIsApplied: false, statistics: ScanStatistics())
    }

    func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        throw QueryError(.notImplemented, "The sample is only read")
    }

    var totalRows: Int? { nil }
    var totalBytes: Int? { nil }
    func truncate() throws(QueryError) {}
    func shutdown() {}
    func drop() throws(QueryError) {}
}

private final class SampleSource: BlockSource {
    private let blocks: [Block]
    private let columns: [String]
    private let position = Mutex(0)

    init(_ blocks: [Block], _ columns: [String]) {
        self.blocks = blocks
        self.columns = columns
    }

    func next() throws(QueryError) -> Block? {
        let number = position.withLock { position in
            defer { position += 1 }
            return position
        }
        guard number < blocks.count else { return nil }
        let block = blocks[number]
        let wanted = columns.compactMap { name in block.position(of: name).map { block.columns[$0] } }
        return Block(wanted, rowCount: block.rowCount)
    }
}
