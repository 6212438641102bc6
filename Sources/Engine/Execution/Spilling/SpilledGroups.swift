import Columns
import Errors
import Functions

/// Groups on disk, dealt out to partitions by the hash of their keys: a partition is small enough to be merged in
/// memory.
final class SpilledGroups {
    static let partitions = 64

    private let file: SpillFile
    private let types: [DataType]

    /// `keyTypes` are those of the groups' keys; a string per aggregate follows them.
    init(_ space: SpillSpace, keyTypes: [DataType], aggregates: Int) throws(QueryError) {
        file = try space.makeFile()
        types = keyTypes + [DataType](repeating: .string, count: aggregates)
    }

    func append(_ groups: PartialAggregation) throws(QueryError) {
        let keys = groups.keyColumns()
        var hashes = [UInt64](repeating: rowHashSeed, count: groups.groupCount)
        for key in keys { key.hash(into: &hashes) }
        var rows = [[UInt32]](repeating: [], count: Self.partitions)
        for (row, hash) in hashes.enumerated() {
            rows[Int(hash >> 58)].append(UInt32(truncatingIfNeeded: row))
        }
        for partition in rows {
            let columns = keys.map { $0.gathering(partition) } + groups.serialisedStates(of: partition)
            try file.append(Chunk(columns, rowCount: partition.count), types: types)
        }
    }

    /// Nothing more is appended; from now on many threads may read.
    func finish() throws(QueryError) { try file.finishWriting() }

    /// Adds the groups of `partition` to `target`.
    func merge(partition: Int, into target: PartialAggregation) throws(QueryError) {
        for number in stride(from: partition, to: file.count, by: Self.partitions) where file.rowCount(number) > 0 {
            let chunk = try file.read(number)
            let keyCount = types.count - target.aggregateCount
            try target.merge(
                serialised: Array(chunk.columns[keyCount...]), keyedBy: Array(chunk.columns[..<keyCount]),
                rowCount: chunk.rowCount)
        }
    }
}

/// The answer of an aggregation that went to disk, partition by partition; streams share the partitions.
final class SpilledGroupsStream: ChunkStream {
    private let files: [SpilledGroups]
    private let partitions: Counter
    private let resources: QueryResources
    private let make: () -> PartialAggregation
    private let output: (PartialAggregation) throws(QueryError) -> Chunk
    private let hold: MemoryHold
    private var ready: [Chunk] = []

    init(
        _ files: [SpilledGroups], _ partitions: Counter, _ resources: QueryResources,
        make: @escaping () -> PartialAggregation,
        output: @escaping (PartialAggregation) throws(QueryError) -> Chunk
    ) {
        self.files = files
        self.partitions = partitions
        self.resources = resources
        self.make = make
        self.output = output
        hold = MemoryHold(resources, "MergingAggregatedTransform")
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            if let chunk = ready.popLast() { return chunk }
            guard let partition = partitions.claim(below: SpilledGroups.partitions) else {
                try hold.set(0)
                return nil
            }
            let groups = make()
            for file in files {
                try resources.checkpoint()
                try file.merge(partition: partition, into: groups)
                try hold.set(groups.byteCount)
            }
            let chunk = try output(groups)
            ready = stride(from: 0, to: chunk.rowCount, by: resources.blockRowsMax).map { start in
                chunk.slice(start..<min(start + resources.blockRowsMax, chunk.rowCount))
            }.reversed()
        }
    }
}
