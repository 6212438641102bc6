import Errors
import Storage
import Synchronization

/// What goes wrong with one operation of a simulated disk.
package enum DiskFault: Sendable, CaseIterable {
    /// ENOSPC: nothing is written.
    case full
    /// ENOSPC behind the first half of the bytes.
    case shortWrite
    /// EIO. An fsync that fails so loses what was written before it for good.
    case inputOutputError
}

/// A disk in memory that loses what was not made durable, tears writes, fills up and fails, on demand: a seed decides
/// what is lost, so that a run can be repeated exactly.
package final class SimulatedDisk: Disk {
    package let name: String
    private let core: Mutex<Core>
    private let clock: any StorageClock

    private struct Core {
        var tree = DiskTree()
        var random: SeededRandom
        /// Writes, fsyncs, renames, removals so far.
        var operations = 0
        var lastOperations: [String] = []
        var cut: Int?
        var isOff = false
        var faults: [Int: DiskFault] = [:]
        var isFull = false
        var capacity = 1 << 40
    }

    package init(seed: UInt64, name: String = "default", clock: any StorageClock) {
        self.name = name
        self.clock = clock
        core = Mutex(Core(random: SeededRandom(seed: seed)))
    }

    // MARK: - What goes wrong

    /// Writes, fsyncs, renames and removals so far.
    package var operationCount: Int { core.withLock { $0.operations } }

    /// The newest operations, for the report of a failure.
    package var lastOperations: [String] { core.withLock { $0.lastOperations } }

    package var isOff: Bool { core.withLock { $0.isOff } }

    /// Cuts the power when `count` operations were done (`nil`: not): everything behind them fails.
    package func cutPower(after count: Int?) {
        core.withLock { core in
            core.cut = count
            core.isOff = count.map { $0 <= core.operations } ?? false
        }
    }

    /// Brings the disk back after a cut, or after pulling the plug now: with what survived.
    package func restart() {
        core.withLock { core in
            var random = core.random
            core.tree.lose(&random)
            core.random = random
            core.isOff = false
            core.cut = nil
            core.isFull = false
            core.faults = [:]
        }
    }

    /// Lets the operation with this number fail, counted from 1.
    package func fail(_ operation: Int, by fault: DiskFault) { core.withLock { $0.faults[operation] = fault } }

    package func clearFaults() { core.withLock { $0.faults = [:] } }

    /// From now on nothing can be written, until there is room again.
    package func setFull(_ isFull: Bool) { core.withLock { $0.isFull = isFull } }

    package func flipBit(_ bit: Int, of path: String) {
        core.withLock { core in
            core.tree.damage(path) { bytes in
                guard bit / 8 < bytes.count else { return }
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }

    package func truncate(_ path: String, to count: Int) {
        core.withLock { core in core.tree.damage(path) { $0 = Array($0.prefix(count)) } }
    }

    package func replace(_ path: String, by bytes: [UInt8]) {
        core.withLock { core in core.tree.damage(path) { $0 = bytes } }
    }

    // MARK: - One operation

    private enum Kind { case write, metadata, removal, synchronisation }

    /// Runs `body` as one operation; gives it the fault that it shall meet.
    private func operate(
        _ kind: Kind, _ text: @autoclosure () -> String, _ path: String,
        _ body: (inout DiskTree, DiskFault?) throws(QueryError) -> Void
    ) throws(QueryError) {
        try core.withLock { (core) throws(QueryError) in
            guard !core.isOff else { throw Self.powerIsOff(path) }
            core.operations += 1
            core.lastOperations.append("\(core.operations): \(text()) \(path)")
            if core.lastOperations.count > 40 { core.lastOperations.removeFirst(20) }
            defer { if let cut = core.cut, core.operations >= cut { core.isOff = true } }
            var fault = core.faults[core.operations]
            if core.isFull { fault = .full }
            if kind == .removal || kind == .synchronisation, fault != .inputOutputError { fault = nil }
            try body(&core.tree, fault)
        }
    }

    private static func powerIsOff(_ path: String) -> QueryError {
        QueryError(.cannotReadFromFileDescriptor, "The disk has no power: \(path)")
    }

    private static func failure(_ fault: DiskFault, _ path: String) -> QueryError {
        switch fault {
        case .full, .shortWrite: QueryError(.notEnoughSpace, "Cannot write \(path): No space left on device")
        case .inputOutputError:
            QueryError(.cannotWriteToFileDescriptor, "Cannot write \(path): errno 5, Input/output error")
        }
    }

    private static func missing(_ path: String) -> QueryError {
        QueryError(.fileDoesntExist, "Cannot open file \(path): No such file or directory")
    }

    private func look<Result: Sendable>(
        _ path: String, _ body: (DiskTree) throws(QueryError) -> Result
    ) throws(QueryError) -> Result {
        try core.withLock { (core) throws(QueryError) -> Result in
            guard !core.isOff else { throw Self.powerIsOff(path) }
            return try body(core.tree)
        }
    }

    // MARK: - Looking

    package func list(_ path: String) throws(QueryError) -> [String] {
        try look(path) { (tree) throws(QueryError) in
            guard let names = tree.names(path) else {
                throw QueryError(.directoryDoesntExist, "Directory \(path) doesn't exist")
            }
            return names
        }
    }

    package func exists(_ path: String) -> Bool { core.withLock { $0.tree.inode(path) != nil } }
    package func isDirectory(_ path: String) -> Bool { core.withLock { $0.tree.isDirectory(path) } }

    package func size(of path: String) throws(QueryError) -> Int { try readAll(path).count }

    package func modificationSeconds(of path: String) -> Int64 {
        core.withLock { $0.tree.file(path)?.changedSeconds ?? 0 }
    }

    package func readAll(_ path: String) throws(QueryError) -> [UInt8] {
        try look(path) { (tree) throws(QueryError) in
            guard let file = tree.file(path) else { throw Self.missing(path) }
            return file.written
        }
    }

    package func read(_ path: String, _ range: Range<Int>) throws(QueryError) -> [UInt8] {
        let bytes = try readAll(path)
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw QueryError(
                .cannotReadAllData, "Cannot read all data from file \(path): it ends before byte \(range.upperBound)")
        }
        return Array(bytes[range])
    }

    package func openReader(_ path: String) throws(QueryError) -> any DiskReader {
        SimulatedReader(try readAll(path))
    }

    package var freeBytes: Int { core.withLock { max(0, $0.capacity - $0.tree.byteCount) } }
    package var totalBytes: Int { core.withLock { $0.capacity } }

    // MARK: - Changing

    package func createDirectory(_ path: String) throws(QueryError) {
        var made = ""
        for name in path.split(separator: "/") {
            made += made.isEmpty ? String(name) : "/\(name)"
            if isDirectory(made) { continue }
            let directory = made
            try operate(.metadata, "mkdir", directory) { (tree, fault) throws(QueryError) in
                if let fault { throw Self.failure(fault, directory) }
                guard tree.addDirectory(directory) else { throw Self.missing(directory) }
            }
        }
    }

    package func write(_ bytes: [UInt8], to path: String) throws(QueryError) {
        try operate(.write, "write", path) { (tree, fault) throws(QueryError) in
            if let fault, fault != .shortWrite { throw Self.failure(fault, path) }
            guard let inode = tree.fileForWriting(path) else { throw Self.missing(path) }
            tree.set(inode, fault == nil ? bytes : Array(bytes.prefix(bytes.count / 2)), at: clock.seconds)
            if let fault { throw Self.failure(fault, path) }
        }
    }

    package func append(_ bytes: [UInt8], to path: String) throws(QueryError) {
        try operate(.write, "append", path) { (tree, fault) throws(QueryError) in
            if let fault, fault != .shortWrite { throw Self.failure(fault, path) }
            guard let inode = tree.fileForWriting(path) else { throw Self.missing(path) }
            tree.append(inode, bytes.prefix(fault == nil ? bytes.count : bytes.count / 2), at: clock.seconds)
            if let fault { throw Self.failure(fault, path) }
        }
    }

    package func synchronise(_ path: String) throws(QueryError) {
        try operate(.synchronisation, "fsync", path) { (tree, fault) throws(QueryError) in
            guard let inode = tree.inode(path) else { throw Self.missing(path) }
            if let fault {
                tree.poison(inode)
                throw Self.failure(fault, path)
            }
            tree.synchronise(inode)
        }
    }

    package func synchroniseDirectory(_ path: String) throws(QueryError) {
        try operate(.synchronisation, "fsync directory", path) { (tree, fault) throws(QueryError) in
            guard let inode = tree.inode(path), tree.isDirectory(path) else { throw Self.missing(path) }
            if let fault { throw Self.failure(fault, path) }
            tree.synchroniseDirectory(inode)
        }
    }

    package func rename(_ path: String, to target: String) throws(QueryError) {
        try operate(.metadata, "rename to \(target):", path) { (tree, fault) throws(QueryError) in
            if let fault { throw Self.failure(fault, path) }
            if tree.isDirectory(target) {
                throw QueryError(
                    .directoryAlreadyExists, "Cannot rename \(path): directory \(target) already exists")
            }
            guard tree.rename(path, to: target) else { throw Self.missing(path) }
        }
    }

    package func hardLink(_ path: String, to target: String) throws(QueryError) {
        try operate(.metadata, "link to \(target):", path) { (tree, fault) throws(QueryError) in
            if let fault { throw Self.failure(fault, path) }
            guard tree.link(path, to: target) else {
                throw QueryError(.cannotLink, "Cannot link \(path) to \(target)")
            }
        }
    }

    package func removeFile(_ path: String) throws(QueryError) {
        try operate(.removal, "remove", path) { (tree, fault) throws(QueryError) in
            if let fault { throw Self.failure(fault, path) }
            guard !tree.isDirectory(path), tree.remove(path) else {
                throw QueryError(.cannotUnlink, "Cannot unlink file \(path)")
            }
        }
    }

    package func removeTree(_ path: String) throws(QueryError) {
        guard exists(path) else { return }
        guard isDirectory(path) else { return try removeFile(path) }
        for name in try list(path) { try removeTree("\(path)/\(name)") }
        try operate(.removal, "rmdir", path) { (tree, fault) throws(QueryError) in
            if let fault { throw Self.failure(fault, path) }
            guard tree.remove(path) else { throw QueryError(.cannotRmdir, "Cannot remove directory \(path)") }
        }
    }
}

private final class SimulatedReader: DiskReader {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var byteCount: Int { bytes.count }

    func read(_ range: Range<Int>) throws(QueryError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw QueryError(.cannotReadAllData, "Cannot read all data: the file ends before byte \(range.upperBound)")
        }
        return Array(bytes[range])
    }
}
