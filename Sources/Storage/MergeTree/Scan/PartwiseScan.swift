import Columns
import Errors
import Functions
import Synchronization

/// A scan part by part, for who keeps what it makes of a part's rows.
package struct PartwiseScan: Sendable {
    /// What a scan reads of one part.
    package struct Piece: Sendable {
        let selected: SelectedPart
        /// The conjuncts that are not true of all the part's rows.
        package let filter: [BoundExpression]
        /// None of them speaks of columns whose smallest and greatest values the part knows: a window of time that
        /// moves on asks the same of this part.
        package let isSettled: Bool
        package let rowCount: Int

        package func extract(_ text: String) -> (any ColumnCache.Extract)? { selected.part.extract(text) }

        package func keep(_ extract: any ColumnCache.Extract, byteCount: Int, _ text: String) {
            selected.part.keep(extract, byteCount: byteCount, text)
        }
    }

    package let pieces: [Piece]
    package let statistics: ScanStatistics
    /// Counts the changes of the table's columns.
    package let version: Int
    private let layout: MergeTreeLayout
    private let request: ScanRequest

    fileprivate init(_ request: ScanRequest, _ layout: MergeTreeLayout, _ parts: [Part]) throws(QueryError) {
        self.request = request
        self.layout = layout
        version = layout.version
        var selector = PartSelector(
            layout: layout, filter: request.filter, usesSkipIndexes: true, context: request.context)
        try selector.checkDemands()
        let selected = try selector.select(parts)
        statistics = selector.statistics
        let conditions = Self.conditions(request, layout)
        var pieces: [Piece] = []
        for part in selected { pieces.append(try Self.piece(part, conditions, layout, request)) }
        self.pieces = pieces
    }

    /// What each conjunct says about the columns whose smallest and greatest values parts know.
    private static func conditions(_ request: ScanRequest, _ layout: MergeTreeLayout) -> [KeyCondition] {
        let keys = layout.partitionSources.map { source in
            BoundExpression.column(layout.schema.position(of: source.name) ?? -1, type: source.type)
        }
        return request.filter.map { KeyCondition([$0], keys: keys, in: request.context) }
    }

    private static func piece(
        _ selected: SelectedPart, _ conditions: [KeyCondition], _ layout: MergeTreeLayout, _ request: ScanRequest
    ) throws(QueryError) -> Piece {
        let minMax = selected.part.content.minMax
        let isKnown =
            minMax.entries.count == layout.partitionSources.count
            && !layout.partitionSources.contains { $0.type.withoutLowCardinality.isNullable }
        let columns = isKnown ? try minMax.columns().map(\.withoutLowCardinality) : []
        let box = [KeyRange](
            repeating: KeyRange(low: KeyBound(row: 0), high: KeyBound(row: 1)), count: columns.count)
        var filter: [BoundExpression] = []
        var isSettled = true
        for (conjunct, condition) in zip(request.filter, conditions) {
            if condition.isUseful {
                if isKnown {
                    let evaluated = EvaluatedKeyCondition(condition, columns: columns, rowCount: 2, in: request.context)
                    if !evaluated.possibilities(box).canBeFalse { continue }
                }
                isSettled = false
            }
            filter.append(conjunct)
        }
        let granularity = try selected.part.granularity()
        let rows = selected.granules.reduce(0) { $0 + granularity.rows(of: $1).count }
        return Piece(selected: selected, filter: filter, isSettled: isSettled, rowCount: rows)
    }

    /// The rows of one piece that pass the filter.
    package func scan(_ piece: Piece) throws(QueryError) -> TableScan { try scan([piece.selected], piece.filter) }

    /// The rows of some pieces that pass the filter.
    package func scan(_ pieces: [Piece]) throws(QueryError) -> TableScan {
        try scan(pieces.map(\.selected), request.filter)
    }

    private func scan(_ parts: [SelectedPart], _ filter: [BoundExpression]) throws(QueryError) -> TableScan {
        var output = ScanOutput(
            layout: layout, columns: request.columns, filter: filter, context: request.context)
        output.usesCache = true
        output.codedColumns = request.codedColumns
        let queue = try GranuleQueue(parts, rowsWanted: nil)
        let streams = max(1, min(request.streamsMax, queue.count))
        let sources = (0..<streams).map { _ in UnorderedSource(output, queue: queue) }
        return TableScan(sources: sources, filterIsApplied: true, statistics: statistics)
    }
}

extension MergeTreeTable {
    /// The scan part by part.
    package func partwiseScan(_ request: ScanRequest) throws(QueryError) -> PartwiseScan {
        let (layout, parts) = state.withLock { ($0.layout, $0.active) }
        return try PartwiseScan(request, layout, parts)
    }
}
