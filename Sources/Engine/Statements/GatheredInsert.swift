import Columns
import Errors
import Formats
import Functions
import SQLSyntax
import Storage

/// An INSERT whose rows may be written together with those of others: `async_insert = 1`.
struct GatheredInsert {
    private let runner: StatementRunner
    private let target: CatalogEntry
    private let pipeline: InsertPipeline
    private let columns: [String]
    private let format: String
    private let bytesMax: Int

    /// `nil` where the insert has to be written by itself: without the setting, into a temporary table, or with a token
    /// that makes it one of a kind.
    init?(
        _ runner: StatementRunner, into target: CatalogEntry, _ pipeline: InsertPipeline, _ columns: [String],
        format: String
    ) {
        let settings = runner.environment.settings
        guard settings.flag("async_insert"), !target.isTemporary, settings.text("insert_deduplication_token").isEmpty,
            !(pipeline.table is SystemTableReader), !(pipeline.table is RowsTable)
        else { return nil }
        self.runner = runner
        self.target = target
        self.pipeline = pipeline
        self.columns = columns
        self.format = format
        bytesMax = settings.number("async_insert_max_data_size") ?? 10 << 20
    }

    /// Reads the rows and hands them to the queue, with all stored columns. The blocks that come back were not taken,
    /// because they are too many: the caller writes them, and what the reader still has.
    func run(_ reader: any BlockReader) throws(QueryError) -> [Block] {
        var blocks: [Block] = []
        var bytes = 0
        while let block = try reader.next() {
            guard block.rowCount > 0 else { continue }
            let complete = try pipeline.completed(block, missing: reader.missing)
            blocks.append(complete)
            bytes += complete.byteCount
            if bytes > bytesMax { return blocks }
        }
        guard !blocks.isEmpty else { return [] }
        // Events are written by who knows which are new.
        if let finder = pipeline.eventFinder, blocks.contains(where: finder.finds) { return blocks }
        return try hand(over: blocks, bytes) ? [] : blocks
    }

    /// `false` where the queue does not take the rows.
    private func hand(over blocks: [Block], _ bytes: Int) throws(QueryError) -> Bool {
        let environment = runner.environment
        let context = environment.context
        let key = AsyncInsertKey(
            target: target.name, columns: columns, stored: blocks[0].header,
            settings: environment.settings.changed, user: context.user, database: context.database,
            timeZone: context.timeZone, format: format)
        let rows = blocks.reduce(0) { $0 + $1.rowCount }
        let outcome = key.isWaitedFor ? AsyncInsertOutcome() : nil
        let entry = AsyncInsertEntry(
            queryIdentifier: context.queryIdentifier, blocks: blocks, bytes: bytes, rows: rows, outcome: outcome)
        guard runner.instance.asyncInserts.add(entry, key, of: runner.instance) else { return false }
        let events = runner.instance.events
        events.add(.asyncInsertQuery)
        events.add(.asyncInsertRows, rows)
        events.add(.asyncInsertBytes, bytes)
        guard let outcome else {
            runner.running.acknowledgement = .queued
            return true
        }
        let seconds = environment.settings.seconds("wait_for_async_insert_timeout")
        if runner.running.request.mayEndLater, seconds >= PendingInsert.secondsMin {
            runner.running.pending = PendingInsert(outcome: outcome, rows: rows, bytes: bytes)
            return true
        }
        try outcome.wait(milliseconds: Int(min(max(seconds, 0), 1e6) * 1000)) { () throws(QueryError) in
            try environment.resources.checkpoint()
        }
        runner.running.written.rows += rows
        runner.running.written.bytes += bytes
        return true
    }
}
