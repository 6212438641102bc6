import Foundation
import Synchronization

/// Metadata in PostgreSQL, for several servers at once: a small pool of connections, and one that listens.
package final class PostgresDatabase: MetadataDatabase {
    static let channel = "colonnade_metadata"
    private static let connectionsMax = 8
    /// Any number, the same in every instance.
    private static let migrationLock = 7_263_482_015

    package let dialect = SQLDialect(serialKey: "BIGSERIAL PRIMARY KEY", claim: " FOR UPDATE SKIP LOCKED")

    private struct Pool {
        var idle: [PostgresConnection] = []
        var count = 0
        var isClosed = false
        var observers: [@Sendable () -> Void] = []
        var isListening = false
    }

    private let url: String
    private let pool = Mutex(Pool())
    private let changed = NSCondition()

    /// `url` as libpq takes it: `postgres://user:password@host:port/database`. Connections are made when needed.
    package init(url: String) {
        self.url = url.contains("?") ? url + "&connect_timeout=5" : url + "?connect_timeout=5"
    }

    package func write<Result>(
        _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        try transaction("BEGIN", body)
    }

    package func read<Result>(
        _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        try transaction("BEGIN READ ONLY", body)
    }

    package func exclusively(_ body: (any SQLConnection) throws(MetadataError) -> Void) throws(MetadataError) {
        try write { (connection) throws(MetadataError) in
            // Held until the transaction ends.
            try connection.rows("SELECT pg_advisory_xact_lock(\(Self.migrationLock))", [])
            try body(connection)
        }
    }

    private func transaction<Result>(
        _ begin: String, _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        let connection = try begun(begin)
        do throws(MetadataError) {
            let result = try body(connection)
            try connection.run("COMMIT")
            give(connection)
            return result
        } catch {
            try? connection.run("ROLLBACK")
            give(connection)
            throw error
        }
    }

    /// A connection with a transaction begun. One that the server has closed in the meantime is replaced.
    private func begun(_ begin: String) throws(MetadataError) -> PostgresConnection {
        while true {
            let (connection, isNew) = try take()
            do throws(MetadataError) {
                try connection.run(begin)
                return connection
            } catch {
                discard()
                if isNew { throw error }
            }
        }
    }

    private func take() throws(MetadataError) -> (PostgresConnection, isNew: Bool) {
        let deadline = Date(timeIntervalSinceNow: 5)
        changed.lock()
        while true {
            let (idle, mayOpen, isClosed) = pool.withLock { pool in
                let idle = pool.idle.popLast()
                let mayOpen = idle == nil && pool.count < Self.connectionsMax && !pool.isClosed
                if mayOpen { pool.count += 1 }
                return (idle, mayOpen, pool.isClosed)
            }
            if let idle {
                changed.unlock()
                return (idle, false)
            }
            if mayOpen {
                changed.unlock()
                return (try open(), true)
            }
            guard !isClosed, changed.wait(until: deadline) else {
                changed.unlock()
                throw .unavailable(isClosed ? "the store is closed" : "all connections to PostgreSQL are in use")
            }
        }
    }

    private func open() throws(MetadataError) -> PostgresConnection {
        do throws(MetadataError) {
            return try PostgresConnection(url)
        } catch {
            discard()
            throw error
        }
    }

    private func give(_ connection: PostgresConnection) {
        guard connection.isAlive else { return discard() }
        signalling { pool in
            if pool.isClosed { pool.count -= 1 } else { pool.idle.append(connection) }
        }
    }

    private func discard() { signalling { $0.count -= 1 } }

    private func signalling(_ change: (inout Pool) -> Void) {
        changed.lock()
        pool.withLock { change(&$0) }
        changed.signal()
        changed.unlock()
    }

    // MARK: - Listening

    package func observe(_ observer: @escaping @Sendable () -> Void) {
        let mustStart = pool.withLock { pool in
            pool.observers.append(observer)
            defer { pool.isListening = true }
            return !pool.isListening
        }
        guard mustStart else { return }
        let thread = Thread { [weak self] in
            var connection: PostgresConnection?
            while let database = self, database.goesOn { connection = database.listen(connection) }
        }
        thread.name = "postgres-listen"
        thread.start()
    }

    private var goesOn: Bool { pool.withLock { !$0.isClosed } }

    /// One turn of the listener: about a second.
    private func listen(_ old: PostgresConnection?) -> PostgresConnection? {
        do throws(MetadataError) {
            let connection: PostgresConnection
            if let old {
                connection = old
            } else {
                connection = try PostgresConnection(url)
                try connection.run("LISTEN \(Self.channel)")
                // What was said while nobody listened.
                tellObservers()
            }
            return connection.waitForNotification { tellObservers() } ? connection : nil
        } catch {
            Thread.sleep(forTimeInterval: 0.5)
            return nil
        }
    }

    private func tellObservers() {
        for observer in pool.withLock({ $0.observers }) { observer() }
    }

    package func close() {
        signalling { pool in
            pool.isClosed = true
            pool.count -= pool.idle.count
            pool.idle = []
        }
    }
}
