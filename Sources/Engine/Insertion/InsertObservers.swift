import Storage
import Synchronization

/// Who is told that rows have become visible: quick callbacks, on the thread of the insert.
package final class InsertObservers: Sendable {
    private let observers = Mutex<[@Sendable (QualifiedName) -> Void]>([])

    package init() {}

    package func add(_ observer: @escaping @Sendable (QualifiedName) -> Void) {
        observers.withLock { $0.append(observer) }
    }

    func tell(_ table: QualifiedName) {
        for observer in observers.withLock({ $0 }) { observer(table) }
    }
}
