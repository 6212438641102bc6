import Columns
import Errors
import Functions

/// Window functions over one window: reads all rows, sorts them by partition and order, and computes partition by
/// partition, on all threads. The rows come out in that order.
final class WindowOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let node: WindowNode
    private let computation: Computation
    private let positions: [Int]
    let columns: [PlanColumn]

    /// `node.calls` are those that are needed.
    init(_ input: any PhysicalOperator, _ node: WindowNode, needed: Set<Int>) {
        self.input = input
        self.node = node
        computation = Computation(node.calls.flatMap(\.arguments), over: input.columns)
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] } + node.calls.map(\.column)
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let hold = MemoryHold(resources, "WindowTransform")
        let chunks = try ParallelDrain.collect(try input.open(resources), resources, hold: hold)
        try SortedRun.checkRowCount(chunks.reduce(0) { $0 + $1.rowCount })
        let together = Chunk.concatenating(chunks, types: input.types)
        let rows = node.inputIsSorted ? together : sorted(together)
        guard rows.rowCount > 0 else { return [] }
        let results = try compute(over: rows, resources)
        try hold.add(results.reduce(0) { $0 + $1.byteCount })
        let output = Chunk(positions.map { rows.columns[$0] } + results, rowCount: rows.rowCount)
        let stream = ChunkQueue(cutting: output, rowsMax: resources.blockRowsMax).streams(1)[0]
        // The rows are held until the last of them is handed on.
        return [
            MappedStream(stream) { chunk in
                _ = hold
                return chunk
            }
        ]
    }

    private func sorted(_ chunk: Chunk) -> Chunk {
        let partition = node.partitionBy.map { SortedRun.Key(position: input.position(of: $0), direction: .ascending) }
        let order = node.orderBy.map {
            SortedRun.Key(position: input.position(of: $0.column), direction: $0.direction)
        }
        let rows = SortedRun.sort(chunk, by: partition + order, limit: nil)
        let isSorted = rows.indices.allSatisfy { Int(rows[$0]) == $0 }
        return isSorted ? chunk : chunk.gathering(rows)
    }

    /// A column per call, over the sorted rows.
    private func compute(over rows: Chunk, _ resources: QueryResources) throws(QueryError) -> [Column] {
        let partitionKeys = node.partitionBy.map { rows.columns[input.position(of: $0)] }
        let partitionChanges = RowChanges.flags(partitionKeys, rowCount: rows.rowCount)
        let starts = rowsSelected(by: partitionChanges).map { Int($0) }
        var evaluator = computation.evaluator(over: rows, in: resources.context)
        var arguments: [[TypedColumn]] = []
        for call in node.calls {
            var columns: [TypedColumn] = []
            for argument in call.arguments {
                let column = try evaluator.evaluate(argument).materialised
                columns.append(TypedColumn(type: argument.type, column: column))
            }
            arguments.append(columns)
        }
        let peerKeys = node.orderBy.map { rows.columns[input.position(of: $0.column)] }
        let window = PartitionedRows(
            partitionStarts: starts, rowCount: rows.rowCount,
            peerChanges: RowChanges.flags(peerKeys, rowCount: rows.rowCount),
            orderKey: orderKey(of: rows), frame: node.frame, orders: !node.orderBy.isEmpty)
        let segments = window.segments(rowsWanted: max(Limits.blockRowsMax, rows.rowCount / resources.threadsMax))
        let results = Collected<[Column]>()
        let calls = node.calls
        try resources.pool.run(taskCount: segments.count, threadsMax: resources.threadsMax) {
            [arguments] (number) throws(QueryError) in
            results.put(
                try window.compute(calls, arguments, partitions: segments[number], resources), at: number)
        }
        let bySegment = results.values(segments.count)
        return node.calls.indices.map { call in Column.concatenating(bySegment.map { $0[call] }) }
    }

    private func orderKey(of rows: Chunk) -> WindowFrames.OrderKey? {
        guard node.orderBy.count == 1 else { return nil }
        let item = node.orderBy[0]
        return WindowFrames.OrderKey(
            column: rows.columns[input.position(of: item.column)], isDescending: item.direction.isDescending)
    }
}

/// Sorted rows with their partitions' borders.
struct PartitionedRows: Sendable {
    let partitionStarts: [Int]
    let rowCount: Int
    /// 1 where a row differs from the one before in the order keys.
    let peerChanges: [UInt8]
    let orderKey: WindowFrames.OrderKey?
    let frame: FrameSpecification
    /// There is an ORDER BY: without, all rows of a partition are peers.
    let orders: Bool

    private func rows(of partition: Int) -> Range<Int> {
        partitionStarts[partition]..<(partition + 1 < partitionStarts.count ? partitionStarts[partition + 1] : rowCount)
    }

    /// Runs of partitions that have about so many rows.
    func segments(rowsWanted: Int) -> [Range<Int>] {
        var segments: [Range<Int>] = []
        var first = 0
        for partition in partitionStarts.indices {
            let isLast = partition + 1 == partitionStarts.count
            if isLast || rows(of: partition).upperBound - partitionStarts[first] >= rowsWanted {
                segments.append(first..<partition + 1)
                first = partition + 1
            }
        }
        return segments
    }

    /// Every frame is its whole partition.
    private var isWhole: Bool {
        let beginsFirst = frame.begin == .unboundedPreceding
        let isPeers = !orders && frame.unit != .rows
        return (beginsFirst || isPeers && frame.begin == .currentRow)
            && (frame.end == .unboundedFollowing || isPeers && frame.end == .currentRow)
    }

    /// A column per call over the rows of `partitions`.
    func compute(
        _ calls: [WindowNode.Call], _ arguments: [[TypedColumn]], partitions: Range<Int>, _ resources: QueryResources
    ) throws(QueryError) -> [Column] {
        var pieces = [[Column]](repeating: [], count: calls.count)
        var whole: Set<Int> = []
        if isWhole {
            for (number, call) in calls.enumerated() {
                guard case .aggregate(let aggregate) = call.function else { continue }
                pieces[number] = [try aggregateWhole(aggregate, arguments[number], partitions)]
                whole.insert(number)
            }
        }
        if whole.count < calls.count {
            for partition in partitions {
                try resources.checkpoint()
                try computePartition(rows(of: partition), calls, arguments, skipping: whole, &pieces)
            }
        }
        return pieces.map { Column.concatenating($0) }
    }

    /// One aggregation for all partitions at once.
    private func aggregateWhole(
        _ aggregate: BoundAggregate, _ arguments: [TypedColumn], _ partitions: Range<Int>
    ) throws(QueryError) -> Column {
        let start = rows(of: partitions.lowerBound).lowerBound
        let end = rows(of: partitions.upperBound - 1).upperBound
        var groups: [UInt32] = []
        groups.reserveCapacity(end - start)
        for (group, partition) in partitions.enumerated() {
            groups.append(
                contentsOf: repeatElement(UInt32(truncatingIfNeeded: group), count: rows(of: partition).count))
        }
        var states = aggregate.prototype
        states.grow(to: partitions.count)
        try states.update(
            arguments.map { $0.column.withoutLowCardinality.slice(start..<end) }, groups: groups)
        return try states.results().materialised.gathering(groups)
    }

    private func computePartition(
        _ range: Range<Int>, _ calls: [WindowNode.Call], _ arguments: [[TypedColumn]], skipping whole: Set<Int>,
        _ pieces: inout [[Column]]
    ) throws(QueryError) {
        let count = range.count
        let peers =
            orders
            ? WindowPeers(changes: peerChanges[range])
            : WindowPeers(changes: [UInt8](repeating: 0, count: count)[...])
        let key = orderKey.map {
            WindowFrames.OrderKey(column: $0.column.slice(range), isDescending: $0.isDescending)
        }
        let frames = try WindowFrames(frame, peers: peers, orderKey: key)
        for (number, call) in calls.enumerated() where !whole.contains(number) {
            let columns = arguments[number].map { TypedColumn(type: $0.type, column: $0.column.slice(range)) }
            switch call.function {
            case .aggregate(let aggregate):
                let aggregation = WindowAggregation(
                    prototype: aggregate.prototype, arguments: columns.map(\.column.withoutLowCardinality),
                    rowCount: count)
                pieces[number].append(try aggregation.results(starts: frames.starts, ends: frames.ends))
            case .window(let function, let result):
                let partition = WindowPartition(
                    rowCount: count, frameStarts: frames.starts, frameEnds: frames.ends, peerStarts: peers.starts,
                    peerEnds: peers.ends)
                pieces[number].append(try function.evaluate(columns, over: partition, to: result).materialised)
            }
        }
    }
}
