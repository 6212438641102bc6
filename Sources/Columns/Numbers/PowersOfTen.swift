/// Powers of ten for decimals, one table per width: the exponents 0...9, 0...19, 0...38 and 0...76.
package enum PowersOfTen {
    package static let int32: [Int32] = table(count: 10)
    package static let int64: [Int64] = table(count: 19)
    package static let uint64: [UInt64] = table(count: 20)
    package static let int128: [Int128] = table(count: 39)
    package static let int256: [Int256] = table(count: 77)

    /// The doubles 10^0 ... 10^22: those that are exact.
    package static let exactDoubles: [Double] = {
        var powers = [1.0]
        for _ in 1...22 { powers.append((powers.last ?? 1) * 10) }
        return powers
    }()

    /// 10 to an exponent that the type can hold; zero for any other exponent.
    package static func power<T: FixedWidthInteger>(_ exponent: Int, as type: T.Type) -> T {
        guard exponent >= 0, exponent <= largestExponent(of: type) else { return 0 }
        return exponent < 19 ? T(truncatingIfNeeded: int64[exponent]) : T(truncatingIfNeeded: int256[exponent])
    }

    /// The largest power of ten that fits into the type: 2, 4, 9, 18 (19 unsigned), 38 or 76.
    package static func largestExponent<T: FixedWidthInteger>(of type: T.Type) -> Int {
        Swift.min(76, (T.bitWidth &- (T.isSigned ? 1 : 0)) &* 30_103 / 100_000)
    }

    private static func table<T: FixedWidthInteger>(count: Int) -> [T] {
        var powers: [T] = [1]
        for exponent in 1..<count { powers.append(powers[exponent &- 1] &* 10) }
        return powers
    }
}
