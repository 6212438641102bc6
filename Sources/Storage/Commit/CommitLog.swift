import Errors
import Synchronization

/// Makes inserts visible: the parts of a table and of all materialized views behind it together, or none of them,
/// whatever fails in between.
///
/// What is written lies beside its place under a temporary name. One rename is atomic by itself. For more than one, a
/// record of them is made durable first (`transactions/<number>.txt`): that is the commit. Then they are renamed, and
/// some commits later, when the renames are durable, the record goes. At start-up `recover` finishes what records say;
/// without one, temporary names are removed.
///
/// Commits that come while another is being written wait and are then written together: one record, one fsync for each
/// directory.
package final class CommitLog: Sendable {
    private let disk: any Disk
    private let disks: [any Disk]
    private let state = Mutex(State())

    private struct State {
        var waiting: [CommitTicket] = []
        /// Somebody writes: only this thread touches the disk.
        var isWriting = false
        var lastRecord = 0
        var lastTicket = 0
        /// Records whose renames are done, but perhaps not durable.
        var finished: [(record: Int, moves: [StagedMove])] = []
        /// Commits that failed, and whose record could not be removed for sure: nothing is committed before it is.
        var undecided: [Undecided] = []
    }

    struct Undecided: Sendable {
        let record: Int
        let moves: [StagedMove]
        let inserts: [any PreparedInsert]
    }

    /// So many records may be there before they are cleaned up.
    private static let finishedMax = 32

    /// `disk` keeps the records; `disks` are all that tables lie on.
    package init(disk: any Disk, disks: [any Disk]) {
        self.disk = disk
        self.disks = disks
    }

    // MARK: - Start-up

    /// Finishes what was committed when the last run ended. Called before any table is opened.
    package func recover() throws(QueryError) {
        guard disk.exists(CommitRecord.directory) else { return }
        let names = try disk.list(CommitRecord.directory)
        let numbers = names.compactMap(CommitRecord.number).sorted()
        var changed: [(disk: any Disk, directory: String)] = []
        for number in numbers {
            guard let record = CommitRecord(parsing: try disk.readAll(CommitRecord.path(number))) else { continue }
            for move in record.moves {
                guard let place = disks.first(where: { $0.name == move.disk }) else {
                    throw QueryError(
                        .unknownDisk, "Commit \(number) was for disk \(move.disk), which is not there any more")
                }
                guard place.exists(move.source) else { continue }
                if !move.isFile, place.exists(move.target) { continue }
                try place.rename(move.source, to: move.target)
                let directory = parentDirectory(of: move.target)
                if !changed.contains(where: { $0.disk === place && $0.directory == directory }) {
                    changed.append((place, directory))
                }
            }
        }
        for (place, directory) in changed { try place.synchroniseDirectory(directory) }
        for name in names { try disk.removeFile("\(CommitRecord.directory)/\(name)") }
        if !names.isEmpty { try disk.synchroniseDirectory(CommitRecord.directory) }
        state.withLock { $0.lastRecord = numbers.last ?? 0 }
    }

    // MARK: - Committing

    /// Makes `blocks` visible together: each is the insert of one block into a table, and into its views behind it.
    /// Throws when none of it is, and gives everything back.
    package func commit(_ blocks: [[any PreparedInsert]], isDurable: Bool) throws(QueryError) {
        let (ticket, isFirst) = state.withLock { state -> (CommitTicket, Bool) in
            state.lastTicket += 1
            let ticket = CommitTicket(state.lastTicket, blocks, isDurable: isDurable)
            state.waiting.append(ticket)
            defer { state.isWriting = true }
            return (ticket, !state.isWriting)
        }
        if isFirst || ticket.waitForTurn() {
            while !ticket.isOver { writeWaiting() }
            passOn()
        }
        try ticket.get()
    }

    /// Runs `body` between two commits: what it sees of several tables belongs together.
    package func between(_ body: @escaping @Sendable () throws(QueryError) -> Void) throws(QueryError) {
        try commit([[PreparedLook(body)]], isDurable: false)
    }

    /// Writes what waits.
    private func writeWaiting() {
        let batch = state.withLock { state -> [CommitTicket] in
            defer { state.waiting = [] }
            return state.waiting
        }
        let postponed = write(batch)
        state.withLock { $0.waiting = postponed + $0.waiting }
    }

    /// The next writer is the first that waits.
    private func passOn() {
        let next = state.withLock { state -> CommitTicket? in
            state.isWriting = !state.waiting.isEmpty
            return state.waiting.first
        }
        next?.giveTurn()
    }

    /// Gives the tickets that have to wait for others of the batch.
    private func write(_ batch: [CommitTicket]) -> [CommitTicket] {
        do throws(QueryError) {
            try settleUndecided()
        } catch {
            for ticket in batch { ticket.fail(error) }
            return []
        }
        var postponed: [CommitTicket] = []
        var staged: [CommitTicket] = []
        for ticket in batch {
            switch ticket.stage() {
            case .ready: staged.append(ticket)
            case .postponed: postponed.append(ticket)
            case .over: break
            }
        }
        writeSingles(staged.filter { $0.moves.count <= 1 })
        writeJoined(staged.filter { $0.moves.count > 1 })
        cleanUp(leaving: Self.finishedMax)
        return postponed
    }

    /// Commits of one rename at most, which is atomic by itself.
    private func writeSingles(_ tickets: [CommitTicket]) {
        var moved: [CommitTicket] = []
        for ticket in tickets {
            do throws(QueryError) {
                for move in ticket.moves { try move.disk.rename(move.source, to: move.target) }
                moved.append(ticket)
            } catch {
                ticket.fail(error)
            }
        }
        do throws(QueryError) {
            try synchroniseDirectories(of: moved.filter(\.isDurable).flatMap(\.moves))
        } catch {
            for ticket in moved { undo(ticket, record: nil, error) }
            return
        }
        for ticket in moved { ticket.succeed() }
    }

    /// Commits of several renames: one record for all of them.
    private func writeJoined(_ tickets: [CommitTicket]) {
        guard !tickets.isEmpty else { return }
        let moves = tickets.flatMap(\.moves)
        let isDurable = tickets.contains(where: \.isDurable)
        let number = state.withLock { state -> Int in
            state.lastRecord += 1
            return state.lastRecord
        }
        do throws(QueryError) {
            // The temporary names first: the record must not speak of what a cut could take away.
            if isDurable { try synchroniseSources(of: moves) }
            try writeRecord(number, moves, isDurable: isDurable)
            for move in moves { try move.disk.rename(move.source, to: move.target) }
        } catch {
            let undecided = Undecided(record: number, moves: moves, inserts: tickets.flatMap(\.inserts))
            if settle(undecided, isDurable: isDurable) != nil { state.withLock { $0.undecided.append(undecided) } }
            for ticket in tickets { ticket.fail(error, abandons: false) }
            return
        }
        state.withLock { $0.finished.append((number, moves)) }
        for ticket in tickets { ticket.succeed() }
    }

    private func writeRecord(_ number: Int, _ moves: [StagedMove], isDurable: Bool) throws(QueryError) {
        try disk.createDurableDirectory(CommitRecord.directory)
        let path = CommitRecord.path(number)
        try disk.write(CommitRecord(moves).bytes, to: path + ".tmp")
        if isDurable { try disk.synchronise(path + ".tmp") }
        try disk.rename(path + ".tmp", to: path)
        if isDurable { try disk.synchroniseDirectory(CommitRecord.directory) }
    }

    private func synchroniseDirectories(of moves: [StagedMove]) throws(QueryError) {
        var done: Set<String> = []
        for move in moves where done.insert("\(move.disk.name)/\(move.directory)").inserted {
            try move.disk.synchroniseDirectory(move.directory)
        }
    }

    private func synchroniseSources(of moves: [StagedMove]) throws(QueryError) {
        var done: Set<String> = []
        for move in moves where done.insert("\(move.disk.name)/\(move.sourceDirectory)").inserted {
            try move.disk.synchroniseDirectory(move.sourceDirectory)
        }
    }

    // MARK: - Undoing

    private func undo(_ ticket: CommitTicket, record: Int?, _ error: QueryError) {
        let undecided = Undecided(record: record ?? 0, moves: ticket.moves, inserts: ticket.inserts)
        if settle(undecided, isDurable: ticket.isDurable) != nil { state.withLock { $0.undecided.append(undecided) } }
        ticket.fail(error, abandons: false)
    }

    /// Takes a commit back that nobody was told of: names first, then the record, then what was written. What it
    /// throws left the outcome open: a crash now may bring the rows, whole, or not.
    private func settle(_ commit: Undecided, isDurable: Bool) -> QueryError? {
        do throws(QueryError) {
            for move in commit.moves.reversed() { try move.undo(isDurable: isDurable) }
            if isDurable { try synchroniseDirectories(of: commit.moves) }
            if commit.record > 0 { try removeRecord(commit.record, isDurable: isDurable) }
        } catch {
            return error
        }
        for insert in commit.inserts { insert.abandon() }
        return nil
    }

    private func removeRecord(_ number: Int, isDurable: Bool) throws(QueryError) {
        let path = CommitRecord.path(number)
        for name in [path, path + ".tmp"] where disk.exists(name) { try disk.removeFile(name) }
        if isDurable, disk.exists(CommitRecord.directory) { try disk.synchroniseDirectory(CommitRecord.directory) }
    }

    private func settleUndecided() throws(QueryError) {
        while let commit = state.withLock({ $0.undecided.first }) {
            if let error = settle(commit, isDurable: true) { throw error }
            state.withLock { _ = $0.undecided.removeFirst() }
        }
    }

    // MARK: - Cleaning up

    /// Removes records whose renames are durable, once there are more than `count`.
    private func cleanUp(leaving count: Int) {
        let finished = state.withLock { $0.finished }
        guard finished.count > count else { return }
        do throws(QueryError) {
            try synchroniseDirectories(of: finished.flatMap(\.moves).filter { $0.disk.exists($0.directory) })
            for (record, _) in finished { try removeRecord(record, isDurable: false) }
        } catch {
            // They stay for the next time: done twice they do no harm.
            return
        }
        state.withLock { $0.finished = [] }
    }

    /// Removes the records of all that is committed.
    package func removeRecords() { cleanUp(leaving: 0) }

    /// Removes all records; nothing may be committed any more.
    package func shutdown() { cleanUp(leaving: 0) }
}
