import Columns
import Errors
import Functions
import Synchronization

/// `ENGINE = Memory`: blocks in memory, gone when the server stops. A scan sees what was there when it was opened.
package final class MemoryTable: Table {
    package let engineName = "Memory"
    package let schema: TableSchema
    private let state = Mutex(State())

    private struct State {
        var blocks: [Block] = []
        var rowCount = 0
        var byteCount = 0
    }

    package init(schema: TableSchema) { self.schema = schema }

    package var totalRows: Int? { state.withLock { $0.rowCount } }
    package var totalBytes: Int? { state.withLock { $0.byteCount } }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        try scanBlocks(state.withLock { $0.blocks }, request)
    }

    package func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        let ordered = try block.storedColumns(of: schema)
        return PreparedAction { [weak self] in self?.append(ordered) }
    }

    private func append(_ block: Block) {
        guard block.rowCount > 0 else { return }
        state.withLock { state in
            state.rowCount += block.rowCount
            state.byteCount += block.byteCount
            state.blocks.append(block)
            // Neighbours of like size are joined, so that many small inserts cost little in each scan.
            while let last = state.blocks.last, state.blocks.count > 1 {
                let before = state.blocks[state.blocks.count - 2]
                let sum = last.rowCount + before.rowCount
                guard sum <= Limits.blockRowsMax, last.rowCount * 2 >= before.rowCount else { break }
                state.blocks.removeLast(2)
                state.blocks.append(Block.concatenating([before, last]))
            }
        }
    }

    /// `ALTER TABLE … UPDATE | DELETE`: every block is replaced by what `change` makes of it, all at once.
    package func rewrite(_ change: (Block) throws(QueryError) -> Block) throws(QueryError) {
        try state.withLock { (state) throws(QueryError) in
            var blocks: [Block] = []
            for block in state.blocks {
                let new = try change(block)
                if new.rowCount > 0 { blocks.append(new) }
            }
            state.blocks = blocks
            state.rowCount = blocks.reduce(0) { $0 + $1.rowCount }
            state.byteCount = blocks.reduce(0) { $0 + $1.byteCount }
        }
    }

    package func truncate() throws(QueryError) { state.withLock { $0 = State() } }
    package func shutdown() {}
    package func drop() throws(QueryError) { state.withLock { $0 = State() } }
}

/// Blocks that are there already, as a scan: sources share them, columns are picked, nothing is filtered.
func scanBlocks(_ blocks: [Block], _ request: ScanRequest) throws(QueryError) -> TableScan {
    if request.isFinal { throw QueryError(.illegalFinal, "The table's engine doesn't support FINAL") }
    var statistics = ScanStatistics()
    statistics.rowsSelected = blocks.reduce(0) { $0 + $1.rowCount }
    let queue = BlockQueue(blocks, columns: request.columns)
    let streams = max(1, min(request.streamsMax, blocks.count))
    return TableScan(
        sources: (0..<streams).map { _ in QueueSource(queue) }, filterIsApplied: false, statistics: statistics)
}

private final class BlockQueue: Sendable {
    private let blocks: [Block]
    private let columns: [String]
    private let next = Atomic<Int>(0)

    init(_ blocks: [Block], columns: [String]) {
        self.blocks = blocks.flatMap { block in
            stride(from: 0, to: block.rowCount, by: Limits.blockRowsMax).map {
                block.slice($0..<min($0 + Limits.blockRowsMax, block.rowCount))
            }
        }
        self.columns = columns
    }

    func take() throws(QueryError) -> Block? {
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place < blocks.count else { return nil }
        return try blocks[place].picking(columns)
    }
}

private final class QueueSource: BlockSource {
    private let queue: BlockQueue
    init(_ queue: BlockQueue) { self.queue = queue }
    func next() throws(QueryError) -> Block? { try queue.take() }
}

extension Block {
    /// The stored columns of `schema`, in its order.
    package func storedColumns(of schema: TableSchema) throws(QueryError) -> Block {
        let picked = try picking(schema.stored.map(\.name))
        return picked.mapping(rowCount: rowCount) { $0.materialised }
    }

    /// These columns only, in this order.
    package func picking(_ names: [String]) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for name in names {
            guard let position = position(of: name) else {
                throw QueryError(.notFoundColumnInBlock, "Not found column \(name) in block")
            }
            columns.append(self.columns[position])
        }
        return Block(columns, rowCount: rowCount)
    }
}
