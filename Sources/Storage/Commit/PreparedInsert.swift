import Errors
import Synchronization

/// Rows of one block that are written but not yet visible. The engine commits those of a table and of all its views
/// together: `CommitLog.commit`.
package protocol PreparedInsert: Sendable {
    /// The table has these rows already: nothing is written for them, and nothing for the views behind.
    var isDuplicate: Bool { get }

    /// Gives what is written its final names, without renaming anything. Called by one thread at a time.
    ///
    /// `commit` tells inserts apart that must not know of each other: one of them may still fail.
    func stage(in commit: Int) throws(QueryError) -> StagedInsert

    /// The moves are done: makes the rows visible. Cannot fail.
    func publish()

    /// Forgets the rows, staged or not; their moves were not done, or are undone.
    func abandon()
}

/// What has to happen on the disk before rows are visible.
package enum StagedInsert: Sendable {
    case moves([StagedMove])
    /// The same rows were committed meanwhile.
    case duplicate
    /// Another commit has to end first.
    case later
}

/// A rename that makes something written part of a table.
package struct StagedMove: Sendable {
    let disk: any Disk
    let source: String
    let target: String
    /// What `target` held before, where it is a file that is replaced.
    let previous: [UInt8]?
    /// `target` is a file, not a part's directory.
    let isFile: Bool

    static func part(on disk: any Disk, from source: String, to target: String) -> StagedMove {
        StagedMove(disk: disk, source: source, target: target, previous: nil, isFile: false)
    }

    static func file(on disk: any Disk, from source: String, to target: String, previous: [UInt8]?) -> StagedMove {
        StagedMove(disk: disk, source: source, target: target, previous: previous, isFile: true)
    }

    var directory: String { parentDirectory(of: target) }
    var sourceDirectory: String { parentDirectory(of: source) }

    func undo(isDurable: Bool) throws(QueryError) {
        guard isFile else {
            guard disk.exists(target), !disk.exists(source) else { return }
            return try disk.rename(target, to: source)
        }
        if disk.exists(source) { return }
        if let previous {
            try disk.write(previous, to: source)
            if isDurable { try disk.synchronise(source) }
            try disk.rename(source, to: target)
        } else if disk.exists(target) {
            try disk.removeFile(target)
        }
    }
}

func parentDirectory(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
}

/// An insert that is one action in memory.
final class PreparedAction: PreparedInsert {
    private let action: Mutex<(@Sendable () -> Void)?>

    init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }

    var isDuplicate: Bool { false }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert { .moves([]) }

    func publish() {
        let pending = action.withLock { action in
            defer { action = nil }
            return action
        }
        pending?()
    }

    func abandon() { action.withLock { $0 = nil } }
}

/// No insert: a look at what is committed.
final class PreparedLook: PreparedInsert {
    private let body: @Sendable () throws(QueryError) -> Void

    init(_ body: @escaping @Sendable () throws(QueryError) -> Void) { self.body = body }

    var isDuplicate: Bool { false }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        try body()
        return .moves([])
    }

    func publish() {}
    func abandon() {}
}
