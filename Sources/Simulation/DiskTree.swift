import Errors

/// What a simulated disk holds: names and bytes as they were written, and as they are durable.
///
/// A file's bytes are durable once the file was synchronised. A name (created, renamed, removed) is durable once one of
/// the directories it was changed in was: a rename is one change, whole or not at all, as journaling file systems have
/// it. Nothing else is promised, and `lose` takes everything that was not.
struct DiskTree {
    typealias Inode = Int

    struct File {
        var written: [UInt8] = []
        var durable: [UInt8] = []
        var isDirty = false
        /// A failed fsync: what was written before it never reaches the disk, whatever later ones say.
        var isPoisoned = false
        var changedSeconds: Int64 = 0
    }

    private struct Slot: Hashable {
        let directory: Inode
        let name: String
    }

    /// Names that change together; `nil` removes one.
    private struct Change {
        let slots: [(slot: Slot, inode: Inode?)]

        func touches(_ directory: Inode) -> Bool { slots.contains { $0.slot.directory == directory } }
        func shares(_ others: Set<Slot>) -> Bool { slots.contains { others.contains($0.slot) } }
        var all: Set<Slot> { Set(slots.map(\.slot)) }
    }

    static let root: Inode = 0
    private var files: [Inode: File] = [:]
    private var written: [Inode: [String: Inode]] = [root: [:]]
    private var durable: [Inode: [String: Inode]] = [root: [:]]
    private var pending: [Change] = []
    private var lastInode = root

    // MARK: - Looking

    func inode(_ path: String) -> Inode? {
        var current = Self.root
        for name in path.split(separator: "/") {
            guard let next = written[current]?[String(name)] else { return nil }
            current = next
        }
        return current
    }

    func isDirectory(_ path: String) -> Bool { inode(path).map { written[$0] != nil } ?? false }

    func names(_ path: String) -> [String]? { inode(path).flatMap { written[$0] }?.keys.sorted() }

    func file(_ path: String) -> File? { inode(path).flatMap { files[$0] } }

    var byteCount: Int { files.values.reduce(0) { $0 + $1.written.count } }

    // MARK: - Changing

    private func slot(_ path: String) -> Slot? {
        let names = path.split(separator: "/")
        guard let name = names.last, let parent = inode(names.dropLast().joined(separator: "/")),
            written[parent] != nil
        else { return nil }
        return Slot(directory: parent, name: String(name))
    }

    private mutating func make(_ change: [(slot: Slot, inode: Inode?)]) {
        for (slot, inode) in change { written[slot.directory]?[slot.name] = inode }
        pending.append(Change(slots: change))
    }

    /// `false` where there is no directory for it.
    mutating func addDirectory(_ path: String) -> Bool {
        guard let slot = slot(path) else { return false }
        lastInode += 1
        written[lastInode] = [:]
        durable[lastInode] = [:]
        make([(slot, lastInode)])
        return true
    }

    /// The file in `path`, which is made where it is missing; `nil` where it cannot be.
    mutating func fileForWriting(_ path: String) -> Inode? {
        if let known = inode(path) { return files[known] == nil ? nil : known }
        guard let slot = slot(path) else { return nil }
        lastInode += 1
        files[lastInode] = File()
        make([(slot, lastInode)])
        return lastInode
    }

    mutating func set(_ inode: Inode, _ bytes: [UInt8], at seconds: Int64) {
        files[inode]?.written = bytes
        files[inode]?.isDirty = true
        files[inode]?.changedSeconds = seconds
    }

    mutating func append(_ inode: Inode, _ bytes: ArraySlice<UInt8>, at seconds: Int64) {
        files[inode]?.written.append(contentsOf: bytes)
        files[inode]?.isDirty = true
        files[inode]?.changedSeconds = seconds
    }

    /// Changes bytes where they are, durably: what a worn-out disk does.
    mutating func damage(_ path: String, _ change: (inout [UInt8]) -> Void) {
        guard let inode = inode(path), var file = files[inode] else { return }
        change(&file.written)
        file.durable = file.written
        files[inode] = file
    }

    mutating func synchronise(_ inode: Inode) {
        guard let file = files[inode], !file.isPoisoned else { return }
        files[inode]?.durable = file.written
        files[inode]?.isDirty = false
    }

    mutating func poison(_ inode: Inode) { files[inode]?.isPoisoned = true }

    mutating func synchroniseDirectory(_ directory: Inode) {
        while let place = pending.firstIndex(where: { $0.touches(directory) }) { settle(place) }
    }

    /// Makes a change durable, after those before it that touch the same names.
    private mutating func settle(_ place: Int) {
        var place = place
        let slots = pending[place].all
        while let before = pending[..<place].firstIndex(where: { $0.shares(slots) }) {
            let count = pending.count
            settle(before)
            place -= count - pending.count
        }
        let change = pending.remove(at: place)
        for (slot, inode) in change.slots { durable[slot.directory]?[slot.name] = inode }
    }

    /// `false` where `path` is not there or the target has no directory.
    mutating func rename(_ path: String, to target: String) -> Bool {
        guard let inode = inode(path), let from = slot(path), let to = slot(target) else { return false }
        if from == to { return true }
        make([(from, nil), (to, inode)])
        return true
    }

    mutating func link(_ path: String, to target: String) -> Bool {
        guard let inode = inode(path), files[inode] != nil, let to = slot(target), self.inode(target) == nil else {
            return false
        }
        make([(to, inode)])
        return true
    }

    mutating func remove(_ path: String) -> Bool {
        guard inode(path) != nil, let slot = slot(path) else { return false }
        make([(slot, nil)])
        return true
    }

    // MARK: - Power

    /// The power is cut: what was not durable is lost, kept, or torn, as `random` has it.
    mutating func lose(_ random: inout SeededRandom) {
        let mode = random.below(4)
        let prefix = random.below(pending.count + 1)
        var lost: Set<Slot> = []
        for (place, change) in pending.enumerated() {
            let isKept =
                switch mode {
                case 0: false
                case 1: true
                case 2: place < prefix
                default: random.isLucky(1, of: 2)
                }
            if isKept && !change.shares(lost) {
                for (slot, inode) in change.slots { durable[slot.directory]?[slot.name] = inode }
            } else {
                lost.formUnion(change.all)
            }
        }
        pending = []
        var reachable: Set<Inode> = [Self.root]
        var queue = [Self.root]
        while let directory = queue.popLast() {
            for inode in (durable[directory] ?? [:]).values where reachable.insert(inode).inserted {
                queue.append(inode)
            }
        }
        written = durable.filter { reachable.contains($0.key) }
        durable = written
        files = files.filter { reachable.contains($0.key) }
        for inode in files.keys.sorted() {
            guard var file = files[inode] else { continue }
            if file.isDirty { file.durable = Self.torn(file, &random) }
            file.written = file.durable
            file.isDirty = false
            file.isPoisoned = false
            files[inode] = file
        }
    }

    /// What is left of a file that was being written: old bytes, new ones, none, zeros, or sectors of each.
    private static func torn(_ file: File, _ random: inout SeededRandom) -> [UInt8] {
        if file.isPoisoned { return file.durable }
        switch random.below(6) {
        case 0: return file.durable
        case 1: return file.written
        case 2: return []
        case 3: return Array(file.written.prefix(random.below(file.written.count + 1)))
        case 4:
            // The size reached the disk and the data did not.
            let kept = file.written.starts(with: file.durable) ? file.durable : []
            return kept + [UInt8](repeating: 0, count: max(0, file.written.count - kept.count))
        default:
            var result = file.written
            for start in stride(from: 0, to: result.count, by: 512) where random.isLucky(1, of: 2) {
                for place in start..<min(start + 512, result.count) {
                    result[place] = place < file.durable.count ? file.durable[place] : 0
                }
            }
            return result
        }
    }
}
