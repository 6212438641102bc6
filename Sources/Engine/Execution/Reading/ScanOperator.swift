import Columns
import Errors
import Functions
import Storage

/// Reads a table; applies the filter itself where the table did not.
final class ScanOperator: PhysicalOperator {
    private let node: ScanNode
    /// Conjuncts that the table can have, over its own columns.
    private let tableFilter: [BoundExpression]
    /// Conjuncts over columns that the table's schema has not (virtual ones).
    private let ownFilter: [BoundExpression]
    /// What is read: the output's columns, then those that only a filter here needs.
    private let read: [PlanColumn]
    private let sources: [String]
    let columns: [PlanColumn]

    init(_ node: ScanNode, needed: Set<Int>) {
        self.node = node
        let declared = Set(
            node.columns.filter { node.table.schema.position(of: $0.source) != nil }.map(\.column.identifier))
        let reads = { (conjunct: BoundExpression) in
            var identifiers: Set<Int> = []
            conjunct.collectColumns(into: &identifiers)
            return identifiers
        }
        tableFilter = node.filter.filter { reads($0).isSubset(of: declared) }
        ownFilter = node.filter.filter { !reads($0).isSubset(of: declared) }
        let here = node.table.appliesFilters ? ownFilter : node.filter
        let filterColumns = here.reduce(into: Set<Int>()) { $0.formUnion(reads($1)) }
        let output = node.columns.filter { needed.contains($0.column.identifier) }
        let others = node.columns.filter {
            filterColumns.contains($0.column.identifier) && !needed.contains($0.column.identifier)
        }
        columns = output.map(\.column)
        read = (output + others).map(\.column)
        sources = (output + others).map(\.source)
    }

    /// The names of the columns that are read, each once.
    private var names: [String] {
        var names: [String] = []
        for source in sources where !names.contains(source) { names.append(source) }
        return names
    }

    private func request(_ resources: QueryResources) -> ScanRequest {
        var request = ScanRequest(
            columns: names, filter: filterOverTable, streamsMax: resources.threadsMax, context: resources.context)
        request.rowsWanted = ownFilter.isEmpty ? node.rowsWanted : nil
        request.isFinal = node.isFinal
        request.threshold = node.threshold
        if ownFilter.isEmpty {
            request.codedColumns = Set(
                node.columns.filter { node.codedColumns.contains($0.column.identifier) }.map(\.source))
        }
        return request
    }

    /// The table's columns by the identifiers of the plan's.
    var sourceOfColumn: [Int: String] {
        Dictionary(node.columns.map { ($0.column.identifier, $0.source) }, uniquingKeysWith: { first, _ in first })
    }

    /// The scan part by part, where nothing but the rows of parts decides what is read of them.
    func partwise(_ resources: QueryResources) throws(QueryError) -> (table: MergeTreeTable, scan: PartwiseScan)? {
        guard let table = node.table as? MergeTreeTable, ownFilter.isEmpty, !node.isFinal, node.rowsWanted == nil,
            node.threshold == nil, ColumnCache.shared.isEnabled,
            sources.allSatisfy({ table.schema.position(of: $0) != nil }),
            !RowFilter(conjuncts: node.filter, over: []).isNever
        else { return nil }
        return (table, try table.partwiseScan(request(resources)))
    }

    /// The chunks of a scan that `partwise` gave.
    func streams(_ scan: TableScan, _ resources: QueryResources) -> [any ChunkStream] {
        let names = names
        let positions = sources.map { source in names.firstIndex(of: source) ?? 0 }
        let output = Array(columns.indices)
        return scan.sources.map { source in
            MappedStream(SourceStream(source, positions, resources)) { $0.picking(output) }
        }
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        if RowFilter(conjuncts: node.filter, over: []).isNever { return [] }
        let names = names
        let positions = sources.map { source in names.firstIndex(of: source) ?? 0 }
        let scan = try node.table.scan(request(resources))
        resources.progress.expect(rows: scan.statistics.rowsSelected)
        guard scan.filterIsApplied || !node.table.appliesFilters else {
            throw QueryError(.logicalError, "\(node.table.engineName) did not apply the filter of its scan")
        }
        let conjuncts = scan.filterIsApplied ? ownFilter : node.filter
        let filter = conjuncts.isEmpty ? nil : RowFilter(conjuncts: conjuncts, over: read)
        let output = Array(columns.indices)
        return scan.sources.map { source in
            let stream = SourceStream(source, positions, resources)
            return MappedStream(stream) { (chunk) throws(QueryError) in
                try filter?.apply(to: chunk, keeping: output, in: resources.context) ?? chunk.picking(output)
            }
        }
    }

    /// The filter with the positions in the table's schema for identifiers.
    private var filterOverTable: [BoundExpression] {
        var replacements: [Int: BoundExpression] = [:]
        for (column, source) in node.columns {
            guard let position = node.table.schema.position(of: source) else { continue }
            replacements[column.identifier] = .column(position, type: column.type)
        }
        return tableFilter.map { conjunct in conjunct.replacingColumns { replacements[$0] } }
    }
}

/// Blocks of a table as chunks: counted, stopped at the query's limits, and cut where they are twice as long as the
/// query wants them.
private final class SourceStream: ChunkStream {
    private let source: any BlockSource
    private let positions: [Int]
    private let resources: QueryResources
    /// What is left of a block that was too long.
    private var rest: (chunk: Chunk, next: Int)?

    init(_ source: any BlockSource, _ positions: [Int], _ resources: QueryResources) {
        self.source = source
        self.positions = positions
        self.resources = resources
    }

    func next() throws(QueryError) -> Chunk? {
        if rest == nil {
            guard let chunk = try read() else { return nil }
            guard chunk.rowCount / 2 >= resources.blockRowsMax else { return chunk }
            rest = (chunk, 0)
        }
        guard let (chunk, start) = rest else { return nil }
        let end = min(start + resources.blockRowsMax, chunk.rowCount)
        rest = end < chunk.rowCount ? (chunk, end) : nil
        return chunk.slice(start..<end)
    }

    private func read() throws(QueryError) -> Chunk? {
        try resources.checkpoint()
        guard let block = try source.next() else { return nil }
        let progress = resources.progress
        progress.addRead(rows: block.rowCount, bytes: block.byteCount)
        let limits = resources.limits
        let isOver =
            limits.readRowsMax > 0 && progress.countedRows > limits.readRowsMax
            || limits.readBytesMax > 0 && progress.countedBytes > limits.readBytesMax
        if isOver {
            if limits.readOverflow == .break { return nil }
            try QueryLimits.check(
                rows: progress.countedRows, max: limits.readRowsMax, "rows (controlled by 'max_rows_to_read' setting)",
                .tooManyRows)
            try QueryLimits.check(
                bytes: progress.countedBytes, max: limits.readBytesMax,
                "(uncompressed) bytes (controlled by 'max_bytes_to_read' setting)", .tooManyBytes)
        }
        return Chunk(positions.map { block.columns[$0].column }, rowCount: block.rowCount)
    }
}
