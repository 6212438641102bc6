import Columns
import Errors
import Formats

/// The answer to one statement. Rows are computed as they are asked for, by the thread that asks.
// `@unchecked`: one thread at a time uses a result, as said.
package final class QueryResult: @unchecked Sendable {
    /// Names and types of the answer's columns; empty for statements that answer nothing.
    package let header: [ColumnHeader]
    /// The format that the statement or the request names.
    package let format: String
    package let settings: QuerySettings
    package let context: QueryResultContext
    private let run: QueryRun?
    private var blocks: [Block]
    private let onEnd: (QueryError?) -> Void
    private var isOver = false
    private var measured = Extremes()
    private let measures: Bool

    /// An answer that is computed while it is read.
    init(
        _ run: QueryRun, format: String, settings: QuerySettings, context: QueryResultContext,
        onEnd: @escaping (QueryError?) -> Void
    ) {
        header = run.header.map { ColumnHeader(name: $0.name, type: $0.type) }
        self.format = format
        self.settings = settings
        self.context = context
        self.run = run
        measures = settings.flag("extremes")
        blocks = []
        self.onEnd = onEnd
    }

    /// An answer that is known: the rows of SHOW and its like, or nothing.
    init(
        header: [ColumnHeader], blocks: [Block], format: String, settings: QuerySettings,
        context: QueryResultContext
    ) {
        self.header = header
        self.format = format
        self.settings = settings
        self.context = context
        run = nil
        measures = false
        self.blocks = blocks.reversed()
        onEnd = { _ in }
    }

    /// The next block, or `nil` at the end.
    package func next() throws(QueryError) -> Block? {
        guard let run else { return blocks.popLast() }
        do throws(QueryError) {
            let block = try run.next()
            if block == nil { end(nil) }
            if measures, let block { measured.add(block) }
            return block
        } catch {
            end(error)
            throw error
        }
    }

    /// The reader stops here: the query is cancelled if it still runs.
    package func close() {
        guard !isOver else { return }
        run?.resources.cancel()
        end(nil)
    }

    deinit { close() }

    private func end(_ error: QueryError?) {
        guard !isOver else { return }
        isOver = true
        onEnd(error)
    }

    /// Threads for printing large blocks; `nil` where the query has one, or shall print on one.
    package var parallel: ParallelRun? {
        guard let resources = run?.resources, resources.threadsMax > 1,
            settings.flag("output_format_parallel_formatting")
        else { return nil }
        return { (taskCount, body) throws(QueryError) in
            try resources.pool.run(taskCount: taskCount, threadsMax: resources.threadsMax, body)
        }
    }

    /// WITH TOTALS, known once the first block is.
    package var totals: Block? { run?.totals }
    package var progress: QueryProgress? { run?.progress }
    /// `extremes = 1`: two rows, of what was given so far.
    package var extremes: Block? { measures ? measured.block : nil }
}

/// What a protocol says beside the rows.
package struct QueryResultContext: Sendable {
    package let queryIdentifier: String
    package let timeZone: String
    /// What an INSERT wrote.
    package var writtenRows = 0
    package var writtenBytes = 0
    /// What an INSERT promises.
    package var acknowledgement: InsertAcknowledgement?

    package init(queryIdentifier: String, timeZone: String) {
        self.queryIdentifier = queryIdentifier
        self.timeZone = timeZone
    }
}
