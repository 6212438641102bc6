import Columns
import Errors
import Functions

/// Runs plans over the embedded tables.
package enum Executor {
    /// Prepares `plan`; nothing is read before the run's first `next`.
    package static func run(_ plan: PlanNode, _ resources: QueryResources) throws(QueryError) -> QueryRun {
        QueryRun(try PlanCompiler().compile(plan), resources)
    }
}

/// An answer that is computed as it is asked for.
///
/// Blocks have the plan's columns, in its order. One thread at a time calls `next`; the query's other threads work only
/// during that call.
// `@unchecked`: one caller at a time, as said.
package final class QueryRun: @unchecked Sendable {
    package let header: [PlanColumn]
    package let resources: QueryResources
    /// WITH TOTALS: one row, known when `next` has returned its first block or `nil`.
    package private(set) var totals: Block?
    private var root: (any PhysicalOperator)?
    private var stream: (any ChunkStream)?
    /// What is left of a chunk that had too many bytes, and the rows of its pieces.
    private var rest: (chunk: Chunk, next: Int, step: Int)?
    private static let blockBytesMax = 8 << 20
    private static let blockBytesWanted = 4 << 20

    init(_ root: any PhysicalOperator, _ resources: QueryResources) {
        header = root.columns
        self.root = root
        self.resources = resources
    }

    package var progress: QueryProgress { resources.progress }

    /// The next block, never an empty one, or `nil` at the end. After an error the run is over.
    package func next() throws(QueryError) -> Block? {
        do throws(QueryError) {
            if let root {
                self.root = nil
                try resources.checkpoint()
                stream = GatherStream.gathering(try root.open(resources), resources)
                totals = root.totals.map(block(of:))
            }
            while let chunk = try nextPiece() {
                try resources.checkpoint()
                guard chunk.rowCount > 0 else { continue }
                let result = block(of: chunk)
                if try !isWithinLimits(result) {
                    stream = nil
                    rest = nil
                }
                return result
            }
            stream = nil
            return nil
        } catch {
            root = nil
            stream = nil
            rest = nil
            throw error
        }
    }

    /// A chunk, or a piece of one whose rows are wide: what is printed and sent at a time stays small.
    private func nextPiece() throws(QueryError) -> Chunk? {
        if rest == nil {
            guard let chunk = try stream?.next() else { return nil }
            let byteCount = chunk.byteCountSpelledOut
            guard byteCount > Self.blockBytesMax, chunk.rowCount > 1 else { return chunk }
            rest = (chunk, 0, max(1, chunk.rowCount / (byteCount / Self.blockBytesWanted)))
        }
        guard let (chunk, start, step) = rest else { return nil }
        let end = min(start + step, chunk.rowCount)
        rest = end < chunk.rowCount ? (chunk, end, step) : nil
        return chunk.slice(start..<end)
    }

    private func block(of chunk: Chunk) -> Block {
        let columns = zip(header, chunk.columns).map { column, values in
            BlockColumn(name: column.name, type: column.type, column: values.materialised)
        }
        return Block(columns, rowCount: chunk.rowCount)
    }

    private func isWithinLimits(_ block: Block) throws(QueryError) -> Bool {
        let limits = resources.limits
        let progress = resources.progress
        progress.addResult(rows: block.rowCount, bytes: block.byteCount)
        let isOver =
            limits.resultRowsMax > 0 && progress.resultRows > limits.resultRowsMax
            || limits.resultBytesMax > 0 && progress.resultBytes > limits.resultBytesMax
        guard isOver else { return true }
        if limits.resultOverflow == .break { return false }
        try QueryLimits.check(
            rows: progress.resultRows, max: limits.resultRowsMax, "result", .tooManyRowsOrBytes)
        try QueryLimits.check(
            bytes: progress.resultBytes, max: limits.resultBytesMax, "result", .tooManyRowsOrBytes)
        return false
    }
}
