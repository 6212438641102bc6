import Engine
import Synchronization

/// Tells a client how far its query is: ten times a second, also while no rows come.
final class ProgressReporter: Sendable {
    private static let interval = Duration.milliseconds(100)

    private struct State: Sendable {
        var told = ProgressAmount()
        var isOver = false
    }

    private let packets: AnswerPackets
    private let query: QueryHandle
    private let answers: AnswerPipe
    private let clock: any WallClock
    private let startNanoseconds: Int64
    private let state = Mutex(State())

    init(_ packets: AnswerPackets, _ query: QueryHandle, _ answers: AnswerPipe, _ clock: any WallClock) {
        self.packets = packets
        self.query = query
        self.answers = answers
        self.clock = clock
        startNanoseconds = clock.nowNanoseconds
    }

    func start() {
        Task { [self] in
            while true {
                try await Task.sleep(for: Self.interval)
                guard tell(isLast: false) else { return }
            }
        }
    }

    /// A packet now.
    func report() { _ = tell(isLast: false) }

    /// The last packet, with what an INSERT wrote; none follows.
    func finish(writtenRows: Int, bytes: Int) { _ = tell(isLast: true, writtenRows: writtenRows, bytes: bytes) }

    /// No packet follows.
    func stop() { state.withLock { $0.isOver = true } }

    /// `false` when nothing may be told any more.
    private func tell(isLast: Bool, writtenRows: Int = 0, bytes: Int = 0) -> Bool {
        state.withLock { state in
            guard !state.isOver else { return false }
            state.isOver = isLast
            var now = ProgressAmount()
            now.readRows = query.progress?.readRows ?? 0
            now.readBytes = query.progress?.readBytes ?? 0
            now.totalRows = query.progress?.totalRowsToRead ?? 0
            // Of a statement that reads nothing ClickHouse tells no time.
            if now.readRows > 0 { now.elapsedNanoseconds = Int(max(0, clock.nowNanoseconds - startNanoseconds)) }
            now.writtenRows = writtenRows
            now.writtenBytes = bytes
            // Under the lock, so that nothing comes behind the last one.
            answers.post(packets.progress(now.since(state.told)))
            state.told = now
            return true
        }
    }
}
