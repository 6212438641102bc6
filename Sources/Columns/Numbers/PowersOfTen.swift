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
        guard exponent >= 0, exponent < 77 else { return 0 }
        return T(exactly: int256[exponent]) ?? 0
    }

    private static func table<T: FixedWidthInteger>(count: Int) -> [T] {
        var powers: [T] = [1]
        for exponent in 1..<count { powers.append(powers[exponent &- 1] &* 10) }
        return powers
    }
}
