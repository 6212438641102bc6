import Errors
import Synchronization

/// A small file that changes together with the rows of a commit.
package final class CommittedFile: PreparedInsert {
    private let disk: any Disk
    private let path: String
    private let bytes: [UInt8]
    /// Tells the file beside `path` from those of other commits.
    private let number: Int
    private let move = Mutex<StagedMove?>(nil)

    /// `path` holds `bytes` once the commit is done. `number` is another one for every such commit.
    package init(_ disk: any Disk, _ path: String, _ bytes: [UInt8], number: Int) {
        self.disk = disk
        self.path = path
        self.bytes = bytes
        self.number = number
    }

    package var isDuplicate: Bool { false }

    package func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        if let known = move.withLock({ $0 }) { return .moves([known]) }
        let source = "\(path).\(number).tmp"
        try disk.write(bytes, to: source)
        try disk.synchronise(source)
        let previous = disk.exists(path) ? try disk.readAll(path) : nil
        let staged = StagedMove.file(on: disk, from: source, to: path, previous: previous)
        move.withLock { $0 = staged }
        return .moves([staged])
    }

    package func publish() {}

    package func abandon() {
        let staged = move.withLock { move in
            defer { move = nil }
            return move
        }
        if let staged, disk.exists(staged.source) { try? disk.removeFile(staged.source) }
    }
}
