import Columns
import Errors
import Synchronization

/// Written parts of one table that become visible together.
final class PreparedParts: PreparedInsert {
    private let table: MergeTreeTable
    private let state: Mutex<State>
    private let isDurable: Bool
    private let hash: String?
    /// The files stay where they were when the parts are not wanted: they are in `detached`.
    private let keepsFiles: Bool
    let isDuplicate: Bool

    private struct State {
        /// As they were written, under temporary names.
        var parts: [Part]
        /// Their final names, once they have some.
        var names: [PartName] = []
        var holdsHash = false
    }

    init(
        table: MergeTreeTable, parts: [Part], isDurable: Bool, hash: String? = nil, isDuplicate: Bool = false,
        keepsFiles: Bool = false
    ) {
        self.table = table
        self.keepsFiles = keepsFiles
        state = Mutex(State(parts: parts))
        self.isDurable = isDurable
        self.hash = hash
        self.isDuplicate = isDuplicate
    }

    deinit { abandon() }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        let (parts, known) = state.withLock { ($0.parts, $0.names) }
        if !known.isEmpty { return .moves(moves(parts, known)) }
        if isDuplicate { return .duplicate }
        if let hash {
            switch table.state.withLock({ $0.deduplication.reserve(hash, for: commit) }) {
            case .known: return .duplicate
            case .reserved(let other) where other != commit: return .later
            case .reserved: return .duplicate
            case .free: state.withLock { $0.holdsHash = true }
            }
        }
        guard !parts.isEmpty else { return .moves([]) }
        let names = try table.allocateNames(for: parts)
        state.withLock { $0.names = names }
        let layout = table.layout
        if !layout.changes.isEmpty, parts.contains(where: { $0.content.metadataVersion < layout.version }) {
            // Written before an ALTER and committed behind it: the record of the changes is needed again.
            try ColumnChangesFile(before: layout, after: layout).write(for: table)
        }
        if let hash { try table.record(hash, of: names[0], isDurable: isDurable) }
        return .moves(moves(parts, names))
    }

    private func moves(_ parts: [Part], _ names: [PartName]) -> [StagedMove] {
        zip(parts, names).map { part, name in
            .part(on: part.disk, from: part.path, to: table.location(of: name.text))
        }
    }

    func publish() {
        let (parts, names) = state.withLock { state -> ([Part], [PartName]) in
            defer {
                state.parts = []
                state.holdsHash = false
            }
            return (state.parts, state.names)
        }
        let moment = table.clock.seconds
        let window = table.deduplicationWindow
        let placed = zip(parts, names).map { part, name in
            part.renamed(name, path: table.location(of: name.text))
        }
        table.state.withLock { state in
            for part in placed { state.publish(part, at: moment) }
            if let hash { state.deduplication.settle(hash, of: names.first, window: window) }
        }
        for part in placed { table.log(.newPart, part) }
        table.scheduler?.wake()
    }

    func abandon() {
        let (parts, names, holdsHash) = state.withLock { state -> ([Part], [PartName], Bool) in
            defer {
                state.parts = []
                state.names = []
                state.holdsHash = false
            }
            return (state.parts, state.names, state.holdsHash)
        }
        guard !parts.isEmpty || holdsHash else { return }
        // What cannot be removed now is removed at the next start.
        if !keepsFiles { for part in parts { try? part.disk.removeTree(part.path) } }
        var isForgotten = true
        if holdsHash, let hash { isForgotten = table.forget(hash) }
        // A hash that is still on disk must not seem to be of a part that reaches over its number.
        guard isForgotten else { return }
        table.state.withLock { state in for name in names { state.giveUp(name.blockMin) } }
    }
}

extension MergeTreeTable {
    /// Names for written parts, with fresh block numbers.
    func allocateNames(for parts: [Part]) throws(QueryError) -> [PartName] {
        try state.withLock { (state) throws(QueryError) -> [PartName] in
            guard !state.isShutDown else { throw QueryError(.tableIsDropped, "The table was shut down") }
            return parts.map { part in
                let block = state.allocateBlock()
                return PartName(partition: part.name.partition, blockMin: block, blockMax: block, level: 0)
            }
        }
    }
}
