import Errors
import Synchronization

/// What happened to the parts of all tables last, in memory: `system.part_log`. Bounded, oldest first out.
package final class PartLog: Sendable {
    /// ClickHouse's numbers.
    package enum Event: Int64, Sendable {
        case newPart = 1
        case mergeParts = 2
        case removePart = 4
        case mutatePart = 5
        case movePart = 6
    }

    package struct Entry: Sendable {
        package let event: Event
        /// The directory of the table, which tells its name.
        package let tablePath: String
        package let part: PartName
        package let isWide: Bool
        package let disk: any Disk
        package let partPath: String
        package let rowCount: Int
        package let byteCount: Int
        package let uncompressedBytes: Int
        package let sources: [PartName]
        package let readRows: Int
        package let momentNanoseconds: Int64
        package let durationNanoseconds: Int64
    }

    private struct Ring: Sendable {
        var entries: [Entry] = []
        var next = 0
    }

    private let entriesMax: Int
    private let ring = Mutex(Ring())

    package init(entriesMax: Int = 10_000) { self.entriesMax = entriesMax }

    func add(_ entry: Entry) {
        ring.withLock { ring in
            if ring.entries.count < entriesMax {
                ring.entries.append(entry)
            } else {
                ring.entries[ring.next] = entry
                ring.next = (ring.next + 1) % entriesMax
            }
        }
    }

    /// In the order in which they happened.
    package var entries: [Entry] { ring.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) } }
}

extension MergeTreeTable {
    /// `since`: when the work on the part began.
    func log(
        _ event: PartLog.Event, _ part: Part, sources: [PartName] = [], readRows: Int = 0, since: Int64? = nil
    ) {
        let now = clock.nanoseconds
        partLog.add(
            PartLog.Entry(
                event: event, tablePath: path, part: part.name, isWide: part.isWide, disk: part.disk,
                partPath: part.path, rowCount: part.rowCount, byteCount: part.byteCount,
                uncompressedBytes: part.uncompressedBytes, sources: sources, readRows: readRows,
                momentNanoseconds: now, durationNanoseconds: max(0, now - (since ?? now))))
    }
}
