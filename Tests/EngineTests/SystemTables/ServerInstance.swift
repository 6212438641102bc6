import Columns
import Engine
import Errors
import Foundation
import Storage
import Synchronization

/// A server's engine, started: over a directory of its own, with the machine's clock; removed at the end.
final class ServerInstance: Sendable {
    let instance: Instance
    private let disk: LocalDisk
    private let queries = Atomic<Int>(0)
    private static let made = Atomic<Int>(0)

    init() throws {
        let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
        disk = try LocalDisk(name: "default", root: "/tmp/colonnade-server-\(getpid())-\(number)")
        instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)),
            storage: StorageEnvironment(
                policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: Storage.SystemClock()),
            configuration: InstanceConfiguration(threadsMax: 4), clock: MachineClock(), random: MachineRandom())
        try instance.start()
    }

    deinit {
        instance.shutdown()
        try? disk.removeTree("")
    }

    func makeSession() -> Session { Session(user: "default", database: "default") }

    func result(
        _ sql: String, _ session: Session? = nil, settings: [(String, String)] = []
    ) throws -> QueryResult {
        let number = queries.wrappingAdd(1, ordering: .relaxed).newValue
        var request = QueryRequest(
            text: Array(sql.utf8), session: session ?? makeSession(), queryIdentifier: "query-\(number)")
        request.settings = settings.map { (name: $0.0, value: $0.1) }
        return try QuerySession(instance).run(request)
    }

    /// The rows of an answer, each value as a literal, with commas and new lines between.
    @discardableResult
    func run(_ sql: String, _ session: Session? = nil, settings: [(String, String)] = []) throws -> String {
        let result = try result(sql, session, settings: settings)
        var lines: [String] = []
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                lines.append(block.columns.map { $0.column.value(at: row).literal }.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }

    func header(_ sql: String) throws -> [ColumnHeader] { try result(sql).header }

    /// Column by column what the first row has, for rows of many columns.
    func row(_ sql: String) throws -> [String: String] {
        let result = try result(sql)
        while let block = try result.next() {
            guard block.rowCount > 0 else { continue }
            return Dictionary(uniqueKeysWithValues: block.columns.map { ($0.name, $0.column.value(at: 0).literal) })
        }
        return [:]
    }
}

private struct MachineClock: WallClock {
    var nowNanoseconds: Int64 { Storage.SystemClock().nanoseconds }
}

private struct MachineRandom: RandomSource {
    func next() -> UInt64 { UInt64.random(in: .min ... .max) }
}
