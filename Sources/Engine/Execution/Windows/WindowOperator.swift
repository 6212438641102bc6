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

    fileprivate var inputTypes: [DataType] { input.types }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let streams = try input.open(resources)
        if node.inputIsSorted, !node.partitionBy.isEmpty, streams.count == 1 {
            return [SortedWindowStream(streams[0], self, resources)]
        }
        let hold = MemoryHold(resources, "WindowTransform")
        var chunks = try ParallelDrain.collect(streams, resources, hold: hold)
        try SortedRun.checkRowCount(chunks.reduce(0) { $0 + $1.rowCount })
        let together = Chunk.concatenating(taking: &chunks, types: input.types)
        guard together.rowCount > 0 else { return [] }
        if !node.inputIsSorted, !node.partitionBy.isEmpty {
            return [try PartitionedWindowStream(together, hold, self, resources)]
        }
        let output = try output(over: node.inputIsSorted ? together : sorted(together), resources)
        try hold.add(output.columns.suffix(node.calls.count).reduce(0) { $0 + $1.byteCount })
        let stream = ChunkQueue(cutting: output, rowsMax: resources.blockRowsMax).streams(1)[0]
        // The rows are held until the last of them is handed on.
        return [
            MappedStream(stream) { chunk in
                _ = hold
                return chunk
            }
        ]
    }

    private var partitionKeys: [SortedRun.Key] {
        node.partitionBy.map { SortedRun.Key(position: input.position(of: $0), direction: .ascending) }
    }

    /// All rows, those of each partition together.
    fileprivate func rowsByPartition(_ chunk: Chunk) -> [UInt32] {
        SortedRun.sort(chunk, by: partitionKeys, limit: nil)
    }

    fileprivate func sorted(_ chunk: Chunk) -> Chunk {
        let order = node.orderBy.map {
            SortedRun.Key(position: input.position(of: $0.column), direction: $0.direction)
        }
        let rows = SortedRun.sort(chunk, by: partitionKeys + order, limit: nil)
        let isSorted = rows.indices.allSatisfy { Int(rows[$0]) == $0 }
        return isSorted ? chunk : chunk.gathering(rows)
    }

    /// The first rows of the partitions of rows that stand by partition: places in `order`, or in the chunk without it.
    fileprivate func partitionStarts(of chunk: Chunk, order: [UInt32]?) -> [Int] {
        let keys = partitionKeys.map { key in
            let column = chunk.columns[key.position]
            return order.map { column.gathering($0) } ?? column
        }
        return rowsSelected(by: RowChanges.flags(keys, rowCount: chunk.rowCount)).map { Int($0) }
    }

    /// The columns of the answer over sorted rows of whole partitions.
    fileprivate func output(over rows: Chunk, _ resources: QueryResources) throws(QueryError) -> Chunk {
        let results = try compute(over: rows, threads: resources.threadsMax, resources)
        return Chunk(positions.map { rows.columns[$0] } + results, rowCount: rows.rowCount)
    }

    /// As above, for who has the other threads do other partitions.
    fileprivate func outputOnOneThread(over rows: Chunk, _ resources: QueryResources) throws(QueryError) -> Chunk {
        let results = try compute(over: rows, threads: 1, resources)
        return Chunk(positions.map { rows.columns[$0] } + results, rowCount: rows.rowCount)
    }

    /// A column per call, over the sorted rows.
    private func compute(
        over rows: Chunk, threads: Int, _ resources: QueryResources
    ) throws(QueryError) -> [Column] {
        let starts = partitionStarts(of: rows, order: nil)
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
        let segments = window.segments(rowsWanted: max(Limits.blockRowsMax, rows.rowCount / threads))
        let results = Collected<[Column]>()
        let calls = node.calls
        try resources.pool.run(taskCount: segments.count, threadsMax: threads) {
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

/// The window's rows in no order: they are dealt out by partition, and sorted and computed some partitions at a time,
/// each thread its own.
private final class PartitionedWindowStream: ChunkStream {
    private static let segmentRowsMin = 131_072

    private let rows: Chunk
    private let hold: MemoryHold
    private let window: WindowOperator
    private let resources: QueryResources
    private let order: [UInt32]
    private let segments: [Range<Int>]
    private var nextSegment = 0
    private var ready: [Chunk] = []

    init(
        _ rows: Chunk, _ hold: MemoryHold, _ window: WindowOperator, _ resources: QueryResources
    ) throws(QueryError) {
        self.rows = rows
        self.hold = hold
        self.window = window
        self.resources = resources
        try hold.add(rows.rowCount * 4)
        order = window.rowsByPartition(rows)
        var segments: [Range<Int>] = []
        var first = 0
        for start in window.partitionStarts(of: rows, order: order).dropFirst() + [rows.rowCount]
        where start - first >= Self.segmentRowsMin || start == rows.rowCount {
            segments.append(first..<start)
            first = start
        }
        self.segments = segments
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            if let chunk = ready.popLast() { return chunk }
            guard nextSegment < segments.count else { return nil }
            let round = segments[nextSegment..<min(nextSegment + resources.threadsMax, segments.count)]
            nextSegment = round.endIndex
            let results = Collected<Chunk>()
            let shared = Handover(self)
            try resources.pool.run(taskCount: round.count, threadsMax: resources.threadsMax) {
                (number) throws(QueryError) in
                let stream = shared.value
                let segment = stream.rows.gathering(Array(stream.order[round[round.startIndex + number]]))
                results.put(
                    try stream.window.outputOnOneThread(over: stream.window.sorted(segment), stream.resources),
                    at: number)
            }
            ready = results.values(round.count).flatMap { $0.pieces(of: resources.blockRowsMax) }.reversed()
        }
    }
}

/// The window's rows in its order: some whole partitions are read, computed and handed on, then the next.
private final class SortedWindowStream: ChunkStream {
    private static let batchRowsMin = 262_144

    private let input: any ChunkStream
    private let window: WindowOperator
    private let resources: QueryResources
    private let hold: MemoryHold
    private var pending: [Chunk] = []
    private var pendingRows = 0
    private var rowsAtNextLook = SortedWindowStream.batchRowsMin
    private var hasEnded = false
    private var ready: [Chunk] = []

    init(_ input: any ChunkStream, _ window: WindowOperator, _ resources: QueryResources) {
        self.input = input
        self.window = window
        self.resources = resources
        hold = MemoryHold(resources, "WindowTransform")
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            if let chunk = ready.popLast() { return chunk }
            if hasEnded { return nil }
            while !hasEnded, pendingRows < rowsAtNextLook {
                if let chunk = try input.next() {
                    if chunk.rowCount > 0 { pending.append(chunk) }
                    pendingRows += chunk.rowCount
                } else {
                    hasEnded = true
                }
            }
            try hold.set(pending.reduce(0) { $0 + $1.byteCount })
            try computeBatch()
        }
    }

    private func computeBatch() throws(QueryError) {
        guard pendingRows > 0 else { return }
        try SortedRun.checkRowCount(pendingRows)
        let rows = Chunk.concatenating(taking: &pending, types: window.inputTypes)
        // The last partition may go on.
        let end = hasEnded ? rows.rowCount : window.partitionStarts(of: rows, order: nil).last ?? 0
        if end < rows.rowCount { pending = [rows.slice(end..<rows.rowCount)] }
        pendingRows = rows.rowCount - end
        rowsAtNextLook = max(Self.batchRowsMin, pendingRows * 2)
        guard end > 0 else { return }
        ready = try window.output(over: rows.slice(0..<end), resources).pieces(of: resources.blockRowsMax).reversed()
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
