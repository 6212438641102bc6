import Synchronization

/// The results of parallel tasks, by task.
final class Collected<Value: Sendable>: Sendable {
    private let byTask = Mutex<[Int: Value]>([:])

    func put(_ value: Value, at task: Int) { byTask.withLock { $0[task] = value } }

    /// The results of the tasks `0..<count`, which have all ended.
    func values(_ count: Int) -> [Value] { byTask.withLock { results in (0..<count).compactMap { results[$0] } } }
}
