import Columns
import Synchronization

/// Decoded columns of immutable parts, kept while there is room: what dashboards ask for again is neither read nor
/// decompressed again. The engine keeps what it made of a part's rows here, too: it goes with the part.
///
/// The unit is one column of one run of granules of about a block's rows, so that a hit is handed on without a copy.
/// Where the room ends, what was used longest ago goes first.
package final class ColumnCache: Sendable {
    /// The process's cache: all tables share one bound of memory.
    package static let shared = ColumnCache(bytesMax: 0)

    package struct Key: Hashable {
        let column: String
        /// The number of the run in its part.
        let run: Int

        package init(column: String, run: Int) {
            self.column = column
            self.run = run
        }
    }

    /// Something that was made of a part's rows.
    package typealias Extract = AnyObject & Sendable

    private enum Kept: Sendable {
        case column(Column)
        case extract(any Extract)
    }

    private final class Entry: Sendable {
        let kept: Kept
        let byteCount: Int
        let lastUse: Atomic<Int>

        init(_ kept: Kept, byteCount: Int, moment: Int) {
            self.kept = kept
            self.byteCount = byteCount
            lastUse = Atomic(moment)
        }
    }

    private struct State {
        var parts: [Int: [Key: Entry]] = [:]
        var byteCount = 0
        /// Counts uses, as a clock.
        var moment = 0
    }

    private let bytesMax: Atomic<Int>
    private let state = Mutex(State())
    private let partNumbers = Atomic<Int>(0)

    package init(bytesMax: Int) { self.bytesMax = Atomic(bytesMax) }

    package var isEnabled: Bool { bytesMax.load(ordering: .relaxed) > 0 }
    package var byteCount: Int { state.withLock { $0.byteCount } }

    /// Changes the bound; 0 keeps nothing.
    package func limit(to bytes: Int) {
        bytesMax.store(max(0, bytes), ordering: .relaxed)
        state.withLock { Self.shrink(&$0, to: max(0, bytes)) }
    }

    /// A number that no other part has had.
    package func newPartNumber() -> Int { partNumbers.wrappingAdd(1, ordering: .relaxed).newValue }

    package func column(_ key: Key, ofPart part: Int) -> Column? {
        guard case .column(let column) = kept(key, ofPart: part) else { return nil }
        return column
    }

    /// What `add` took for `text`.
    package func extract(_ text: String, ofPart part: Int) -> (any Extract)? {
        guard case .extract(let extract) = kept(Self.key(text), ofPart: part) else { return nil }
        return extract
    }

    private func kept(_ key: Key, ofPart part: Int) -> Kept? {
        state.withLock { state in
            guard let entry = state.parts[part]?[key] else { return nil }
            state.moment &+= 1
            entry.lastUse.store(state.moment, ordering: .relaxed)
            return entry.kept
        }
    }

    /// Runs of columns count from 0.
    private static func key(_ text: String) -> Key { Key(column: text, run: -1) }

    package func add(_ column: Column, _ key: Key, ofPart part: Int) {
        add(.column(column), bytes: column.byteCount, key, ofPart: part)
    }

    package func add(_ extract: any Extract, byteCount: Int, _ text: String, ofPart part: Int) {
        add(.extract(extract), bytes: byteCount + text.utf8.count, Self.key(text), ofPart: part)
    }

    private func add(_ kept: Kept, bytes: Int, _ key: Key, ofPart part: Int) {
        let limit = bytesMax.load(ordering: .relaxed)
        guard bytes <= limit / 8 else { return }
        state.withLock { state in
            if state.byteCount + bytes > limit { Self.shrink(&state, to: limit / 8 * 7 - bytes) }
            state.moment &+= 1
            let entry = Entry(kept, byteCount: bytes, moment: state.moment)
            let old = state.parts[part, default: [:]].updateValue(entry, forKey: key)
            state.byteCount += bytes - (old?.byteCount ?? 0)
        }
    }

    /// The part is gone.
    package func forget(part: Int) {
        state.withLock { state in
            guard let entries = state.parts.removeValue(forKey: part) else { return }
            state.byteCount -= entries.values.reduce(0) { $0 + $1.byteCount }
        }
    }

    private static func shrink(_ state: inout State, to bytes: Int) {
        guard state.byteCount > bytes else { return }
        var all: [(part: Int, key: Key, lastUse: Int)] = []
        for (part, entries) in state.parts {
            for (key, entry) in entries { all.append((part, key, entry.lastUse.load(ordering: .relaxed))) }
        }
        all.sort { $0.lastUse < $1.lastUse }
        for oldest in all where state.byteCount > bytes {
            let entry = state.parts[oldest.part]?.removeValue(forKey: oldest.key)
            state.byteCount -= entry?.byteCount ?? 0
            if state.parts[oldest.part]?.isEmpty ?? false { state.parts[oldest.part] = nil }
        }
    }
}
