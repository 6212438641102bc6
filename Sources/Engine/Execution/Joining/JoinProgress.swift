import Errors
import Synchronization

/// What the streams of one join share: which right rows have met a left one.
final class JoinProgress: Sendable {
    /// Flags are by right row, else by key.
    let tracksRows: Bool
    let flagCount: Int
    private let state: Mutex<State>

    private struct State: Sendable {
        var matched: [UInt8]
        var usedOnce: [UInt8]
        var streamsLeft: Int
    }

    init(streamCount: Int, _ table: JoinTable, tracksRows: Bool, usesKeysOnce: Bool) {
        self.tracksRows = tracksRows
        flagCount = tracksRows ? table.rowCount : table.keyCount
        let flags = [UInt8](repeating: 0, count: flagCount)
        state = Mutex(State(matched: flags, usedOnce: usesKeysOnce ? flags : [], streamsLeft: streamCount))
    }

    /// Runs `body` with the flags of the keys (or rows) that are taken already.
    func withUsed<Result: Sendable>(_ body: (inout [UInt8]) -> Result) -> Result {
        state.withLock { body(&$0.usedOnce) }
    }

    /// A stream has ended, with what it met; the last one gets what all met.
    func end(_ matched: [UInt8]) -> [UInt8]? {
        state.withLock { state in
            for flag in matched.indices { state.matched[flag] |= matched[flag] }
            state.streamsLeft -= 1
            return state.streamsLeft == 0 ? state.matched : nil
        }
    }
}
