import Columns
import Errors
import Functions
import Synchronization

extension MergeTreeTable {
    package var appliesFilters: Bool { true }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        let (layout, parts) = state.withLock { ($0.layout, $0.active) }
        try PartSelector(layout: layout, filter: request.filter, usesSkipIndexes: true, context: request.context)
            .checkDemands()
        if request.isFinal {
            guard layout.definition.mode != .plain else {
                throw QueryError(.illegalFinal, "Storage \(engineName) doesn't support FINAL.")
            }
            return try scanFinal(request, layout, parts)
        }
        var selector = PartSelector(
            layout: layout, filter: request.filter, usesSkipIndexes: true, context: request.context)
        let selected = try selector.select(parts)
        if request.sortedPrefix > 0 {
            return try scanInOrder(request, layout, selected, statistics: selector.statistics)
        }
        var output = ScanOutput(
            layout: layout, columns: request.columns, filter: request.filter, context: request.context)
        output.usesCache = true
        output.threshold = request.threshold
        output.codedColumns = request.codedColumns
        let queue =
            if let threshold = request.threshold {
                try GranuleQueue(selected, for: threshold, layout: layout, streams: request.streamsMax)
            } else {
                try GranuleQueue(selected, rowsWanted: request.rowsWanted)
            }
        let streams = max(1, min(request.streamsMax, queue.count))
        let sources = (0..<streams).map { _ in UnorderedSource(output, queue: queue) }
        return TableScan(sources: sources, filterIsApplied: true, statistics: selector.statistics)
    }

    /// What a filter would skip, step by step, for `EXPLAIN indexes = 1`.
    package func explainPruning(
        _ filter: [BoundExpression], in context: QueryContext
    ) throws(QueryError) -> (steps: [PruningStep], statistics: ScanStatistics) {
        let (layout, parts) = state.withLock { ($0.layout, $0.active) }
        var selector = PartSelector(layout: layout, filter: filter, usesSkipIndexes: true, context: context)
        _ = try selector.select(parts)
        return (selector.steps, selector.statistics)
    }

    private func scanInOrder(
        _ request: ScanRequest, _ layout: MergeTreeLayout, _ selected: [SelectedPart], statistics: ScanStatistics
    ) throws(QueryError) -> TableScan {
        let keys = Array(layout.sortingKey.prefix(request.sortedPrefix))
        let expressions = keys.map(\.expression)
        var columns = request.columns
        for name in layout.columnNames(readBy: expressions) where !columns.contains(name) { columns.append(name) }
        var output = ScanOutput(layout: layout, columns: columns, filter: request.filter, context: request.context)
        output.usesCache = true
        // Parts are dealt out to the sources; each merges its own.
        let streams = max(1, min(request.streamsMax, selected.count))
        var groups = [[any SortedSource]](repeating: [], count: streams)
        for (place, part) in selected.enumerated() {
            // A query that stops early shall not have read a whole block of each part.
            groups[place % streams].append(
                try OrderedPartSource(
                    output, part, keys: expressions, rowsPerBlock: request.rowsWanted == nil ? 65_536 : 8192))
        }
        let sources = groups.map { group -> any BlockSource in
            SortedBlockSource(
                group.count == 1 ? group[0] : SortedMerge(group, order: SortingOrder(keys)), columns: request.columns,
                filter: [], layout: layout, context: request.context)
        }
        return TableScan(sources: sources, filterIsApplied: true, statistics: statistics)
    }

    /// FINAL: all parts are merged while they are read; only then may columns outside the key be looked at.
    private func scanFinal(
        _ request: ScanRequest, _ layout: MergeTreeLayout, _ parts: [Part]
    ) throws(QueryError) -> TableScan {
        let keys = layout.sortingKey.map(\.expression)
        let keyColumns = Set(keys.flatMap(\.columnsRead))
        // Rows of one key agree in what depends on the key alone.
        let keyFilter = request.filter.filter { conjunct in
            let read = conjunct.columnsRead
            return !read.isEmpty && read.isSubset(of: keyColumns)
        }
        var selector = PartSelector(
            layout: layout, filter: keyFilter, usesSkipIndexes: false, context: request.context)
        let selected = try selector.select(parts)
        let mode = layout.definition.mode
        let virtual = request.columns.filter { VirtualColumn(rawValue: $0) != nil }
        var columns = request.columns
        let needed = layout.columnNames(readBy: keys + request.filter) + mode.columnsNeeded(of: layout.schema)
        for name in needed where !columns.contains(name) { columns.append(name) }
        let output = ScanOutput(layout: layout, columns: columns, filter: keyFilter, context: request.context)
        // Virtual columns are like any other that is not summed.
        let collapser = try mode.collapser(
            for: layout.schema, keyColumns: layout.keyColumnNames.union(virtual), purpose: .final)
        // Where the key decides the partition, rows of one key never lie in two: partitions are merged side by side.
        let partitionColumns = Set(layout.definition.partitionKey.map(\.expression).flatMap(\.columnsRead))
        let isApart = !partitionColumns.isEmpty && partitionColumns.isSubset(of: keyColumns)
        let groups = Dictionary(grouping: selected) { isApart ? $0.part.name.partition : "" }
        let streams = max(1, min(request.streamsMax, groups.count))
        var sequences = [[any SortedSource]](repeating: [], count: streams)
        for (place, group) in groups.sorted(by: { $0.key < $1.key }).enumerated() {
            var sources: [any SortedSource] = []
            for part in group.value {
                sources.append(try OrderedPartSource(output, part, keys: keys, rowsPerBlock: 8192))
            }
            var merged: any SortedSource = SortedMerge(sources, order: layout.order)
            if let collapser { merged = CollapsingSource(merged, order: layout.order, collapser: collapser) }
            sequences[place % streams].append(merged)
        }
        let sources = sequences.map { sequence in
            SortedBlockSource(
                ConcatenatedSource(sequence), columns: request.columns, filter: request.filter, layout: layout,
                context: request.context)
        }
        return TableScan(sources: sources, filterIsApplied: true, statistics: selector.statistics)
    }
}
