import Columns
import Errors
import Functions
import Storage
import Synchronization

/// The engine that a process runs: one data directory with all that is open of it.
package final class Instance: Sendable {
    package let catalog: Catalog
    package let storage: StorageEnvironment
    package let configuration: InstanceConfiguration
    package let processes = ProcessList()
    package let queryLog: QueryLog
    package let events = EventCounters()
    package let errors = ErrorCounters()
    /// Told of every insert that is visible.
    package let insertObservers = InsertObservers()
    /// Who takes rows that say which events they are.
    package let eventRows = EventRows()
    let asyncInserts: AsyncInsertQueue
    let insertJournal: InsertJournal
    package let backups = BackupRecords()
    package let clock: any WallClock
    package let random: any RandomSource
    /// When the instance was made, nanoseconds since the epoch.
    package let startNanoseconds: Int64
    /// What `serverUUID` gives: another one for every start.
    let uuid: UInt128
    let userFunctions: UserFunctions
    let memory: MemoryAccountant

    package init(
        catalog: Catalog, storage: StorageEnvironment, configuration: InstanceConfiguration, clock: any WallClock,
        random: any RandomSource
    ) throws(QueryError) {
        self.catalog = catalog
        self.storage = storage
        self.configuration = configuration
        self.clock = clock
        self.random = random
        startNanoseconds = clock.nowNanoseconds
        uuid = parseUUID(makeUUID(random))
        asyncInserts = AsyncInsertQueue(threadsMax: min(4, configuration.threadsMax), clock: clock)
        insertJournal = InsertJournal(disk: storage.policies.policies[0].mainDisk)
        queryLog = QueryLog(entriesMax: configuration.queryLogEntriesMax)
        userFunctions = try UserFunctions(disk: catalog.files.disk)
        memory = MemoryAccountant(.total, bytesMax: configuration.memoryBytesMax, parent: nil)
    }

    /// Stops background work; the instance is not used afterwards.
    package func shutdown() {
        asyncInserts.shutdown()
        insertJournal.shutdown(self)
        processes.cancelAll()
        for database in catalog.databases {
            for entry in database.entries.values { entry.table?.shutdown() }
        }
        storage.commits.shutdown()
        storage.scheduler?.shutdown()
    }
}

/// What the operator of an instance decides.
package struct InstanceConfiguration: Sendable {
    /// `{shard}`, `{replica}` and others, for paths of replicated tables.
    package var macros: [String: String] = ["layer": "01", "shard": "01", "replica": "colonnade-1"]
    package var timeZone = "UTC"
    package var queryLogEntriesMax = 10_000
    /// 0 for no limit.
    package var memoryBytesMax = 0
    package var threadsMax: Int
    /// ReplicatedMergeTree is taken as a declared single replica.
    package var allowsSingleReplica = true
    package var displayName = "colonnade"
    /// Where backups are; `nil` for `backups` in the data directory.
    package var backups: (any Disk)?
    /// Also an asynchronous insert that comes alone goes to the journal, and not into a part at once.
    package var journalsLoneInserts = false

    package init(threadsMax: Int) {
        self.threadsMax = threadsMax
    }
}

/// Wall-clock time, passed in so that tests decide it.
package protocol WallClock: Sendable {
    /// Nanoseconds since the epoch.
    var nowNanoseconds: Int64 { get }
}

/// Random numbers, passed in so that tests can repeat them.
package protocol RandomSource: Sendable {
    func next() -> UInt64
}

/// A version 4 UUID as text.
package func makeUUID(_ random: any RandomSource) -> String {
    let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = hexadecimal(high) + hexadecimal(low)
    let ends = [8, 12, 16, 20, 32]
    var parts: [String] = []
    var start = 0
    for end in ends {
        parts.append(String(digits.dropFirst(start).prefix(end - start)))
        start = end
    }
    return parts.joined(separator: "-")
}

extension QueryEnvironment {
    func newUUID() -> String { makeUUID(instance.random) }
}

private func hexadecimal(_ number: UInt64) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
}
