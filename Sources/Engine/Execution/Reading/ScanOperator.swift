import Columns
import Errors
import Functions
import Storage

/// Reads a table; applies the filter itself where the table did not.
final class ScanOperator: PhysicalOperator {
    private let node: ScanNode
    /// What is read: the output's columns, then those that only the filter needs.
    private let read: [PlanColumn]
    private let sources: [String]
    let columns: [PlanColumn]

    init(_ node: ScanNode, needed: Set<Int>) {
        self.node = node
        var filterColumns: Set<Int> = []
        for conjunct in node.filter { conjunct.collectColumns(into: &filterColumns) }
        let output = node.columns.filter { needed.contains($0.column.identifier) }
        let others = node.columns.filter {
            filterColumns.contains($0.column.identifier) && !needed.contains($0.column.identifier)
        }
        columns = output.map(\.column)
        read = (output + others).map(\.column)
        sources = (output + others).map(\.source)
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let filter = RowFilter(conjuncts: node.filter, over: read)
        if filter.isNever { return [] }
        var names: [String] = []
        for source in sources where !names.contains(source) { names.append(source) }
        let positions = sources.map { source in names.firstIndex(of: source) ?? 0 }
        var request = ScanRequest(
            columns: names, filter: try filterOverTable(), streamsMax: resources.threadsMax, context: resources.context)
        request.rowsWanted = node.rowsWanted
        request.isFinal = node.isFinal
        let scan = try node.table.scan(request)
        resources.progress.expect(rows: scan.statistics.rowsSelected)
        let output = Array(columns.indices)
        let mustFilter = !scan.filterIsApplied && !node.filter.isEmpty
        return scan.sources.map { source in
            let stream = SourceStream(source, positions, resources)
            return MappedStream(stream) { (chunk) throws(QueryError) in
                mustFilter
                    ? try filter.apply(to: chunk, keeping: output, in: resources.context) : chunk.picking(output)
            }
        }
    }

    /// The filter with the positions in the table's schema for identifiers.
    private func filterOverTable() throws(QueryError) -> [BoundExpression] {
        var replacements: [Int: BoundExpression] = [:]
        for (column, source) in node.columns {
            guard let position = node.table.schema.position(of: source) else {
                throw QueryError(.noSuchColumnInTable, "There is no column \(source) in the table")
            }
            replacements[column.identifier] = .column(position, type: column.type)
        }
        return node.filter.map { conjunct in conjunct.replacingColumns { replacements[$0] } }
    }
}

/// Blocks of a table as chunks: counted, and stopped at the query's limits.
private final class SourceStream: ChunkStream {
    private let source: any BlockSource
    private let positions: [Int]
    private let resources: QueryResources

    init(_ source: any BlockSource, _ positions: [Int], _ resources: QueryResources) {
        self.source = source
        self.positions = positions
        self.resources = resources
    }

    func next() throws(QueryError) -> Chunk? {
        try resources.checkpoint()
        guard let block = try source.next() else { return nil }
        let progress = resources.progress
        progress.addRead(rows: block.rowCount, bytes: block.byteCount)
        let limits = resources.limits
        let isOver =
            limits.readRowsMax > 0 && progress.readRows > limits.readRowsMax
            || limits.readBytesMax > 0 && progress.readBytes > limits.readBytesMax
        if isOver {
            if limits.readOverflow == .break { return nil }
            try QueryLimits.check(
                rows: progress.readRows, max: limits.readRowsMax, "rows (controlled by 'max_rows_to_read' setting)",
                .tooManyRows)
            try QueryLimits.check(
                bytes: progress.readBytes, max: limits.readBytesMax,
                "(uncompressed) bytes (controlled by 'max_bytes_to_read' setting)", .tooManyBytes)
        }
        return Chunk(positions.map { block.columns[$0].column }, rowCount: block.rowCount)
    }
}
