import Columns
import Errors
import Functions
import Synchronization

/// GROUP BY: reads its whole input, each thread into an aggregation of its own, and merges these.
final class AggregateOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let node: AggregateNode
    /// HAVING, where it must be known here: totals are over the groups that pass.
    private let having: BoundExpression?
    private let computation: Computation
    let columns: [PlanColumn]
    private(set) var totals: Chunk?

    /// What `node` puts out is not pruned, only its calls are: `node.calls` are those that are needed.
    init(_ input: any PhysicalOperator, _ node: AggregateNode, having: BoundExpression?) {
        self.input = input
        self.node = node
        self.having = having
        columns =
            node.keys.map(\.column) + node.calls.map(\.column) + (node.groupingSetColumn.map { [$0] } ?? [])
        computation = Computation(
            node.keys.map(\.expression) + node.calls.flatMap(\.arguments), over: input.columns)
    }

    var hasTotals: Bool { node.hasTotals }

    private var aggregates: [BoundAggregate] { node.calls.map(\.aggregate) }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let plan = GroupingPlan(sets: node.groupingSets, keyCount: node.keys.count)
        var bases: [Base] = []
        let kept = plan.bases.count == 1 ? try KeptAggregation(input, node, resources) : nil
        if let kept, kept.isWorthwhile {
            let (merged, isEmpty) = try kept.groups(resources) { (streams) throws(QueryError) in
                let workers = try read(streams, plan, resources)
                let base = try merge(workers, plan, resources)[0]
                return (base.merged, base.isEmpty)
            }
            bases = [Base(merged: merged, isEmpty: isEmpty)]
        } else {
            let workers = try read(try input.open(resources), plan, resources)
            if workers.contains(where: { $0.spilled != nil }) { return try spilledStreams(workers, resources) }
            bases = try merge(workers, plan, resources)
            kept?.learn(rows: workers.reduce(0) { $0 + $1.rowCount }, groups: bases[0].merged.groupCount)
        }
        var chunks: [Chunk] = []
        for (number, set) in plan.sets.enumerated() {
            let base = bases[plan.baseOfSet[number]]
            let baseKeys = plan.bases[plan.baseOfSet[number]]
            // Without keys there is a row also for no rows, but not for the last set of ROLLUP and CUBE.
            if set.isEmpty, !baseKeys.isEmpty, base.isEmpty {
                guard node.hasRowWithoutInput else { continue }
                let total = try base.merged.total(of: [], aggregates: aggregates)
                chunks.append(try output(of: total, set: set, number: number, resources))
                continue
            }
            let groups = try derive(set, from: base, keyedBy: baseKeys, resources)
            chunks.append(try output(of: groups, set: set, number: number, resources))
        }
        var isKept: [UInt8]?
        if let having {
            let filter = RowFilter(conjuncts: [having], over: columns)
            if node.hasTotals, let first = chunks.first {
                isKept = try mask(having, first, resources)
            }
            for position in chunks.indices {
                chunks[position] = try filter.apply(
                    to: chunks[position], keeping: Array(columns.indices), in: resources.context)
            }
        }
        if node.hasTotals {
            let base = bases[0].merged
            let kept = isKept ?? [UInt8](repeating: 1, count: base.groupCount)
            let total = try base.total(of: kept, aggregates: aggregates)
            totals = try output(of: total, set: [], number: 0, resources).slice(0..<1)
        }
        let pieces = chunks.flatMap { chunk in
            stride(from: 0, to: chunk.rowCount, by: resources.blockRowsMax).map { start in
                chunk.slice(start..<min(start + resources.blockRowsMax, chunk.rowCount))
            }
        }
        return ChunkQueue(pieces).streams(resources.threadsMax)
    }

    private func mask(
        _ condition: BoundExpression, _ chunk: Chunk, _ resources: QueryResources
    ) throws(QueryError) -> [UInt8] {
        var evaluator = Computation([condition], over: columns).evaluator(over: chunk, in: resources.context)
        return maskOfTrue(try evaluator.evaluate(condition))
    }

    // MARK: - Reading

    private struct Base {
        let merged: PartialAggregation
        /// No row came.
        let isEmpty: Bool
    }

    /// The whole input, aggregated per base set of `plan` by each thread.
    private func read(
        _ streams: [any ChunkStream], _ plan: GroupingPlan, _ resources: QueryResources
    ) throws(QueryError) -> [AggregationWorker] {
        let count = ParallelDrain.workerCount(streams, resources)
        let canSpill = plan.sets == plan.bases && plan.sets.count == 1 && !node.keys.isEmpty && !node.hasTotals
        let spillBytes = canSpill ? resources.limits.groupSpillBytes.map { $0 / count } : nil
        let workers = (0..<count).map { _ in
            AggregationWorker(node, computation, plan, resources, spillBytes: spillBytes)
        }
        let shared = Handover(workers)
        try ParallelDrain.run(streams, resources) { (worker, chunk) throws(QueryError) in
            try shared.value[worker].consume(chunk)
        }
        return workers
    }

    /// The answer where at least one of `workers` went to disk: then all do, and partitions are merged one by one.
    private func spilledStreams(
        _ workers: [AggregationWorker], _ resources: QueryResources
    ) throws(QueryError) -> [any ChunkStream] {
        let shared = Handover(workers)
        try resources.pool.run(taskCount: workers.count, threadsMax: resources.threadsMax) {
            (number) throws(QueryError) in
            try shared.value[number].finishSpilling()
        }
        let partitions = Counter()
        let files = workers.compactMap(\.spilled)
        let filter = having.map { RowFilter(conjuncts: [$0], over: columns) }
        let all = Array(node.keys.indices)
        return (0..<resources.threadsMax).map { _ in
            SpilledGroupsStream(files, partitions, resources) { [node] in
                PartialAggregation(
                    keyTypes: node.keys.map(\.expression.type), aggregates: node.calls.map(\.aggregate))
            } output: { [self] (groups) throws(QueryError) in
                let chunk = try output(of: groups, set: all, number: 0, resources)
                return try filter?.apply(to: chunk, keeping: Array(columns.indices), in: resources.context) ?? chunk
            }
        }
    }

    /// One aggregation of all that `workers` read per base set of `plan`.
    private func merge(
        _ workers: [AggregationWorker], _ plan: GroupingPlan, _ resources: QueryResources
    ) throws(QueryError) -> [Base] {
        let isEmpty = workers.allSatisfy(\.isEmpty)
        var bases: [Base] = []
        for number in plan.bases.indices {
            let parts = workers.map { $0.partials[number] }
            bases.append(Base(merged: try Self.merge(parts, resources), isEmpty: isEmpty))
        }
        return bases
    }

    /// Merges pair by pair, the pairs in parallel.
    private static func merge(
        _ parts: [PartialAggregation], _ resources: QueryResources
    ) throws(QueryError) -> PartialAggregation {
        var parts = parts
        while parts.count > 1 {
            let pairs = Handover(parts)
            let half = (parts.count + 1) / 2
            let results = Collected<Handover<PartialAggregation>>()
            try resources.pool.run(taskCount: half, threadsMax: resources.threadsMax) { (number) throws(QueryError) in
                var mine = pairs.value[number]
                if number + half < pairs.value.count {
                    var theirs = pairs.value[number + half]
                    if theirs.groupCount > mine.groupCount { swap(&mine, &theirs) }
                    try mine.merge(theirs, resources)
                }
                results.put(Handover(mine), at: number)
            }
            parts = results.values(half).map(\.value)
        }
        return parts[0]
    }

    // MARK: - Results

    /// The groups of `set`, whose keys are among those of `base`.
    private func derive(
        _ set: [Int], from base: Base, keyedBy baseKeys: [Int], _ resources: QueryResources
    ) throws(QueryError) -> PartialAggregation {
        if set == baseKeys { return base.merged }
        let result = PartialAggregation(
            keyTypes: set.map { node.keys[$0].expression.type }, aggregates: aggregates)
        let all = base.merged.keyColumns()
        let wanted = set.map { key in baseKeys.firstIndex(of: key).map { all[$0] } ?? .nothing(count: 0) }
        if base.merged.groupCount > 0 { try result.merge(base.merged, keyedBy: wanted, resources) }
        return result
    }

    private func output(
        of groups: PartialAggregation, set: [Int], number: Int, _ resources: QueryResources
    ) throws(QueryError) -> Chunk {
        let results = try groups.results(resources)
        let count = groups.groupCount
        let keyColumns = groups.keyColumns()
        var output: [Column] = []
        for (position, key) in node.keys.enumerated() {
            if let place = set.firstIndex(of: position) {
                output.append(keyColumns[place].widened(from: key.expression.type, to: key.column.type))
            } else {
                output.append(
                    .constant(ConstantColumn(.defaults(of: key.column.type, count: 1), count: count)))
            }
        }
        output += results
        if let column = node.groupingSetColumn {
            let value = try Column([.uint64(UInt64(number))], as: column.type)
            output.append(.constant(ConstantColumn(value, count: count)))
        }
        return Chunk(output, rowCount: count)
    }
}

/// Which aggregations are made while reading, and which from those.
struct GroupingPlan: Sendable {
    /// What the answer has, as positions of keys.
    let sets: [[Int]]
    /// What is made while reading.
    let bases: [[Int]]
    /// By set: the base that it is made from.
    let baseOfSet: [Int]

    /// A set with all keys is the base of all (ROLLUP and CUBE have one); else each set is made by itself.
    init(sets: [[Int]]?, keyCount: Int) {
        let all = Array(0..<keyCount)
        let wanted = sets ?? [all]
        self.sets = wanted
        if wanted.contains(where: { Set($0).count == keyCount }) {
            bases = [all]
            baseOfSet = wanted.map { _ in 0 }
        } else {
            bases = wanted
            baseOfSet = Array(wanted.indices)
        }
    }
}

/// What one thread does while reading.
private final class AggregationWorker {
    private(set) var partials: [PartialAggregation]
    private(set) var rowCount = 0
    var isEmpty: Bool { rowCount == 0 }
    /// What went to disk.
    private(set) var spilled: SpilledGroups?
    /// Above this the groups go to disk; `nil` for never.
    private let spillBytes: Int?
    private let node: AggregateNode
    private let computation: Computation
    private let plan: GroupingPlan
    private let resources: QueryResources
    private let hold: MemoryHold
    private var rowsUncounted = 0

    init(
        _ node: AggregateNode, _ computation: Computation, _ plan: GroupingPlan, _ resources: QueryResources,
        spillBytes: Int?
    ) {
        self.spillBytes = spillBytes
        self.node = node
        self.computation = computation
        self.plan = plan
        self.resources = resources
        hold = MemoryHold(resources, "AggregatingTransform")
        partials = Self.emptyPartials(node, plan)
    }

    private static func emptyPartials(_ node: AggregateNode, _ plan: GroupingPlan) -> [PartialAggregation] {
        plan.bases.map { base in
            PartialAggregation(
                keyTypes: base.map { node.keys[$0].expression.type }, aggregates: node.calls.map(\.aggregate))
        }
    }

    func consume(_ chunk: Chunk) throws(QueryError) {
        try resources.checkpoint()
        rowCount += chunk.rowCount
        var evaluator = computation.evaluator(over: chunk, in: resources.context)
        var keys: [Column] = []
        for key in node.keys { keys.append(try evaluator.evaluate(key.expression).materialised) }
        var arguments: [[Column]] = []
        for call in node.calls {
            var columns: [Column] = []
            for argument in call.arguments {
                columns.append(try evaluator.evaluate(argument).withoutLowCardinality.materialised)
            }
            arguments.append(columns)
        }
        for (partial, base) in zip(partials, plan.bases) {
            try partial.update(base.map { keys[$0] }, arguments, rowCount: chunk.rowCount)
            try QueryLimits.check(
                rows: partial.groupCount, max: resources.limits.groupsMax, "rows to GROUP BY", .tooManyRows)
        }
        // Counting the bytes takes a look at each group: as often as there are a quarter as many new rows.
        rowsUncounted += chunk.rowCount
        if rowsUncounted * 4 >= partials.reduce(0, { max($0, $1.groupCount) }) {
            rowsUncounted = 0
            let bytes = partials.reduce(0) { $0 + $1.byteCount }
            if let spillBytes, bytes > spillBytes { try spill() } else { try hold.set(bytes) }
        }
    }

    /// Writes all groups to disk and goes on without any.
    private func spill() throws(QueryError) {
        guard let space = resources.spillSpace, let groups = partials.first, groups.groupCount > 0 else { return }
        let file: SpilledGroups
        if let spilled {
            file = spilled
        } else {
            file = try SpilledGroups(
                space, keyTypes: node.keys.map(\.expression.type), aggregates: node.calls.count)
            spilled = file
        }
        try file.append(groups)
        partials = Self.emptyPartials(node, plan)
        try hold.set(0)
    }

    func finishSpilling() throws(QueryError) {
        try spill()
        try spilled?.finish()
    }
}
