/// A signed integer of 256 bits in two's complement, as ClickHouse's `Int256` lies in memory.
///
/// It is a `FixedWidthInteger`: `+ - *` trap on overflow, `&+ &- &*` wrap as ClickHouse integers do.
package struct Int256: Hashable, Sendable, BitwiseCopyable {
    package var bits: UInt256

    package init(bitPattern bits: UInt256) { self.bits = bits }

    package init(low: UInt128, high: Int128) {
        bits = UInt256(low: low, high: UInt128(bitPattern: high))
    }

    package var low: UInt128 { bits.low }
    package var high: Int128 { Int128(bitPattern: bits.high) }
    package var isNegative: Bool { Int64(bitPattern: bits.limb3) < 0 }
}

// MARK: - FixedWidthInteger: constants, bits, conversions

extension Int256: FixedWidthInteger, SignedInteger {
    package typealias Magnitude = UInt256
    package typealias IntegerLiteralType = Int

    package static var bitWidth: Int { 256 }
    package static var isSigned: Bool { true }
    package static var min: Int256 { Int256(low: 0, high: .min) }
    package static var max: Int256 { Int256(low: .max, high: .max) }
    package static var zero: Int256 { Int256(bitPattern: .zero) }

    package init(integerLiteral value: Int) {
        let fill: UInt64 = value < 0 ? .max : 0
        bits = UInt256(UInt64(truncatingIfNeeded: value), fill, fill, fill)
    }

    package init(_truncatingBits bits: UInt) { self.bits = UInt256(UInt64(bits), 0, 0, 0) }

    package init<T: BinaryInteger>(truncatingIfNeeded source: T) { bits = UInt256(truncatingIfNeeded: source) }

    package init?<T: BinaryInteger>(exactly source: T) {
        bits = UInt256(truncatingIfNeeded: source)
        if isNegative != (source < 0) { return nil }
        if source.bitWidth > 256 && T(truncatingIfNeeded: self) != source { return nil }
    }

    package init<T: BinaryInteger>(_ source: T) {
        guard let value = Int256(exactly: source) else { preconditionFailure("the value does not fit into Int256") }
        self = value
    }

    package init<T: BinaryInteger>(clamping source: T) {
        self = Int256(exactly: source) ?? (source < 0 ? .min : .max)
    }

    package var words: WideIntegerWords { WideIntegerWords(bits: bits) }
    package var _lowWord: UInt { UInt(bits.limb0) }
    package var magnitude: UInt256 { isNegative ? UInt256.zero &- bits : bits }
    package var leadingZeroBitCount: Int { bits.leadingZeroBitCount }
    package var trailingZeroBitCount: Int { bits.trailingZeroBitCount }
    package var nonzeroBitCount: Int { bits.nonzeroBitCount }
    package var byteSwapped: Int256 { Int256(bitPattern: bits.byteSwapped) }

    package func signum() -> Int256 { isNegative ? -1 : (bits == 0 ? 0 : 1) }

    package static func < (left: Int256, right: Int256) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    package static func == (left: Int256, right: Int256) -> Bool { left.bits == right.bits }
}

// MARK: - Bit operations and shifts

extension Int256 {
    package static prefix func ~ (value: Int256) -> Int256 { Int256(bitPattern: ~value.bits) }
    package static func &= (left: inout Int256, right: Int256) { left.bits &= right.bits }
    package static func |= (left: inout Int256, right: Int256) { left.bits |= right.bits }
    package static func ^= (left: inout Int256, right: Int256) { left.bits ^= right.bits }

    /// Shifted by `count` of 0...255, the sign coming in.
    package func shiftedRight(_ count: Int) -> Int256 {
        if count >= 128 { return Int256(low: UInt128(bitPattern: high &>> Int128(count &- 128)), high: high &>> 127) }
        if count == 0 { return self }
        let lower = low &>> UInt128(count) | UInt128(bitPattern: high) &<< UInt128(128 &- count)
        return Int256(low: lower, high: high &>> Int128(count))
    }

    package static func &<<= (left: inout Int256, right: Int256) {
        left.bits = left.bits.shiftedLeft(Int(right.bits.limb0 & 255))
    }

    package static func &>>= (left: inout Int256, right: Int256) {
        left = left.shiftedRight(Int(right.bits.limb0 & 255))
    }

    package static func << <RHS: BinaryInteger>(left: Int256, right: RHS) -> Int256 {
        let count = Int(clamping: right)
        if count < 0 { return left.shiftedRight(Int(Swift.min(count.magnitude, 255))) }
        return count < 256 ? Int256(bitPattern: left.bits.shiftedLeft(count)) : 0
    }

    package static func >> <RHS: BinaryInteger>(left: Int256, right: RHS) -> Int256 {
        let count = Int(clamping: right)
        if count >= 0 { return left.shiftedRight(Swift.min(count, 255)) }
        return count > -256 ? Int256(bitPattern: left.bits.shiftedLeft(0 &- count)) : 0
    }

    package static func <<= <RHS: BinaryInteger>(left: inout Int256, right: RHS) { left = left << right }
    package static func >>= <RHS: BinaryInteger>(left: inout Int256, right: RHS) { left = left >> right }
}

// MARK: - Arithmetic

extension Int256 {
    package func addingReportingOverflow(_ other: Int256) -> (partialValue: Int256, overflow: Bool) {
        let sum = self &+ other
        return (sum, isNegative == other.isNegative && sum.isNegative != isNegative)
    }

    package func subtractingReportingOverflow(_ other: Int256) -> (partialValue: Int256, overflow: Bool) {
        let difference = self &- other
        return (difference, isNegative != other.isNegative && difference.isNegative != isNegative)
    }

    package func multipliedReportingOverflow(by other: Int256) -> (partialValue: Int256, overflow: Bool) {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: other.magnitude)
        let negative = isNegative != other.isNegative
        let result = Int256(bitPattern: negative ? UInt256.zero &- product : product)
        return (result, overflow || (product != 0 && result.isNegative != negative))
    }

    package func dividedReportingOverflow(by divisor: Int256) -> (partialValue: Int256, overflow: Bool) {
        if divisor == 0 || (divisor == -1 && self == .min) { return (self, true) }
        return (quotientAndRemainder(dividingBy: divisor).quotient, false)
    }

    package func remainderReportingOverflow(dividingBy divisor: Int256) -> (partialValue: Int256, overflow: Bool) {
        if divisor == 0 { return (self, true) }
        if divisor == -1 { return (0, self == .min) }
        return (quotientAndRemainder(dividingBy: divisor).remainder, false)
    }

    /// Rounds towards zero; `min / -1` wraps to `min`.
    package func quotientAndRemainder(dividingBy divisor: Int256) -> (quotient: Int256, remainder: Int256) {
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        return (
            Int256(bitPattern: isNegative != divisor.isNegative ? UInt256.zero &- quotient : quotient),
            Int256(bitPattern: isNegative ? UInt256.zero &- remainder : remainder)
        )
    }

    package func multipliedFullWidth(by other: Int256) -> (high: Int256, low: UInt256) {
        var (high, low) = bits.multipliedFullWidth(by: other.bits)
        if isNegative { high = high &- other.bits }
        if other.isNegative { high = high &- bits }
        return (Int256(bitPattern: high), low)
    }

    package func dividingFullWidth(
        _ dividend: (high: Int256, low: UInt256)
    ) -> (quotient: Int256, remainder: Int256) {
        var (high, low) = (dividend.high.bits, dividend.low)
        if dividend.high.isNegative {
            high = ~high &+ (low == 0 ? 1 : 0)
            low = UInt256.zero &- low
        }
        let (quotient, remainder) = magnitude.dividingFullWidth((high, low))
        let negative = isNegative != dividend.high.isNegative
        return (
            Int256(bitPattern: negative ? UInt256.zero &- quotient : quotient),
            Int256(bitPattern: dividend.high.isNegative ? UInt256.zero &- remainder : remainder)
        )
    }

    package static func &+ (left: Int256, right: Int256) -> Int256 { Int256(bitPattern: left.bits &+ right.bits) }
    package static func &- (left: Int256, right: Int256) -> Int256 { Int256(bitPattern: left.bits &- right.bits) }
    package static func &* (left: Int256, right: Int256) -> Int256 { Int256(bitPattern: left.bits &* right.bits) }

    package static func + (left: Int256, right: Int256) -> Int256 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        precondition(!overflow, "Int256 overflows in +")
        return sum
    }

    package static func - (left: Int256, right: Int256) -> Int256 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        precondition(!overflow, "Int256 overflows in -")
        return difference
    }

    package static func * (left: Int256, right: Int256) -> Int256 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        precondition(!overflow, "Int256 overflows in *")
        return product
    }

    package static func / (left: Int256, right: Int256) -> Int256 {
        left.quotientAndRemainder(dividingBy: right).quotient
    }

    package static func % (left: Int256, right: Int256) -> Int256 {
        left.quotientAndRemainder(dividingBy: right).remainder
    }

    package static func += (left: inout Int256, right: Int256) { left = left + right }
    package static func -= (left: inout Int256, right: Int256) { left = left - right }
    package static func *= (left: inout Int256, right: Int256) { left = left * right }
    package static func /= (left: inout Int256, right: Int256) { left = left / right }
    package static func %= (left: inout Int256, right: Int256) { left = left % right }
}
