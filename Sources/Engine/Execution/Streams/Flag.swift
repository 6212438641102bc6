import Synchronization

/// A flag that threads share and that is only ever raised.
final class Flag: Sendable {
    private let raised = Atomic<Bool>(false)

    var isRaised: Bool { raised.load(ordering: .relaxed) }

    func raise() { raised.store(true, ordering: .relaxed) }
}

/// Numbers, each given out once.
final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    func claim(below bound: Int) -> Int? {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return number < bound ? number : nil
    }
}
