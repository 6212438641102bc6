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
            var pipeline = try InsertPipeline(environment, target: group.target, table: table, columns: [])
            var squasher = BlockSquasher(environment.settings)
            for block in entries.lazy.flatMap(\.blocks) {
                if let full = squasher.add(block) { try write(full, table.schema, environment, into: &pipeline) }
            }
            if let rest = squasher.finish() { try write(rest, table.schema, environment, into: &pipeline) }
            try pipeline.commit()
            log(identifier, rows: pipeline.writtenRows, bytes: pipeline.writtenBytes, nil)
        } catch {
            instance.errors.add(error, queryIdentifier: identifier, at: instance.clock.nowNanoseconds)
            log(identifier, rows: 0, bytes: 0, error)
            throw error
        }
    }

    /// The table may have been altered since the rows came: then its new columns get their defaults.
    private func write(
        _ block: Block, _ schema: TableSchema, _ environment: QueryEnvironment, into pipeline: inout InsertPipeline
    ) throws(QueryError) {
        let stored = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        if block.header == stored { return try pipeline.insert(complete: block) }
        let kept = block.columns.map(\.name).filter { name in
            schema.columns.contains { $0.name == name && ($0.defaultKind == .none || $0.defaultKind == .default) }
        }
        let defaults = try ColumnDefaults(schema, given: kept, environment.context)
        try pipeline.insert(complete: try defaults.complete(try block.selecting(kept)))
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
