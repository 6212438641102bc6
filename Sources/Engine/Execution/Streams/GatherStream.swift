import Errors
import Synchronization

/// One stream with the chunks of many, which are read in parallel, round by round, as they are asked for: nothing runs
/// between two calls of `next`, so a slow reader holds no thread.
final class GatherStream: ChunkStream {
    /// Chunks that a thread reads in one round, at most.
    private static let chunksPerRoundMax = 4

    private let resources: QueryResources
    private var streams: [any ChunkStream]
    /// What the last round gave, the next one last.
    private var ready: [Chunk] = []
    private var chunksPerRound = 1

    private init(_ streams: [any ChunkStream], _ resources: QueryResources) {
        self.streams = streams
        self.resources = resources
    }

    /// `streams` as one; with one thread, one after the other.
    static func gathering(_ streams: [any ChunkStream], _ resources: QueryResources) -> any ChunkStream {
        streams.count == 1 ? streams[0] : GatherStream(streams, resources)
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            if let chunk = ready.popLast() { return chunk }
            guard let first = streams.first else { return nil }
            if streams.count > 1, resources.threadsMax > 1 {
                try readRound()
            } else if let chunk = try first.next() {
                return chunk
            } else {
                streams.removeFirst()
            }
        }
    }

    private func readRound() throws(QueryError) {
        let taken = Handover(Array(streams.prefix(resources.threadsMax)))
        let wanted = chunksPerRound
        let results = Mutex<[Int: [Chunk]]>([:])
        try resources.pool.run(taskCount: taken.value.count, threadsMax: resources.threadsMax) {
            (number) throws(QueryError) in
            var chunks: [Chunk] = []
            while chunks.count < wanted, let chunk = try taken.value[number].next() {
                if chunk.rowCount > 0 { chunks.append(chunk) }
            }
            results.withLock { [chunks] in $0[number] = chunks }
        }
        let byStream = results.withLock { $0 }
        // A stream that gave fewer than it was asked for has ended.
        for number in taken.value.indices.reversed() where (byStream[number]?.count ?? 0) < wanted {
            streams.remove(at: number)
        }
        ready = taken.value.indices.flatMap { byStream[$0] ?? [] }.reversed()
        chunksPerRound = min(chunksPerRound * 2, Self.chunksPerRoundMax)
    }
}
