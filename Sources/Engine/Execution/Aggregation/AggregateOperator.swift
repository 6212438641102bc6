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
    /// So many groups in all are merged in partitions: two tables of fewer are merged as fast by one thread.
    private static let sealedGroupsMin = 200_000
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
                let workers = try read(streams, plan, resources, canSeal: false)
                let base = try merge(workers, plan, resources)[0]
                return (base.merged, base.isEmpty)
            }
            bases = [Base(merged: merged, isEmpty: isEmpty)]
        } else {
            let workers = try read(
                try input.open(resources), plan, resources, canSeal: canSeal(plan) && resources.limits.groupsMax == 0)
            if workers.contains(where: { $0.spilled != nil }) { return try spilledStreams(workers, resources) }
            let (rows, groups) = workers.reduce((0, 0)) { ($0.0 + $1.rowCount, $0.1 + $1.groupCount) }
            kept?.learn(rows: rows, groups: groups)
            let isLarge = canSeal(plan) && workers.count > 1 && groups >= Self.sealedGroupsMin
            if isLarge || workers.contains(where: \.hasSealed) {
                return try partitionedStreams(workers, resources)
            }
            bases = try merge(workers, plan, resources)
        }
        var chunks: [Chunk] = []
        for (number, set) in plan.sets.enumerated() {
            let base = bases[plan.baseOfSet[number]]
            let baseKeys = plan.bases[plan.baseOfSet[number]]
            // Without keys there is a row also for no rows, but not for the last set of ROLLUP and CUBE.
            if set.isEmpty, !baseKeys.isEmpty, base.isEmpty {
                guard node.hasRowWithoutInput else { continue }
                let total = try base.merged.total(of: [], aggregates: aggregates)
                chunks.append(try output(of: total, total.keyColumns(), set: set, number: number, resources))
                continue
            }
            if set.isEmpty, base.isEmpty, !node.hasTotals,
                ["1", "true"].contains(resources.context.settings["empty_result_for_aggregation_by_empty_set"] ?? "0")
            {
                continue
            }
            let groups = try derive(set, from: base, keyedBy: baseKeys, resources)
            chunks.append(try output(of: groups, groups.keyColumns(), set: set, number: number, resources))
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
            totals = try output(of: total, total.keyColumns(), set: [], number: 0, resources).slice(0..<1)
        }
        return ChunkQueue(chunks.flatMap { $0.pieces(of: resources.blockRowsMax) }).streams(resources.threadsMax)
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
        _ streams: [any ChunkStream], _ plan: GroupingPlan, _ resources: QueryResources, canSeal: Bool
    ) throws(QueryError) -> [AggregationWorker] {
        let count = ParallelDrain.workerCount(streams, resources)
        let spillBytes = self.canSeal(plan) ? resources.limits.groupSpillBytes.map { $0 / count } : nil
        let workers = (0..<count).map { _ in
            AggregationWorker(node, computation, plan, resources, spillBytes: spillBytes, canSeal: canSeal)
        }
        let shared = Handover(workers)
        try ParallelDrain.run(streams, resources) { (worker, chunk) throws(QueryError) in
            try shared.value[worker].consume(chunk)
        }
        return workers
    }

    /// The groups of all rows by all keys are the answer: they may be made partition by partition.
    private func canSeal(_ plan: GroupingPlan) -> Bool {
        plan.sets == plan.bases && plan.sets.count == 1 && !node.keys.isEmpty && !node.hasTotals
    }

    /// The answer where at least one of `workers` has many groups: partitions are merged one by one, side by side.
    private func partitionedStreams(
        _ workers: [AggregationWorker], _ resources: QueryResources
    ) throws(QueryError) -> [any ChunkStream] {
        let shared = Handover(workers)
        try resources.pool.run(taskCount: workers.count, threadsMax: resources.threadsMax) {
            (number) throws(QueryError) in
            try shared.value[number].seal()
        }
        let aggregation = SealedAggregation(node: node, sealed: workers.flatMap(\.sealed))
        let partitions = Counter()
        return (0..<resources.threadsMax).map { _ in
            PartitionedGroupsStream(aggregation, partitions, resources) { [self] (groups) throws(QueryError) in
                // The workers hold what they sealed.
                withExtendedLifetime(workers) {}
                return try partitionOutput(groups, resources)
            }
        }
    }

    /// The rows of the answer of one partition, whose keys are without dictionaries.
    private func partitionOutput(
        _ groups: PartialAggregation, _ resources: QueryResources
    ) throws(QueryError) -> Chunk {
        let all = Array(node.keys.indices)
        var keys = groups.keyColumns()
        for (position, key) in node.keys.enumerated() {
            let type = key.expression.type
            let plain = type.withoutLowCardinality
            if plain == type { continue }
            keys[position] = try convertColumn(keys[position], from: plain, to: type, in: resources.context)
        }
        let chunk = try output(of: groups, keys, set: all, number: 0, resources)
        guard let having else { return chunk }
        let filter = RowFilter(conjuncts: [having], over: columns)
        return try filter.apply(to: chunk, keeping: Array(columns.indices), in: resources.context)
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
        let empty = SealedAggregation(node: node, sealed: [])
        return (0..<resources.threadsMax).map { _ in
            SpilledGroupsStream(files, partitions, resources) {
                PartialAggregation(keyTypes: empty.keyTypes, aggregates: empty.node.calls.map(\.aggregate))
            } output: { [self] (groups) throws(QueryError) in
                try partitionOutput(groups, resources)
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
        of groups: PartialAggregation, _ keyColumns: [Column], set: [Int], number: Int, _ resources: QueryResources
    ) throws(QueryError) -> Chunk {
        let results = try groups.results(resources)
        let count = groups.groupCount
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
