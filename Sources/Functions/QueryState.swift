import Columns
import Synchronization

/// What one running query counts for functions that are no functions of their arguments: row numbers, random streams.
///
/// A class, because all copies of a query's `QueryContext` share it, on all threads.
package final class QueryState: Sendable {
    private let seed: UInt64
    private let streamCount = Atomic<UInt64>(0)
    private let rowCount = Atomic<UInt64>(0)
    private let blockCount = Atomic<UInt64>(0)

    /// - Parameter seed: where all randomness of the query comes from; no two queries should have the same.
    package init(seed: UInt64) { self.seed = seed }

    /// A generator for one block of one call; no two are alike.
    package func nextRandomStream() -> RandomStream {
        let number = streamCount.wrappingAdd(1, ordering: .relaxed).oldValue
        return RandomStream(seed: seed, number: number)
    }

    /// The generator of one place in the query: the same for every block.
    package func constantRandomStream(_ place: UInt64) -> RandomStream {
        RandomStream(seed: ~seed, number: place)
    }

    /// Counts `count` rows; the number of those before them.
    func countRows(_ count: Int) -> UInt64 {
        rowCount.wrappingAdd(UInt64(count), ordering: .relaxed).oldValue
    }

    /// Counts a block; the number of those before it.
    func countBlock() -> UInt64 { blockCount.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// Random numbers out of a seed: SplitMix64. Not for secrets.
package struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64, number: UInt64) {
        var mixer = RandomStream(state: seed)
        let mixed = mixer.next()
        var second = RandomStream(state: mixed ^ (number &* 0xD129_0217_5A4A_35B1))
        state = second.next()
    }

    private init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value &>> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value &>> 31)
    }

    /// A number from 0 (included) to 1 (excluded).
    mutating func nextUnit() -> Double {
        // The type is written because `Double` can be made of wider integers too, which `next` makes as well.
        let bits: UInt64 = next()
        return Double(bits &>> 11) * 0x1p-53
    }
}

/// What functions may tell of the server.
package struct ServerFacts: Sendable {
    /// The name that `displayName` gives; `nil` is the machine's.
    package var displayName: String?
    package var uuid: UInt128
    /// When the server started, nanoseconds since the epoch; 0 for none.
    package var startNanoseconds: Int64
    package var tcpPort: UInt16

    package init(
        displayName: String? = nil, uuid: UInt128 = 0, startNanoseconds: Int64 = 0, tcpPort: UInt16 = 9000
    ) {
        self.displayName = displayName
        self.uuid = uuid
        self.startNanoseconds = startNanoseconds
        self.tcpPort = tcpPort
    }
}

/// A setting's type and present value, for `getSetting`.
package struct SettingValue: Sendable {
    package let type: DataType
    package let value: Value

    package init(type: DataType, value: Value) {
        self.type = type
        self.value = value
    }
}
