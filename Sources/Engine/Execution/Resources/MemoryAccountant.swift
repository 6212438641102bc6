import Errors
import Synchronization

/// Counts the bytes that blocking operators hold, for one query or (as its parent) for the whole server.
package final class MemoryAccountant: Sendable {
    package enum Scope: String, Sendable {
        case query = "Query"
        case total = "Total"
    }

    private let scope: Scope
    /// 0 for no limit.
    private let bytesMax: Int
    private let parent: MemoryAccountant?
    private let held = Atomic<Int>(0)
    private let highest = Atomic<Int>(0)

    package init(_ scope: Scope, bytesMax: Int, parent: MemoryAccountant?) {
        self.scope = scope
        self.bytesMax = bytesMax
        self.parent = parent
    }

    package var current: Int { held.load(ordering: .relaxed) }
    package var peak: Int { highest.load(ordering: .relaxed) }

    /// Counts `bytes` more for `user`, or throws `MEMORY_LIMIT_EXCEEDED` and counts nothing.
    package func charge(_ bytes: Int, for user: String) throws(QueryError) {
        let total = held.wrappingAdd(bytes, ordering: .relaxed).newValue
        if bytesMax > 0, total > bytesMax {
            held.wrappingSubtract(bytes, ordering: .relaxed)
            let setting = scope == .query ? "max_memory_usage" : "max_server_memory_usage"
            throw QueryError(
                .memoryLimitExceeded,
                "\(scope.rawValue) memory limit exceeded: would use \(readableSize(total)) (attempt to allocate chunk "
                    + "of \(readableSize(bytes))), maximum: \(readableSize(bytesMax)). Raise '\(setting)', or make the "
                    + "query read or keep fewer rows: While executing \(user)")
        }
        do throws(QueryError) {
            try parent?.charge(bytes, for: user)
        } catch {
            held.wrappingSubtract(bytes, ordering: .relaxed)
            throw error
        }
        highest.max(total, ordering: .relaxed)
    }

    package func release(_ bytes: Int) {
        held.wrappingSubtract(bytes, ordering: .relaxed)
        parent?.release(bytes)
    }
}

/// What one operator holds: given back when the operator goes.
final class MemoryHold: Sendable {
    private let accountant: MemoryAccountant
    private let user: String
    private let held = Atomic<Int>(0)

    init(_ resources: QueryResources, _ user: String) {
        accountant = resources.memory
        self.user = user
    }

    deinit { accountant.release(held.load(ordering: .relaxed)) }

    func add(_ bytes: Int) throws(QueryError) {
        try accountant.charge(bytes, for: user)
        held.wrappingAdd(bytes, ordering: .relaxed)
    }

    /// Holds `bytes` from now on; only one thread sets.
    func set(_ bytes: Int) throws(QueryError) {
        let before = held.load(ordering: .relaxed)
        if bytes > before {
            try add(bytes - before)
        } else if bytes < before {
            accountant.release(before - bytes)
            held.store(bytes, ordering: .relaxed)
        }
    }
}
