import Columns
import Errors

/// What a MergeTree table knows of itself; guarded by the table's lock, copied as a snapshot for queries.
struct PartSet {
    var layout: MergeTreeLayout
    /// In the order of names; no part covers another.
    private(set) var active: [Part] = []
    /// Replaced parts, with the moment they were: removed when nobody reads them any more.
    var outdated: [(part: Part, since: Int64)] = []
    /// Directories that were found at the start, whose parts loaded ones cover: they go bit by bit.
    var obsolete: [(name: PartName, disk: any Disk)] = []
    var isRemovingObsolete = false
    /// Parts whose names could not be made durable, nor taken back for sure: nothing is put in place before they are.
    var strays: [Part] = []
    private(set) var rowCount = 0
    private(set) var byteCount = 0
    /// Parts whose `rowCount` is too high.
    private(set) var inexactParts = 0
    private var lastBlock: Int64 = 0
    /// Block numbers that were given out, whose parts are not visible yet: no merge may reach over them.
    private var committing: Set<Int64> = []
    /// Parts that a merge or mutation works on.
    var busy: Set<PartName> = []
    var merges: [MergeProgress] = []
    /// Results of merges and mutations that are to stop, because a command wants their sources.
    var cancelled: Set<PartName> = []
    var mutations: [Mutation] = []
    var isShutDown = false
    /// Background work that runs now.
    var runningCount = 0
    var lastTTLWork: [PartName: Int64] = [:]
    /// What was inserted lately.
    var deduplication = DeduplicationHashes()
    /// `SYSTEM STOP MERGES`.
    var mergesAreStopped = false

    init(layout: MergeTreeLayout) { self.layout = layout }

    mutating func reserve(upTo block: Int64) { lastBlock = max(lastBlock, block) }

    /// A block number for a part that will be published or given up.
    mutating func allocateBlock() -> Int64 {
        lastBlock += 1
        committing.insert(lastBlock)
        return lastBlock
    }

    mutating func giveUp(_ block: Int64) { committing.remove(block) }

    /// A number that no part has: a mutation's version.
    mutating func allocateVersion() -> Int64 {
        lastBlock += 1
        return lastBlock
    }

    /// The block numbers between two parts belong to nobody that is still to come.
    func isGapFree(_ left: PartName, _ right: PartName) -> Bool {
        left.blockMax + 1 >= right.blockMin
            || !committing.contains { $0 > left.blockMax && $0 < right.blockMin }
    }

    /// Lets merges and mutations of these parts stop.
    mutating func cancelWork(on names: Set<PartName>) {
        for merge in merges where !names.isDisjoint(with: merge.sources) { cancelled.insert(merge.result) }
    }

    var hasCommits: Bool { !committing.isEmpty }

    func hasCommits(before version: Int64) -> Bool { committing.contains { $0 < version } }

    /// Takes in the parts of a table that is opened, none of which covers another.
    mutating func load(_ parts: [Part]) {
        active = parts.sorted { $0.name < $1.name }
        for part in active {
            rowCount += part.rowCount
            byteCount += part.byteCount
            inexactParts += part.hasDeletedRows ? 1 : 0
            lastBlock = max(lastBlock, part.name.blockMax, part.name.mutation)
        }
    }

    /// Makes `part` visible. Parts that it covers become outdated.
    mutating func publish(_ part: Part, at moment: Int64) {
        for block in committing where block >= part.name.blockMin && block <= part.name.blockMax {
            committing.remove(block)
        }
        var kept: [Part] = []
        kept.reserveCapacity(active.count + 1)
        var isPlaced = false
        for other in active {
            if part.name.covers(other.name) {
                retire(other, at: moment)
                continue
            }
            if !isPlaced && part.name < other.name {
                kept.append(part)
                isPlaced = true
            }
            kept.append(other)
        }
        if !isPlaced { kept.append(part) }
        active = kept
        rowCount += part.rowCount
        byteCount += part.byteCount
        inexactParts += part.hasDeletedRows ? 1 : 0
        lastBlock = max(lastBlock, part.name.blockMax, part.name.mutation)
    }

    private mutating func retire(_ part: Part, at moment: Int64) {
        rowCount -= part.rowCount
        byteCount -= part.byteCount
        inexactParts -= part.hasDeletedRows ? 1 : 0
        outdated.append((part, moment))
    }

    /// Takes parts out of the table; they are outdated, or (where their directories were moved) forgotten.
    mutating func remove(_ names: Set<PartName>, at moment: Int64, forgetting: Bool = false) {
        let removed = active.filter { names.contains($0.name) }
        active.removeAll { names.contains($0.name) }
        for part in removed {
            retire(part, at: moment)
            if forgetting { outdated.removeLast() }
        }
    }

    /// Puts a part in the place of the one of its name, with the same rows: it lies on another disk now.
    mutating func replace(_ part: Part) {
        guard let place = active.firstIndex(where: { $0.name == part.name }) else { return }
        active[place] = part
    }

    func part(_ name: PartName) -> Part? { active.first { $0.name == name } }

    func parts(of partition: String) -> [Part] { active.filter { $0.name.partition == partition } }

    var partitions: [String] {
        var result: [String] = []
        for part in active where result.last != part.name.partition { result.append(part.name.partition) }
        return result
    }

    /// The largest number of parts in one partition.
    var partsPerPartitionMax: Int {
        var counts: [String: Int] = [:]
        for part in active { counts[part.name.partition, default: 0] += 1 }
        return counts.values.max() ?? 0
    }

    /// Mutations that the part still needs.
    func pendingMutations(of part: PartName) -> [Mutation] {
        mutations.filter { mutation in
            !mutation.isDone && mutation.version > part.dataVersion
                && mutation.partitions?.contains(part.partition) ?? true
        }
    }
}

/// A merge or mutation that runs, for `system.merges`.
package struct MergeProgress: Sendable {
    package var result: PartName
    package var sources: [PartName]
    package var isMutation: Bool
    package var startedNanoseconds: Int64
    package var rowsTotal: Int
    package var bytesTotal: Int
    package var rowsRead: Int
    package var rowsWritten: Int

    package var fractionDone: Double { rowsTotal == 0 ? 0 : min(1, Double(rowsRead) / Double(rowsTotal)) }
}
