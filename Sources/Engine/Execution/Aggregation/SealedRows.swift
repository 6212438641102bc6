import Columns
import Errors
import Functions

/// Rows or groups that wait, partition by partition, for the aggregation of each partition by itself: in no table, so
/// that many groups take little more memory than their keys and states, and no table outgrows a processor's caches.
final class SealedRows {
    private enum Content {
        /// The arguments of each aggregate, in the order of the keys.
        case rows([[Column]])
        /// Groups of a table: group `places[i]` has the keys of row `i`.
        case groups(PartialAggregation, places: [UInt32])
        /// A whole aggregation per partition.
        case tables([PartialAggregation])
    }

    /// Key columns, partition by partition, without dictionaries; none where there are tables.
    private let keys: [Column]
    private let content: Content
    private let starts: [Int]
    let byteCount: Int

    var rowCount: Int { starts.last ?? 0 }

    /// Rows that were not aggregated: `arguments` has a list per aggregate.
    init(rows keys: [Column], _ arguments: [[Column]], rowCount: Int) {
        let (order, starts) = KeyPartitions.order(of: keys, rowCount: rowCount)
        self.keys = keys.map { $0.gathering(order) }
        let arguments = arguments.map { columns in columns.map { $0.gathering(order) } }
        content = .rows(arguments)
        self.starts = starts
        byteCount = (self.keys + arguments.flatMap { $0 }).reduce(0) { $0 + $1.byteCount }
    }

    /// The groups of `partial`, which nobody else uses any more.
    init(_ partial: PartialAggregation) {
        let keys = partial.takeKeys().map(\.withoutLowCardinality)
        let (order, starts) = KeyPartitions.order(of: keys, rowCount: partial.groupCount)
        self.keys = keys.map { $0.gathering(order) }
        content = .groups(partial, places: order)
        self.starts = starts
        byteCount = self.keys.reduce(partial.byteCount + order.count * 4) { $0 + $1.byteCount }
    }

    /// The groups of all partitions, whose keys are without dictionaries.
    init(_ tables: [PartialAggregation]) {
        precondition(tables.count == KeyPartitions.count, "a table per partition")
        keys = []
        content = .tables(tables)
        starts = tables.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.groupCount) }
        byteCount = tables.reduce(0) { $0 + $1.byteCount }
    }

    /// The aggregation of `partition` where there is one, for who adds all else to it and then uses nothing of this.
    func table(of partition: Int) -> PartialAggregation? {
        guard case .tables(let tables) = content else { return nil }
        return tables[partition]
    }

    func rowCount(of partition: Int) -> Int { starts[partition + 1] - starts[partition] }

    /// Adds the rows of `partition` to `target`, whose keys have no dictionaries.
    func add(_ partition: Int, to target: PartialAggregation, _ resources: QueryResources) throws(QueryError) {
        let range = starts[partition]..<starts[partition + 1]
        guard !range.isEmpty else { return }
        switch content {
        case .rows(let arguments):
            try target.update(
                keys.map { $0.slice(range) }, arguments.map { $0.map { $0.slice(range) } }, rowCount: range.count)
        case .groups(let partial, let places):
            try target.merge(partial, places: Array(places[range]), keyedBy: keys.map { $0.slice(range) })
        case .tables(let tables):
            try target.merge(tables[partition], keyedBy: tables[partition].keyColumns(), resources)
        }
    }
}

/// All that the threads of one aggregation have sealed.
struct SealedAggregation {
    let node: AggregateNode
    let sealed: [SealedRows]

    /// The types of keys in sealed rows.
    var keyTypes: [DataType] { node.keys.map(\.expression.type.withoutLowCardinality) }

    /// The groups of some partitions.
    func groups(of partitions: Range<Int>, _ resources: QueryResources) throws(QueryError) -> PartialAggregation {
        let groups = PartialAggregation(keyTypes: keyTypes, aggregates: node.calls.map(\.aggregate))
        for rows in sealed {
            for partition in partitions { try rows.add(partition, to: groups, resources) }
        }
        return groups
    }
}

extension SealedAggregation {
    /// The groups of a partition, of which nothing may be asked again.
    func takingGroups(of partition: Int, _ resources: QueryResources) throws(QueryError) -> PartialAggregation {
        guard let base = sealed.first?.table(of: partition) else {
            return try groups(of: partition..<partition + 1, resources)
        }
        for rows in sealed.dropFirst() { try rows.add(partition, to: base, resources) }
        return base
    }
}

/// The answer of an aggregation in partitions; streams share them.
final class PartitionedGroupsStream: ChunkStream {
    private let aggregation: SealedAggregation
    private let partitions: Counter
    private let resources: QueryResources
    private let output: (PartialAggregation) throws(QueryError) -> Chunk
    private let hold: MemoryHold
    private var ready: [Chunk] = []

    init(
        _ aggregation: SealedAggregation, _ partitions: Counter, _ resources: QueryResources,
        output: @escaping (PartialAggregation) throws(QueryError) -> Chunk
    ) {
        self.aggregation = aggregation
        self.partitions = partitions
        self.resources = resources
        self.output = output
        hold = MemoryHold(resources, "MergingAggregatedTransform")
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            if let chunk = ready.popLast() { return chunk }
            guard let partition = partitions.claim(below: KeyPartitions.count) else {
                try hold.set(0)
                return nil
            }
            try resources.checkpoint()
            let groups = try aggregation.takingGroups(of: partition, resources)
            guard groups.groupCount > 0 else { continue }
            try hold.set(groups.byteCount)
            ready = try output(groups).pieces(of: resources.blockRowsMax).reversed()
        }
    }
}
