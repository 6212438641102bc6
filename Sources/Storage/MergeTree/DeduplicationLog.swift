import Codecs
import Columns
import Errors
import Functions
import Synchronization

/// The hashes of the blocks that were inserted last, oldest first, each with the first part that it became.
struct DeduplicationHashes: Sendable {
    struct Entry: Sendable, Hashable {
        let hash: String
        let part: PartName
    }

    enum Reservation { case free, known, reserved(by: Int) }

    private(set) var entries: [Entry] = []
    private var known: Set<String> = []
    /// Hashes of inserts that are being committed.
    private var reserved: [String: Int] = [:]
    /// Those of them that the file has.
    private var written: [Entry] = []
    /// Lines of the file, some of which no longer count.
    private(set) var lineCount = 0

    init() {}

    init(_ entries: [Entry]) {
        self.entries = entries
        known = Set(entries.map(\.hash))
        lineCount = entries.count
    }

    func isKnown(_ hash: String) -> Bool { known.contains(hash) }

    /// Takes a hash for a commit, if nobody has it.
    mutating func reserve(_ hash: String, for commit: Int) -> Reservation {
        if known.contains(hash) { return .known }
        if let other = reserved[hash] { return .reserved(by: other) }
        reserved[hash] = commit
        return .free
    }

    mutating func add(_ entry: Entry) {
        written.append(entry)
        lineCount += 1
    }

    /// The file is about to be written anew, with `text`.
    mutating func shorten() { lineCount = entries.count + written.count }

    /// The insert is visible; without a part there was nothing of it to remember.
    mutating func settle(_ hash: String, of part: PartName?, window: Int) {
        release(hash)
        guard let part else { return }
        entries.append(Entry(hash: hash, part: part))
        known.insert(hash)
        guard entries.count > window else { return }
        for entry in entries.prefix(entries.count - window) { known.remove(entry.hash) }
        entries.removeFirst(entries.count - window)
    }

    mutating func release(_ hash: String) {
        reserved[hash] = nil
        written.removeAll { $0.hash == hash }
    }

    mutating func keep(newest count: Int) {
        guard entries.count > count else { return }
        entries.removeFirst(entries.count - count)
        known = Set(entries.map(\.hash))
    }

    /// The rows of these parts are gone: they may come again.
    mutating func forget(within part: PartName) {
        let kept = entries.filter { !part.overlaps($0.part) }
        if kept.count < entries.count { self = DeduplicationHashes(kept, reserved, written) }
    }

    private init(_ entries: [Entry], _ reserved: [String: Int], _ written: [Entry]) {
        self.init(entries)
        self.reserved = reserved
        self.written = written
        lineCount += written.count
    }

    /// A line for each hash: `<hash> <part>`.
    var text: String { (entries + written).map { "\($0.hash) \($0.part.text)\n" }.joined() }
}

/// `deduplication_log.txt`: a line is written before its insert is committed, and counts if the part is there.
extension MergeTreeTable {
    /// How many inserted blocks the table remembers.
    package var deduplicationWindow: Int {
        let definition = self.definition
        return max(
            0,
            definition.replica == nil
                ? definition.settings.nonReplicatedDeduplicationWindow
                : definition.settings.replicatedDeduplicationWindow)
    }

    static func deduplicationHash(of block: Block, token: String) throws(QueryError) -> String {
        var hash = SipHash()
        if !token.isEmpty {
            let bytes = Array(token.utf8)
            hash.append(bytes.span)
            return hash.value128.hexadecimal
        }
        for column in block.columns {
            let serialisation = try ColumnSerialisation(column: column.name, type: column.type, options: .native)
            var writer = ColumnWriter(serialisation)
            var buffers = SubstreamBuffers(joinedIn: ByteWriter())
            try writer.write(column.column.materialised, rows: 0..<block.rowCount, to: &buffers)
            let bytes = buffers.writers[0].bytes
            hash.append(bytes.span)
        }
        return hash.value128.hexadecimal
    }

    private var deduplicationFile: String { location(of: "deduplication_log.txt") }

    func loadDeduplicationLog(of parts: [Part]) throws(QueryError) -> DeduplicationHashes {
        guard policy.mainDisk.exists(deduplicationFile) else { return DeduplicationHashes() }
        let text = String(decoding: try policy.mainDisk.readAll(deduplicationFile), as: UTF8.self)
        let byPartition = Dictionary(grouping: parts, by: \.name.partition)
        var entries: [DeduplicationHashes.Entry] = []
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            // A line that a crash cut off, or whose insert was not committed.
            guard fields.count == 2, fields[0].utf8.count == 32, let name = PartName(parsing: String(fields[1])),
                byPartition[name.partition]?.contains(where: { $0.name.overlaps(name) }) ?? false
            else { continue }
            entries.append(DeduplicationHashes.Entry(hash: String(fields[0]), part: name))
        }
        var log = DeduplicationHashes(entries)
        log.keep(newest: deduplicationWindow)
        // Lines that do not count go before other parts have their numbers.
        if log.text != text { try policy.mainDisk.replaceFile(deduplicationFile, by: Array(log.text.utf8)) }
        return log
    }

    /// Writes the hash of an insert that is about to be committed; the file is cut when it has twice the window.
    func record(_ hash: String, of part: PartName, isDurable: Bool) throws(QueryError) {
        let window = deduplicationWindow
        let entry = DeduplicationHashes.Entry(hash: hash, part: part)
        let shortened = state.withLock { state -> String? in
            state.deduplication.add(entry)
            guard state.deduplication.lineCount > window * 2 + 16 else { return nil }
            state.deduplication.shorten()
            return state.deduplication.text
        }
        if let shortened {
            try policy.mainDisk.replaceFile(deduplicationFile, by: Array(shortened.utf8))
        } else {
            try policy.mainDisk.append(Array("\(hash) \(part.text)\n".utf8), to: deduplicationFile)
            if isDurable { try policy.mainDisk.synchronise(deduplicationFile) }
        }
    }

    /// Takes back the hash of an insert that failed; `false` where it is still on disk.
    func forget(_ hash: String) -> Bool {
        let text = state.withLock { state in
            state.deduplication.release(hash)
            return state.deduplication.text
        }
        guard policy.mainDisk.exists(deduplicationFile) else { return true }
        do throws(QueryError) {
            try policy.mainDisk.replaceFile(deduplicationFile, by: Array(text.utf8))
            return true
        } catch {
            return false
        }
    }
}
