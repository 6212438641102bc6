import Errors
import Foundation
import Synchronization

/// Threads for the work inside queries. Whoever has work takes part in it; idle threads of the pool help.
///
/// Work is a number of tasks, claimed one by one. Nobody waits for a task that has not begun, so `run` may be called
/// from within a task.
package final class WorkerPool: Sendable {
    /// As many threads as the machine has processors, counting the caller's.
    package static let shared = WorkerPool(helpers: max(1, ProcessInfo.processInfo.activeProcessorCount - 1))

    /// Deep plans and expressions recurse.
    private static let stackBytes = 8 << 20

    private let helpers: Int
    private let state = Mutex(State())
    private let wakeUp = NSCondition()

    private struct State {
        /// Jobs that still want helpers.
        var jobs: [Job] = []
        var threadsStarted = false
    }

    package init(helpers: Int) {
        self.helpers = max(0, helpers)
    }

    /// Runs `body(0)` … `body(taskCount - 1)` on at most `threadsMax` threads and returns when all have ended. The
    /// first error ends the run: tasks that have not begun are left out, and it is thrown.
    package func run(
        taskCount: Int, threadsMax: Int, _ body: @escaping @Sendable (Int) throws(QueryError) -> Void
    ) throws(QueryError) {
        let wanted = min(taskCount, threadsMax, helpers + 1) - 1
        guard wanted > 0 else {
            for task in 0..<taskCount { try body(task) }
            return
        }
        let job = Job(taskCount: taskCount, helpersWanted: wanted, body)
        startThreads()
        wakeUp.lock()
        state.withLock { $0.jobs.append(job) }
        if wanted == 1 { wakeUp.signal() } else { wakeUp.broadcast() }
        wakeUp.unlock()
        job.work()
        state.withLock { state in state.jobs.removeAll { $0 === job } }
        job.waitForHelpers()
        if let failure = job.failure { throw failure }
    }

    private func startThreads() {
        let mustStart = state.withLock { state in
            defer { state.threadsStarted = true }
            return !state.threadsStarted
        }
        guard mustStart else { return }
        for number in 1...helpers {
            let thread = Thread { [self] in
                while true { nextJob().help() }
            }
            thread.stackSize = Self.stackBytes
            thread.name = "worker \(number)"
            thread.start()
        }
    }

    /// Waits for a job that wants a helper, and joins it.
    private func nextJob() -> Job {
        wakeUp.lock()
        defer { wakeUp.unlock() }
        while true {
            let found = state.withLock { (state) -> Job? in
                guard let job = state.jobs.first else { return nil }
                if job.join() == .last { state.jobs.removeFirst() }
                return job
            }
            if let found { return found }
            wakeUp.wait()
        }
    }
}

/// One call of `WorkerPool.run`.
private final class Job: Sendable {
    enum Place { case one, last }

    private let body: @Sendable (Int) throws(QueryError) -> Void
    private let taskCount: Int
    private let nextTask = Atomic<Int>(0)
    private let helpersWanted: Atomic<Int>
    private let helpersActive = Atomic<Int>(0)
    private let error = Mutex<QueryError?>(nil)
    private let ended = NSCondition()

    init(taskCount: Int, helpersWanted: Int, _ body: @escaping @Sendable (Int) throws(QueryError) -> Void) {
        self.taskCount = taskCount
        self.helpersWanted = Atomic(helpersWanted)
        self.body = body
    }

    var failure: QueryError? { error.withLock { $0 } }

    /// Takes a helper's place; called under the pool's lock while the job still has one.
    func join() -> Place {
        helpersActive.wrappingAdd(1, ordering: .acquiringAndReleasing)
        return helpersWanted.wrappingSubtract(1, ordering: .relaxed).newValue == 0 ? .last : .one
    }

    func help() {
        work()
        if helpersActive.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            ended.lock()
            ended.broadcast()
            ended.unlock()
        }
    }

    func work() {
        while true {
            let task = nextTask.wrappingAdd(1, ordering: .relaxed).oldValue
            guard task < taskCount else { return }
            do throws(QueryError) {
                try body(task)
            } catch {
                self.error.withLock { $0 = $0 ?? error }
                nextTask.store(taskCount, ordering: .relaxed)
            }
        }
    }

    /// Spins for some microseconds, as waking a sleeping thread takes longer, and sleeps then.
    func waitForHelpers() {
        for _ in 0..<2000 where helpersActive.load(ordering: .acquiring) == 0 { return }
        ended.lock()
        while helpersActive.load(ordering: .acquiring) != 0 { ended.wait() }
        ended.unlock()
    }
}
