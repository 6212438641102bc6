/// One value as its column holds it, for the slow paths: literals, parameters, keys, tests.
///
/// The logical type stands beside it: a `DateTime64` is its `int64` ticks, a `Decimal` its raw integer, a UUID its
/// `uint128`, a map an array of two-element tuples, an aggregate state its bytes.
package indirect enum Value: Hashable, Sendable {
    case null
    case uint64(UInt64), int64(Int64)
    case uint128(UInt128), int128(Int128), uint256(UInt256), int256(Int256)
    case float64(Double)
    case string([UInt8])
    case array([Value])
    case tuple([Value])

    package static func text(_ text: String) -> Value { .string(Array(text.utf8)) }
}
