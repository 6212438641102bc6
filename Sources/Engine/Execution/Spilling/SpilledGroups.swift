import Columns
import Errors
import Functions

/// Groups on disk, in partitions, each some of those of `KeyPartitions`: small enough to be merged in memory.
final class SpilledGroups {
    static let partitions = 64

    private let file: SpillFile
    private let types: [DataType]

    /// `keyTypes` are those of the groups' keys, without dictionaries; a string per aggregate follows them.
    init(_ space: SpillSpace, keyTypes: [DataType], aggregates: Int) throws(QueryError) {
        file = try space.makeFile()
        types = keyTypes + [DataType](repeating: .string, count: aggregates)
    }

    /// Appends all of what was sealed, each group once.
    func append(_ aggregation: SealedAggregation, _ resources: QueryResources) throws(QueryError) {
        let step = KeyPartitions.count / Self.partitions
        for partition in 0..<Self.partitions {
            try resources.checkpoint()
            let groups = try aggregation.groups(of: partition * step..<(partition + 1) * step, resources)
            let all = (0..<UInt32(truncatingIfNeeded: groups.groupCount)).map { $0 }
            let columns = groups.keyColumns() + groups.serialisedStates(of: all)
            try file.append(Chunk(columns, rowCount: groups.groupCount), types: types)
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
            ready = try output(groups).pieces(of: resources.blockRowsMax).reversed()
        }
    }
}
