import Errors
import Synchronization

/// The queries that run now: `system.processes`, KILL QUERY, and the refusal of an identifier that is in use.
package final class ProcessList: Sendable {
    package struct Process: Sendable {
        package let queryIdentifier: String
        package let user: String
        package let database: String
        package let text: String
        package let client: String
        package let interface: QueryInterface
        package let kind: String
        package let startNanoseconds: Int64
        package let resources: QueryResources
    }

    /// A share of the queries: one lock for all would be where short queries meet.
    private final class Shard: Sendable {
        let running = Mutex<[String: Process]>([:])
    }

    private let shards = (0..<16).map { _ in Shard() }

    private func shard(of queryIdentifier: String) -> Shard {
        shards[Int(truncatingIfNeeded: queryIdentifier.hashValue) & (shards.count - 1)]
    }

    package var processes: [Process] {
        shards.flatMap { shard in shard.running.withLock { Array($0.values) } }
            .sorted { $0.startNanoseconds < $1.startNanoseconds }
    }

    func add(_ process: Process) throws(QueryError) {
        try shard(of: process.queryIdentifier).running.withLock { (running) throws(QueryError) in
            guard running[process.queryIdentifier] == nil else {
                throw QueryError(
                    .queryWithSameIdIsAlreadyRunning,
                    "Query with id = \(process.queryIdentifier) is already running.")
            }
            running[process.queryIdentifier] = process
        }
    }

    func remove(_ queryIdentifier: String) {
        shard(of: queryIdentifier).running.withLock { $0[queryIdentifier] = nil }
    }

    package func cancelAll() { for process in processes { process.resources.cancel() } }
}
