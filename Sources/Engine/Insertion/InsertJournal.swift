import Columns
import Errors
import Storage
import Synchronization

/// Gathered inserts that are acknowledged before their rows are in a part: a batch is added at the end of a file and
/// made durable there, which takes a fraction of the time that a part takes. Some hundred milliseconds of batches
/// become one part then.
///
/// Every statement that could see the rows waits for `flush` first, so an acknowledged row is there for whoever asks.
/// A flush is one commit of all parts and of `flushed.txt`, which says up to which record that is: after a crash
/// `recover` writes what lies behind it.
///
/// `insert_journal/<first record>.bin` are frames, one for each record (`JournalRecord`).
package final class InsertJournal: Sendable {
    static let directory = "insert_journal"
    static let markPath = "insert_journal/flushed.txt"
    private static let flushMilliseconds = 200
    /// Before another try where a flush has failed.
    private static let retryMilliseconds = 1000
    private static let pendingBytesMax = 64 << 20
    private static let fileBytesMax = 8 << 20

    private struct State {
        /// Acknowledged, and not in parts yet; ascending.
        var pending: [JournalRecord] = []
        var pendingBytes = 0
        /// Files that get no more records, with their last one.
        var fullFiles: [(path: String, last: Int)] = []
        var hasThread = false
    }

    /// Where records are added; used by one thread at a time.
    private struct Tail {
        var lastNumber = 0
        var file: (path: String, writer: any DiskWriter)?
        var hasDirectory = false
    }

    private let disk: any Disk
    private let state = Mutex(State())
    private let tail = Mutex(Tail())
    /// One flush at a time.
    private let flushing = Mutex(())
    private let thread = Mutex<BackgroundThread?>(nil)
    /// There is something to flush, or the thread shall end.
    private let wanted = Signal()
    private let stopping = Signal()

    init(disk: any Disk) { self.disk = disk }

    /// Whether rows for `name` can wait here, and those of all views behind it.
    static func takesRows(of name: QualifiedName, in catalog: Catalog, depth: Int = 0) -> Bool {
        guard depth <= 32, let entry = catalog.find(name), !entry.uuid.isEmpty,
            let table = entry.table as? MergeTreeTable, table.deduplicationWindow == 0
        else { return false }
        return catalog.views(of: name).allSatisfy { view in
            guard case .materializedView(_, _, let target) = view.kind else { return true }
            return takesRows(of: target, in: catalog, depth: depth + 1)
        }
    }

    // MARK: - Adding

    /// Adds a batch; when this returns it is durable, if wanted, and every later statement sees it.
    func append(_ rows: [JournaledRows], isDurable: Bool, of instance: Instance) throws(QueryError) {
        guard !rows.isEmpty else { return }
        if state.withLock({ $0.pendingBytes >= Self.pendingBytesMax }) { try flush(instance) }
        let body = try JournalRecord.body(of: rows)
        let mustStart = try tail.withLock { (tail) throws(QueryError) -> Bool in
            tail.lastNumber += 1
            let record = JournalRecord(number: tail.lastNumber, rows)
            try write(try JournalRecord.frame(number: record.number, body: body), to: &tail, isDurable: isDurable)
            return state.withLock { state in
                state.pending.append(record)
                state.pendingBytes += record.byteCount
                defer { state.hasThread = true }
                return !state.hasThread
            }
        }
        if mustStart { start(instance) }
        wanted.raise()
    }

    private func write(_ frame: [UInt8], to tail: inout Tail, isDurable: Bool) throws(QueryError) {
        if tail.file.map({ $0.writer.byteCount >= Self.fileBytesMax }) ?? false { retireFile(&tail) }
        if tail.file == nil {
            if !tail.hasDirectory { try disk.createDurableDirectory(Self.directory) }
            tail.hasDirectory = true
            let path = "\(Self.directory)/\(tail.lastNumber).bin"
            tail.file = (path, try disk.openWriter(path))
            try disk.synchroniseDirectory(Self.directory)
        }
        guard let writer = tail.file?.writer else { return }
        do throws(QueryError) {
            try writer.write(frame)
            if isDurable { try writer.synchronise() }
        } catch {
            // How the file ends is not known: nothing is added behind that.
            retireFile(&tail)
            throw error
        }
    }

    private func retireFile(_ tail: inout Tail) {
        guard let file = tail.file else { return }
        try? file.writer.close()
        let last = tail.lastNumber
        tail.file = nil
        state.withLock { $0.fullFiles.append((file.path, last)) }
    }

    // MARK: - Flushing

    var hasPending: Bool { state.withLock { !$0.pending.isEmpty } }

    /// Whether rows of a table of these names, as a query's list of tables has them, wait here.
    func holdsRows(ofOneOf names: [String], _ catalog: Catalog) -> Bool {
        let waiting = state.withLock { Set($0.pending.lazy.flatMap(\.rows).map(\.tableUUID)) }
        return catalog.databases.contains { database in
            database.entries.values.contains {
                waiting.contains($0.uuid) && names.contains("\($0.name.database).\($0.name.table)")
            }
        }
    }

    /// Writes all that was acknowledged into parts; when this returns it is visible.
    func flush(_ instance: Instance) throws(QueryError) {
        guard hasPending else { return }
        try flushing.withLock { (_) throws(QueryError) in
            let records = state.withLock { $0.pending }
            guard let last = records.last else { return }
            try JournalFlush(instance: instance, disk: disk).write(records)
            state.withLock { state in
                state.pending.removeFirst(records.count)
                state.pendingBytes = state.pending.reduce(0) { $0 + $1.byteCount }
            }
            removeFiles(upTo: last.number)
        }
    }

    /// Removes the files whose records are all written.
    private func removeFiles(upTo number: Int) {
        let done = state.withLock { state in
            defer { state.fullFiles.removeAll { $0.last <= number } }
            return state.fullFiles.filter { $0.last <= number }
        }
        // One that cannot be removed is removed at the next start.
        for file in done { try? disk.removeFile(file.path) }
    }

    private func start(_ instance: Instance) {
        let made = BackgroundThread { [weak self, weak instance] in
            while let journal = self, journal.waitForWork() {
                guard let instance else { return }
                do throws(QueryError) {
                    try journal.flush(instance)
                } catch {
                    instance.errors.add(error, queryIdentifier: "", at: instance.clock.nowNanoseconds)
                    journal.stopping.wait(milliseconds: Self.retryMilliseconds)
                    journal.wanted.raise()
                }
            }
        }
        thread.withLock { $0 = made }
    }

    /// Waits until there is something, and a while for more; `false` at the end.
    private func waitForWork() -> Bool {
        wanted.wait()
        wanted.lower()
        return !stopping.wait(milliseconds: Self.flushMilliseconds)
    }

    // MARK: - Start and end

    /// Writes what a crash left. Called when all tables are there.
    func recover(_ instance: Instance) throws(QueryError) {
        guard disk.exists(Self.directory) else { return }
        let mark = try readMark()
        var records: [JournalRecord] = []
        var files: [(path: String, last: Int)] = []
        var last = mark
        for name in try disk.list(Self.directory) {
            let path = "\(Self.directory)/\(name)"
            if name.hasSuffix(".tmp") { try disk.removeFile(path) }
            guard name.hasSuffix(".bin") else { continue }
            let found = JournalRecord.parse(try disk.readAll(path))
            records += found.filter { $0.number > mark }
            files.append((path, found.last?.number ?? 0))
            last = max(last, found.last?.number ?? 0, Int(name.dropLast(4)) ?? 0)
        }
        records.sort { $0.number < $1.number }
        tail.withLock { $0.lastNumber = last }
        state.withLock { state in
            state.pending = records
            state.pendingBytes = records.reduce(0) { $0 + $1.byteCount }
            state.fullFiles = files
        }
        do throws(QueryError) {
            try flush(instance)
        } catch {
            // On a full disk, say: the server serves, and the rows are tried again.
            instance.errors.add(error, queryIdentifier: "", at: instance.clock.nowNanoseconds)
            state.withLock { $0.hasThread = true }
            start(instance)
            return wanted.raise()
        }
        removeFiles(upTo: last)
        instance.storage.commits.removeRecords()
    }

    private func readMark() throws(QueryError) -> Int {
        guard disk.exists(Self.markPath) else { return 0 }
        let text = String(decoding: try disk.readAll(Self.markPath).filter { $0 > 32 }, as: UTF8.self)
        guard let number = Int(text) else {
            throw QueryError(.corruptedData, "\(Self.markPath) holds no number: \(text)")
        }
        return number
    }

    /// Writes what waits; nothing is added afterwards.
    func shutdown(_ instance: Instance) {
        stopping.raise()
        wanted.raise()
        thread.withLock { $0 }?.join()
        // What cannot be written now is written at the next start.
        try? flush(instance)
        guard !hasPending else { return }
        tail.withLock { retireFile(&$0) }
        removeFiles(upTo: Int.max)
    }
}
