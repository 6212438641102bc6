import Errors
import Synchronization

/// Reads all streams to their end on as many threads as the query may use.
enum ParallelDrain {
    /// How many workers `run` has for so many streams.
    static func workerCount(_ streams: [any ChunkStream], _ resources: QueryResources) -> Int {
        max(1, min(streams.count, resources.threadsMax))
    }

    /// Calls `consume` with each worker's number and the chunks it reads; a worker that ends one stream takes the next.
    /// With one thread the streams are read in order.
    static func run(
        _ streams: [any ChunkStream], _ resources: QueryResources,
        _ consume: @escaping @Sendable (_ worker: Int, Chunk) throws(QueryError) -> Void
    ) throws(QueryError) {
        let shared = Handover(streams)
        let nextStream = Counter()
        let hasFailed = Flag()
        let workers = workerCount(streams, resources)
        try resources.pool.run(taskCount: workers, threadsMax: workers) { (worker) throws(QueryError) in
            do throws(QueryError) {
                while let number = nextStream.claim(below: shared.value.count) {
                    while !hasFailed.isRaised, let chunk = try shared.value[number].next() {
                        if chunk.rowCount > 0 { try consume(worker, chunk) }
                    }
                }
            } catch {
                hasFailed.raise()
                throw error
            }
        }
    }

    /// The chunks of all streams, in the streams' order.
    static func collect(
        _ streams: [any ChunkStream], _ resources: QueryResources, hold: MemoryHold
    ) throws(QueryError) -> [Chunk] {
        let shared = Handover(streams)
        let collected = Mutex<[Int: [Chunk]]>([:])
        let workers = workerCount(streams, resources)
        try resources.pool.run(taskCount: streams.count, threadsMax: workers) { (number) throws(QueryError) in
            var chunks: [Chunk] = []
            while let chunk = try shared.value[number].next() {
                guard chunk.rowCount > 0 else { continue }
                try hold.add(chunk.byteCount)
                chunks.append(chunk)
            }
            collected.withLock { [chunks] in $0[number] = chunks }
        }
        return collected.withLock { byStream in streams.indices.flatMap { byStream[$0] ?? [] } }
    }
}
