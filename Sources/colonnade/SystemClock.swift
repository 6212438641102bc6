import Engine
import Foundation

/// The machine's wall clock.
struct SystemClock: WallClock {
    /// To about a microsecond.
    var nowNanoseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) * 1000 }
}

/// The machine's source of randomness.
struct SystemRandom: RandomSource {
    func next() -> UInt64 { UInt64.random(in: .min ... .max) }
}
