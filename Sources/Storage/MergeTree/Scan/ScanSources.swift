import Columns
import Errors
import Functions
import Synchronization

/// Runs of granules that the sources of one scan share: whoever is free takes the next.
final class GranuleQueue: Sendable {
    struct Task: Sendable {
        let selected: SelectedPart
        let granules: Range<Int>
        /// No row has a smaller code of the top-N's key; 0 where that is not known.
        var bestCode: UInt64 = 0
    }

    private let tasks: [Task]
    private let next = Atomic<Int>(0)
    private let rowsGiven = Atomic<Int>(0)
    private let rowsWanted: Int
    private let threshold: SortThreshold?

    /// Cuts the granules of `parts` into runs of about one block's rows, in the order of the parts.
    init(_ parts: [SelectedPart], rowsWanted: Int?) throws(QueryError) {
        self.rowsWanted = rowsWanted ?? Int.max
        threshold = nil
        tasks = try Self.runs(of: parts, rowsWanted: rowsWanted)
    }

    /// For a top-N: those runs come first whose rows may come first, and those that are behind what it still wants do
    /// not come at all.
    init(_ parts: [SelectedPart], for threshold: SortThreshold, layout: MergeTreeLayout, streams: Int)
        throws(QueryError)
    {
        rowsWanted = Int.max
        self.threshold = threshold
        var tasks: [Task] = []
        for part in parts {
            let bounds = try SortBounds(part.part, threshold, layout)
            for run in try Self.runs(of: [part], rowsWanted: nil) {
                tasks += bounds.pieces(of: run.granules).map { piece in
                    Task(selected: part, granules: piece.granules, bestCode: piece.code)
                }
            }
        }
        let order = tasks.indices.sorted { (tasks[$0].bestCode, $0) < (tasks[$1].bestCode, $1) }
        tasks = order.map { tasks[$0] }
        // The first rows say what is wanted at all: a granule of them is enough.
        let first = tasks.prefix(streams).flatMap { task in
            task.granules.map { Task(selected: task.selected, granules: $0..<$0 + 1, bestCode: task.bestCode) }
        }
        self.tasks = first + tasks.dropFirst(streams)
    }

    private static func runs(of parts: [SelectedPart], rowsWanted: Int?) throws(QueryError) -> [Task] {
        let rowsPerTask = min(Limits.blockRowsMax, max(rowsWanted ?? Limits.blockRowsMax, 1))
        var tasks: [Task] = []
        for part in parts {
            let granularity = try part.part.granularity()
            let perRun = part.part.granulesPerRun
            for range in part.granules {
                var start = range.lowerBound
                while start < range.upperBound {
                    var end = start + 1
                    while end < range.upperBound, end % perRun != 0,
                        granularity.rows(of: start..<end + 1).count <= rowsPerTask
                    {
                        end += 1
                    }
                    tasks.append(Task(selected: part, granules: start..<end))
                    start = end
                }
            }
        }
        return tasks
    }

    var count: Int { tasks.count }

    func take() -> Task? {
        if rowsGiven.load(ordering: .relaxed) >= rowsWanted { return nil }
        while true {
            let place = next.add(1, ordering: .relaxed).oldValue
            guard place < tasks.count else { return nil }
            if let threshold, threshold.isBehind(tasks[place].bestCode) { continue }
            return tasks[place]
        }
    }

    func add(rows: Int) { rowsGiven.add(rows, ordering: .relaxed) }
}

/// Reads whatever runs of granules are left, in no order.
final class UnorderedSource: BlockSource {
    private struct State {
        var reader: GranuleReader?
        var pending: [Block] = []
    }

    private let output: ScanOutput
    private let queue: GranuleQueue
    private let state = Mutex(State())

    init(_ output: ScanOutput, queue: GranuleQueue) {
        self.output = output
        self.queue = queue
    }

    func next() throws(QueryError) -> Block? {
        try state.withLock { (state) throws(QueryError) -> Block? in
            if let block = state.pending.popLast() { return block }
            while let task = queue.take() {
                let reader: GranuleReader
                if let open = state.reader, open.part === task.selected.part {
                    reader = open
                } else {
                    reader = try GranuleReader(output, task.selected)
                    state.reader = reader
                }
                let block = try reader.read(task.granules)
                guard block.rowCount > 0 else { continue }
                queue.add(rows: block.rowCount)
                guard block.rowCount > Limits.blockRowsMax else { return block }
                // Granules larger than a block, as only foreign parts have them.
                let starts = stride(from: 0, to: block.rowCount, by: Limits.blockRowsMax)
                state.pending = starts.map { block.slice($0..<min($0 + Limits.blockRowsMax, block.rowCount)) }
                    .reversed()
                return state.pending.popLast()
            }
            state.reader = nil
            return nil
        }
    }
}

/// The selected rows of one part in its order.
final class OrderedPartSource: SortedSource {
    private struct State {
        var tasks: [Range<Int>]
        var reader: GranuleReader?
    }

    private let output: ScanOutput
    private let selected: SelectedPart
    private let keys: [BoundExpression]
    private let state: Mutex<State>

    /// `keys` are computed for each block; their columns must be among the output's.
    init(_ output: ScanOutput, _ selected: SelectedPart, keys: [BoundExpression], rowsPerBlock: Int) throws(QueryError)
    {
        self.output = output
        self.selected = selected
        self.keys = keys
        let granularity = try selected.part.granularity()
        var tasks: [Range<Int>] = []
        for range in selected.granules {
            var start = range.lowerBound
            while start < range.upperBound {
                var end = start + 1
                while end < range.upperBound, granularity.rows(of: start..<end + 1).count <= rowsPerBlock { end += 1 }
                tasks.append(start..<end)
                start = end
            }
        }
        state = Mutex(State(tasks: tasks.reversed()))
    }

    func next() throws(QueryError) -> SortedBlock? {
        try state.withLock { (state) throws(QueryError) -> SortedBlock? in
            while let task = state.tasks.popLast() {
                if state.reader == nil { state.reader = try GranuleReader(output, selected) }
                guard let block = try state.reader?.read(task), block.rowCount > 0 else { continue }
                return SortedBlock(block, keys: try output.layout.sortableKeys(keys, of: block, in: output.context))
            }
            state.reader = nil
            return nil
        }
    }
}

/// A sorted source as a table's source: cut to blocks, filtered, with only the columns that were asked for.
final class SortedBlockSource: BlockSource {
    private let source: any SortedSource
    private let columns: [String]
    private let filter: [BoundExpression]
    private let layout: MergeTreeLayout
    private let context: QueryContext
    private let pending = Mutex<[Block]>([])

    init(
        _ source: any SortedSource, columns: [String], filter: [BoundExpression], layout: MergeTreeLayout,
        context: QueryContext
    ) {
        self.source = source
        self.columns = columns
        self.filter = filter
        self.layout = layout
        self.context = context
    }

    func next() throws(QueryError) -> Block? {
        try pending.withLock { (pending) throws(QueryError) -> Block? in
            while true {
                if let block = pending.popLast() { return block }
                guard let rows = try source.next() else { return nil }
                var block = rows.block
                for conjunct in filter where block.rowCount > 0 {
                    let mask = maskOfTrue(try conjunct.evaluate(over: layout.input(block), in: context))
                    block = block.filtered(by: mask)
                }
                guard block.rowCount > 0 else { continue }
                var chosen: [BlockColumn] = []
                for name in columns {
                    guard let position = block.position(of: name) else {
                        throw QueryError(.notFoundColumnInBlock, "Not found column \(name) in block")
                    }
                    chosen.append(block.columns[position])
                }
                let result = Block(chosen, rowCount: block.rowCount)
                let starts = stride(from: 0, to: block.rowCount, by: Limits.blockRowsMax)
                pending = starts.map { result.slice($0..<min($0 + Limits.blockRowsMax, block.rowCount)) }.reversed()
            }
        }
    }
}
