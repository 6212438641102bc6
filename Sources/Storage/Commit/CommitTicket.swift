import Errors
import Synchronization

/// One commit that waits to be written, and the thread that waits for it.
final class CommitTicket: Sendable {
    private let number: Int
    let isDurable: Bool
    private let blocks: [[any PreparedInsert]]
    private let state = Mutex(State())
    private let woken = Signal()

    private struct State {
        var moves: [StagedMove] = []
        /// What is to be published: the blocks without duplicates.
        var staged: [any PreparedInsert] = []
        var result: Result<Void, QueryError>?
        var hasTurn = false
    }

    enum Staging { case ready, postponed, over }

    init(_ number: Int, _ blocks: [[any PreparedInsert]], isDurable: Bool) {
        self.number = number
        self.blocks = blocks
        self.isDurable = isDurable
    }

    var isOver: Bool { state.withLock { $0.result != nil } }
    var moves: [StagedMove] { state.withLock { $0.moves } }
    var inserts: [any PreparedInsert] { blocks.flatMap { $0 } }

    /// Gives everything its final name; over where that fails: then nothing of it is left.
    func stage() -> Staging {
        var moves: [StagedMove] = []
        var staged: [any PreparedInsert] = []
        do throws(QueryError) {
            blocks: for block in blocks {
                guard block.first?.isDuplicate != true else { continue }
                for insert in block {
                    switch try insert.stage(in: number) {
                    case .moves(let new):
                        moves += new
                        staged.append(insert)
                    case .duplicate:
                        // The table is first, and has the rows: its views have them, too.
                        for unwanted in block { unwanted.abandon() }
                        continue blocks
                    case .later: return .postponed
                    }
                }
            }
        } catch {
            fail(error)
            return .over
        }
        let (allMoves, allStaged) = (moves, staged)
        state.withLock { state in
            state.moves = allMoves
            state.staged = allStaged
        }
        return .ready
    }

    func succeed() {
        for insert in state.withLock({ $0.staged }) { insert.publish() }
        end(.success(()))
    }

    func fail(_ error: QueryError, abandons: Bool = true) {
        if abandons { for insert in inserts { insert.abandon() } }
        end(.failure(error))
    }

    private func end(_ result: Result<Void, QueryError>) {
        state.withLock { $0.result = result }
        woken.raise()
    }

    /// This ticket's thread writes the next batch.
    func giveTurn() {
        state.withLock { $0.hasTurn = true }
        woken.raise()
    }

    /// Waits until the ticket was written by somebody (`false`), or has to be written here (`true`).
    func waitForTurn() -> Bool {
        woken.wait()
        return state.withLock { $0.result == nil && $0.hasTurn }
    }

    func get() throws(QueryError) {
        guard let result = state.withLock({ $0.result }) else {
            throw QueryError(.logicalError, "A commit ended without a result")
        }
        try result.get()
    }
}
