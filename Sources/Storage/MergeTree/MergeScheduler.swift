import Errors
import Synchronization

/// Work that tables want done beside queries: merges, mutations, moves, cleaning.
package protocol BackgroundWorker: AnyObject, Sendable {
    /// Does one piece of work, if there is any; `false` when there was none.
    func doBackgroundWork() -> Bool

    /// Does one small merge, if there is any, while longer work keeps the other threads; `false` when there was none.
    func doSmallWork() -> Bool
}

extension BackgroundWorker {
    package func doSmallWork() -> Bool { false }
}

/// Threads that do the tables' background work, one piece at a time each. One more looks after small merges while all
/// of them are busy with one piece for long: fresh parts must not pile up behind a merge of gigabytes.
package final class MergeScheduler: Sendable {
    private struct State {
        var workers: [any BackgroundWorker] = []
        var next = 0
        var isStopping = false
        /// Grows with every wake: a thread that found nothing looks again only after one, or after a while.
        var wakes = 0
        /// Threads that are at work, and pieces of work that have ended.
        var workingCount = 0
        var piecesDone = 0
    }

    private let state = Mutex(State())
    private let work = Signal()
    private let stopped = Signal()
    private let threadCount: Int
    private let threads = Mutex<[BackgroundThread]>([])
    private let idleMilliseconds: Int

    /// Starts `threadCount` threads, which look for work when they are woken and every `idleMilliseconds`.
    package init(threadCount: Int, idleMilliseconds: Int = 1000) {
        self.idleMilliseconds = idleMilliseconds
        self.threadCount = threadCount
        let started = (0..<threadCount).map { _ in BackgroundThread { [weak self] in MergeScheduler.run(self) } }
        let helper = BackgroundThread { [weak self] in MergeScheduler.runSmall(self) }
        threads.withLock { $0 = started + [helper] }
    }

    package func add(_ worker: any BackgroundWorker) {
        state.withLock { $0.workers.append(worker) }
        wake()
    }

    package func remove(_ worker: any BackgroundWorker) {
        state.withLock { $0.workers.removeAll { $0 === worker } }
    }

    /// There may be work.
    package func wake() {
        state.withLock { $0.wakes += 1 }
        work.raise()
    }

    /// Lets running work end and stops the threads.
    package func shutdown() {
        state.withLock { $0.isStopping = true }
        work.raise()
        stopped.raise()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// The thread keeps the scheduler alive only while it works.
    private static func run(_ scheduler: MergeScheduler?) {
        guard let scheduler else { return }
        while !scheduler.state.withLock({ $0.isStopping }) { scheduler.turn() }
    }

    private static func runSmall(_ scheduler: MergeScheduler?) {
        guard let scheduler else { return }
        var piecesSeen = -1
        while !scheduler.state.withLock({ $0.isStopping }) { scheduler.turnSmall(&piecesSeen) }
    }

    private func turnSmall(_ piecesSeen: inout Int) {
        let (isBusy, piecesDone, workers) = state.withLock { state in
            (state.workingCount >= threadCount, state.piecesDone, state.workers)
        }
        guard isBusy, piecesDone == piecesSeen else {
            piecesSeen = isBusy ? piecesDone : -1
            stopped.wait(milliseconds: isBusy ? Self.patienceMilliseconds : idleMilliseconds)
            return
        }
        var hasWorked = false
        for worker in workers where !state.withLock({ $0.isStopping }) {
            if worker.doSmallWork() { hasWorked = true }
        }
        if !hasWorked { stopped.wait(milliseconds: Self.patienceMilliseconds) }
    }

    /// A piece of work that takes longer has the helper come.
    private static let patienceMilliseconds = 250

    private func turn() {
        let (workers, wakes) = state.withLock { state -> ([any BackgroundWorker], Int) in
            guard !state.workers.isEmpty else { return ([], state.wakes) }
            state.next = (state.next + 1) % state.workers.count
            return (Array(state.workers[state.next...] + state.workers[..<state.next]), state.wakes)
        }
        var hasWorked = false
        for worker in workers where !state.withLock({ $0.isStopping }) {
            state.withLock { $0.workingCount += 1 }
            if worker.doBackgroundWork() { hasWorked = true }
            state.withLock { state in
                state.workingCount -= 1
                state.piecesDone += 1
            }
        }
        guard !hasWorked else { return }
        let isNew = state.withLock { $0.wakes != wakes || $0.isStopping }
        if !isNew {
            work.wait(milliseconds: idleMilliseconds)
            if !state.withLock({ $0.isStopping }) { work.lower() }
        }
    }
}
