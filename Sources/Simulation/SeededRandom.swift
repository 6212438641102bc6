import Engine
import Storage
import Synchronization

/// Random numbers that a seed decides, for decisions of one thread (SplitMix64).
package struct SeededRandom: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value &>> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value &>> 31)
    }

    /// A number below `bound`, which is above 0.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// True `numerator` times of `denominator`.
    package mutating func isLucky(_ numerator: Int, of denominator: Int) -> Bool { below(denominator) < numerator }
}

/// The same numbers as a source that threads share.
package final class SeededSource: RandomSource {
    private let random: Mutex<SeededRandom>

    package init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

    package func next() -> UInt64 { random.withLock { $0.next() } }
}

/// A clock that stands still until it is moved, in either direction.
package final class SimulatedClock: WallClock, StorageClock {
    private let moment = Mutex<Int64>(1_767_225_600_000_000_000)

    package init() {}

    package var nanoseconds: Int64 { moment.withLock { $0 } }
    package var nowNanoseconds: Int64 { nanoseconds }

    package func advance(seconds: Int64) { moment.withLock { $0 += seconds * 1_000_000_000 } }
}
