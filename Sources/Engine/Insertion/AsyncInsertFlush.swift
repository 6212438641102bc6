import Columns
import Errors
import Functions
import Storage

/// Writes a batch of gathered inserts: one part and one commit, with the views behind the table.
struct AsyncInsertFlush {
    private let instance: Instance
    private let group: AsyncInsertGroup
    private let startNanoseconds: Int64

    init(_ instance: Instance, _ group: AsyncInsertGroup) {
        self.instance = instance
        self.group = group
        startNanoseconds = instance.clock.nowNanoseconds
    }

    func write(_ entries: [AsyncInsertEntry]) throws(QueryError) {
        let identifier = makeUUID(instance.random)
        do throws(QueryError) {
            let environment = environment(identifier)
            guard let table = try instance.catalog.entry(group.target).table else {
                throw QueryError(.unknownTable, "\(group.target) is no table any more")
            }
            // Where several wait, they are answered as soon as the rows are in the journal. One alone gets its part, as
            // ClickHouse gives it.
            let isJournaled =
                group.key.isWaitedFor && (entries.count > 1 || instance.configuration.journalsLoneInserts)
                && InsertJournal.takesRows(of: group.target, in: instance.catalog)
            var pipeline = try InsertPipeline(
                environment, target: group.target, table: table, columns: [],
                journal: isJournaled ? instance.insertJournal : nil)
            var squasher = BlockSquasher(environment.settings)
            for block in entries.lazy.flatMap(\.blocks) {
                guard let full = squasher.add(block) else { continue }
                try pipeline.insert(complete: try full.fitting(table.schema, in: environment.context))
            }
            if let rest = squasher.finish() {
                try pipeline.insert(complete: try rest.fitting(table.schema, in: environment.context))
            }
            try pipeline.commit()
            log(identifier, rows: pipeline.writtenRows, bytes: pipeline.writtenBytes, nil)
        } catch {
            instance.errors.add(error, queryIdentifier: identifier, at: instance.clock.nowNanoseconds)
            log(identifier, rows: 0, bytes: 0, error)
            throw error
        }
    }

    private func environment(_ identifier: String) -> QueryEnvironment {
        let key = group.key
        var settings = QuerySettings()
        settings.adopt(key.settings)
        let context = QueryContext(
            timeZone: key.timeZone, startNanoseconds: startNanoseconds, database: key.database, user: key.user,
            queryIdentifier: identifier, settings: key.settings)
        let resources = QueryResources(
            context: context, threadsMax: instance.configuration.threadsMax, blockRowsMax: Limits.blockRowsMax,
            memory: MemoryAccountant(.query, bytesMax: 0, parent: instance.memory))
        return QueryEnvironment(
            instance: instance, session: Session(user: key.user, database: key.database), settings: settings,
            context: context, resources: resources, parameters: [:])
    }

    /// A flush is a line of the query log: the only place where an error shows that no client waited for.
    private func log(_ identifier: String, rows: Int, bytes: Int, _ error: QueryError?) {
        instance.queryLog.add(
            QueryLog.Entry(
                queryIdentifier: identifier, user: group.key.user, database: group.key.database, text: group.text,
                kind: "AsyncInsertFlush", startNanoseconds: startNanoseconds,
                durationNanoseconds: instance.clock.nowNanoseconds - startNanoseconds, readRows: 0, readBytes: 0,
                resultRows: 0, resultBytes: 0, writtenRows: rows, writtenBytes: bytes, memoryBytes: 0,
                tables: ["\(group.target)"], client: "", settings: group.key.settings, hasStarted: true, error: error))
    }
}
