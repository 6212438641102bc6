import Engine
import Foundation
import Storage

/// The machine's wall clock.
struct SystemClock: WallClock, StorageClock {
    /// To about a microsecond.
    var nowNanoseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) * 1000 }

    var nanoseconds: Int64 { nowNanoseconds }
}

/// The machine's source of randomness.
struct SystemRandom: RandomSource {
    func next() -> UInt64 { UInt64.random(in: .min ... .max) }
}
