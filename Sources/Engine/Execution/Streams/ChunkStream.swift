import Columns
import Errors
import Synchronization

/// Chunks, one after the other; pulled by one thread at a time, not always the same one.
protocol ChunkStream: AnyObject {
    /// The next chunk, which may be empty, or `nil` at the end and ever after.
    func next() throws(QueryError) -> Chunk?
}

/// One step of a query, compiled from a plan's node for the columns that are wanted of it.
protocol PhysicalOperator: AnyObject {
    /// The columns of its chunks, in order.
    var columns: [PlanColumn] { get }
    /// WITH TOTALS: the totals' row in the layout of `columns`, known after `open`.
    var totals: Chunk? { get }
    /// There will be totals.
    var hasTotals: Bool { get }

    /// Does what must be done before the first chunk (a sort reads its whole input here) and gives the streams that
    /// together have all rows. Called once.
    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream]
}

extension PhysicalOperator {
    var totals: Chunk? { nil }
    var hasTotals: Bool { false }
    var types: [DataType] { columns.map(\.type) }

    func position(of identifier: Int) -> Int {
        guard let position = columns.firstIndex(where: { $0.identifier == identifier }) else {
            preconditionFailure("column \(identifier) is not in the input: the compiler must have kept it")
        }
        return position
    }
}

/// Hands a value to the one thread that uses it next (or to many that only read it).
// `@unchecked`: the pool's locks stand between the threads, and each task uses a value of its own.
struct Handover<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}

/// A stream that only changes the chunks of another.
final class MappedStream: ChunkStream {
    private let input: any ChunkStream
    private let change: (Chunk) throws(QueryError) -> Chunk?

    /// `change` may return `nil` to end the stream.
    init(_ input: any ChunkStream, _ change: @escaping (Chunk) throws(QueryError) -> Chunk?) {
        self.input = input
        self.change = change
    }

    func next() throws(QueryError) -> Chunk? {
        guard let chunk = try input.next() else { return nil }
        return try change(chunk)
    }
}

/// Chunks that are known, shared by the streams of one operator: each takes the next one.
final class ChunkQueue: Sendable {
    private let chunks: Mutex<[Chunk]>

    init(_ chunks: [Chunk]) { self.chunks = Mutex(chunks.reversed()) }

    /// Cuts `chunk` into pieces of at most `rowsMax` rows.
    convenience init(cutting chunk: Chunk, rowsMax: Int) {
        let starts = stride(from: 0, to: chunk.rowCount, by: rowsMax)
        self.init(starts.map { chunk.slice($0..<min($0 + rowsMax, chunk.rowCount)) })
    }

    func streams(_ count: Int) -> [any ChunkStream] {
        let pieces = chunks.withLock { $0.count }
        return (0..<max(1, min(count, pieces))).map { _ in QueueStream(self) }
    }

    fileprivate func take() -> Chunk? { chunks.withLock { $0.popLast() } }
}

private final class QueueStream: ChunkStream {
    private let queue: ChunkQueue

    init(_ queue: ChunkQueue) { self.queue = queue }

    func next() throws(QueryError) -> Chunk? { queue.take() }
}
