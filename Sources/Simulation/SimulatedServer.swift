import Columns
import Engine
import Errors
import Storage
import Synchronization

/// The engine over a simulated disk: statements in, rows out, and a plug to pull.
package final class SimulatedServer {
    package let disk: SimulatedDisk
    package let clock = SimulatedClock()
    private let random: SeededSource
    private var instance: Instance?
    private var queryCount = 0

    package init(seed: UInt64) throws(QueryError) {
        disk = SimulatedDisk(seed: seed, clock: clock)
        random = SeededSource(seed: seed)
        try start()
    }

    /// Opens what the disk has.
    package func start() throws(QueryError) {
        let storage = StorageEnvironment(
            policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: clock)
        var configuration = InstanceConfiguration(threadsMax: 1)
        configuration.journalsLoneInserts = true
        let opened = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)), storage: storage, configuration: configuration,
            clock: clock, random: random)
        try opened.start()
        instance = opened
    }

    /// Ends in good order and begins again.
    package func restart() throws(QueryError) {
        instance?.shutdown()
        instance = nil
        try start()
    }

    /// Pulls the plug, if a cut has not done so, and begins again with what survived.
    package func crash() throws(QueryError) {
        disk.cutPower(after: 0)
        // Its threads end; nothing of what they still try reaches the disk.
        instance?.shutdown()
        instance = nil
        disk.restart()
        try start()
    }

    /// The rows of the answer, as literals with tabs between.
    @discardableResult
    package func run(_ sql: String) throws(QueryError) -> [String] {
        guard let instance else { throw QueryError(.logicalError, "The server is not running") }
        queryCount += 1
        var request = QueryRequest(
            text: Array(sql.utf8), session: Session(user: "default", database: "default"),
            queryIdentifier: "simulated-\(queryCount)")
        // Inserts are written by the thread that sends them, so that a seed decides their order.
        request.settings = [("async_insert", "0"), ("mutations_sync", "0")]
        let result = try QuerySession(instance).run(request)
        var rows: [String] = []
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                rows.append(block.columns.map { $0.column.value(at: row).literal }.joined(separator: "\t"))
            }
        }
        return rows
    }

    /// Does what the background would, up to `count` pieces of work in each table.
    package func work(_ count: Int) {
        for table in tables {
            for _ in 0..<count where !table.doBackgroundWork() { break }
        }
    }

    package var tables: [MergeTreeTable] {
        guard let instance else { return [] }
        return instance.catalog.databases.flatMap { database in
            database.entries.values.sorted { $0.name.table < $1.name.table }.compactMap {
                $0.table as? MergeTreeTable
            }
        }
    }

    /// What must never be found after a start: broken parts, what nobody owns, files that are not as they were written.
    package func faultsOfTables() throws(QueryError) -> [String] {
        var found: [String] = []
        for table in tables {
            for part in try table.detachedParts() where !part.reason.isEmpty {
                let reason = table.brokenParts.withLock { parts in
                    parts.first { $0.directory == part.directory }?.reason.message
                }
                found.append("\(part.directory) was set aside: \(reason ?? "")")
            }
            for name in try disk.list(table.path) where name.hasPrefix("tmp_") || name.hasSuffix(".tmp") {
                found.append("\(table.path)/\(name) was left")
            }
            for (part, isSound, message) in table.check() where !isSound { found.append("part \(part): \(message)") }
        }
        if disk.exists("transactions") {
            for name in try disk.list("transactions") { found.append("transactions/\(name) was left") }
        }
        return found
    }
}
