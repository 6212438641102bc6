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
    package internal(set) var context: QueryResultContext
    /// Follows an answer that is not there yet.
    private let settle: (@Sendable (QueryResult, @escaping @Sendable (QueryError?) -> Void) -> Void)?
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
        settle = nil
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
        settle = nil
        measures = false
        self.blocks = blocks.reversed()
        onEnd = { _ in }
    }

    /// The answer, without rows, of a statement that has not ended yet.
    init(
        format: String, settings: QuerySettings, context: QueryResultContext,
        _ settle: @escaping @Sendable (QueryResult, @escaping @Sendable (QueryError?) -> Void) -> Void
    ) {
        header = []
        self.format = format
        self.settings = settings
        self.context = context
        self.settle = settle
        run = nil
        measures = false
        blocks = []
        onEnd = { _ in }
    }

    /// The statement goes on: `whenSettled` tells of its end.
    package var isPending: Bool { settle != nil }

    /// Has `body` called once when a pending statement has ended, or failed: on another thread, or at once. It must not
    /// wait for anything.
    package func whenSettled(_ body: @escaping @Sendable (QueryError?) -> Void) { settle?(self, body) }

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
        settings.flag("output_format_parallel_formatting") ? run?.resources.parallel : nil
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
