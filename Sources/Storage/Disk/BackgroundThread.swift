import Glibc
import Synchronization

/// A thread of our own for work that waits for disks: Swift's shared pool must not be blocked.
package final class BackgroundThread: Sendable {
    private let done = Signal()

    /// Starts `body` on a new thread; `false` where the machine gives none.
    package init(_ body: @escaping @Sendable () -> Void) {
        let done = done
        let work = Work {
            body()
            done.raise()
        }
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(work)
        // Safe: the thread takes over the retain of `work`.
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let work = unsafe argument else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run()
                return nil
            }, retained.toOpaque())
        if result == 0 {
            pthread_detach(thread)
        } else {
            // No thread to be had: the work is done here, late but not lost.
            unsafe retained.release()
            work.run()
        }
    }

    /// Waits until the body has returned.
    package func join() { done.wait() }

    private final class Work: Sendable {
        private let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        func run() { body() }
    }
}

/// A flag that threads wait for.
///
/// `@unchecked Sendable`: `isRaised` is only touched with `mutex` held.
@safe package final class Signal: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isRaised = false

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Wakes all that wait; later waits return at once, until `lower`.
    package func raise() {
        unsafe pthread_mutex_lock(mutex)
        isRaised = true
        unsafe pthread_cond_broadcast(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    package func lower() {
        unsafe pthread_mutex_lock(mutex)
        isRaised = false
        unsafe pthread_mutex_unlock(mutex)
    }

    package func wait() {
        unsafe pthread_mutex_lock(mutex)
        while !isRaised { unsafe pthread_cond_wait(condition, mutex) }
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Waits at most `milliseconds`; `true` if the flag was raised.
    @discardableResult
    package func wait(milliseconds: Int) -> Bool {
        var deadline = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &deadline)
        let nanoseconds = Int(deadline.tv_nsec) + (milliseconds % 1000) * 1_000_000
        deadline.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !isRaised {
            if unsafe pthread_cond_timedwait(condition, mutex, &deadline) != 0 { break }
        }
        return isRaised
    }
}

/// What time it is; passed in, so that tests decide.
package protocol StorageClock: Sendable {
    /// Nanoseconds since the epoch.
    var nanoseconds: Int64 { get }
}

extension StorageClock {
    package var seconds: Int64 { nanoseconds / 1_000_000_000 }
}

/// The machine's clock.
package struct SystemClock: StorageClock {
    package init() {}

    package var nanoseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
