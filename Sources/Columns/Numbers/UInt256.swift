/// An unsigned integer of 256 bits: four 64-bit limbs, the lowest first, as ClickHouse's `UInt256` lies in memory.
///
/// It is a `FixedWidthInteger`: `+ - *` trap on overflow, `&+ &- &*` wrap as ClickHouse integers do.
package struct UInt256: Hashable, Sendable, BitwiseCopyable {
    package var limb0: UInt64
    package var limb1: UInt64
    package var limb2: UInt64
    package var limb3: UInt64

    package init(_ limb0: UInt64, _ limb1: UInt64, _ limb2: UInt64, _ limb3: UInt64) {
        self.limb0 = limb0
        self.limb1 = limb1
        self.limb2 = limb2
        self.limb3 = limb3
    }

    package init(low: UInt128, high: UInt128) {
        self.init(
            UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: low &>> 64),
            UInt64(truncatingIfNeeded: high), UInt64(truncatingIfNeeded: high &>> 64))
    }

    package var low: UInt128 { UInt128(limb1) &<< 64 | UInt128(limb0) }
    package var high: UInt128 { UInt128(limb3) &<< 64 | UInt128(limb2) }

    /// The same bits read as two's complement.
    package init(bitPattern value: Int256) { self = value.bits }

    /// Limb `index` of 0...3, the lowest first.
    package subscript(limb index: Int) -> UInt64 {
        get {
            switch index {
            case 0: limb0
            case 1: limb1
            case 2: limb2
            default: limb3
            }
        }
        set {
            switch index {
            case 0: limb0 = newValue
            case 1: limb1 = newValue
            case 2: limb2 = newValue
            default: limb3 = newValue
            }
        }
    }
}

// MARK: - FixedWidthInteger: constants, bits, conversions

extension UInt256: FixedWidthInteger, UnsignedInteger {
    package typealias Magnitude = UInt256
    package typealias IntegerLiteralType = Int

    package static var bitWidth: Int { 256 }
    package static var isSigned: Bool { false }
    package static var min: UInt256 { UInt256(0, 0, 0, 0) }
    package static var max: UInt256 { UInt256(.max, .max, .max, .max) }
    package static var zero: UInt256 { UInt256(0, 0, 0, 0) }

    package init(integerLiteral value: Int) {
        precondition(value >= 0, "a negative literal is no UInt256")
        self.init(UInt64(truncatingIfNeeded: value), 0, 0, 0)
    }

    package init(_truncatingBits bits: UInt) { self.init(UInt64(bits), 0, 0, 0) }

    package init<T: BinaryInteger>(truncatingIfNeeded source: T) {
        let fill: UInt64 = T.isSigned && source < 0 ? .max : 0
        self.init(UInt64(truncatingIfNeeded: source), fill, fill, fill)
        guard source.bitWidth > 64 else { return }
        var index = 0
        for word in source.words {
            self[limb: index] = UInt64(word)
            index &+= 1
            if index == 4 { break }
        }
    }

    package init?<T: BinaryInteger>(exactly source: T) {
        self.init(truncatingIfNeeded: source)
        if source < 0 || (source.bitWidth > 256 && T(truncatingIfNeeded: self) != source) { return nil }
    }

    package init<T: BinaryInteger>(_ source: T) {
        guard let value = UInt256(exactly: source) else { preconditionFailure("the value does not fit into UInt256") }
        self = value
    }

    package init<T: BinaryInteger>(clamping source: T) {
        self = UInt256(exactly: source) ?? (source < 0 ? .min : .max)
    }

    package var words: WideIntegerWords { WideIntegerWords(bits: self) }
    package var _lowWord: UInt { UInt(limb0) }
    package var magnitude: UInt256 { self }

    package var leadingZeroBitCount: Int {
        if limb3 != 0 { return limb3.leadingZeroBitCount }
        if limb2 != 0 { return 64 &+ limb2.leadingZeroBitCount }
        if limb1 != 0 { return 128 &+ limb1.leadingZeroBitCount }
        return 192 &+ limb0.leadingZeroBitCount
    }

    package var trailingZeroBitCount: Int {
        if limb0 != 0 { return limb0.trailingZeroBitCount }
        if limb1 != 0 { return 64 &+ limb1.trailingZeroBitCount }
        if limb2 != 0 { return 128 &+ limb2.trailingZeroBitCount }
        return 192 &+ limb3.trailingZeroBitCount
    }

    package var nonzeroBitCount: Int {
        limb0.nonzeroBitCount &+ limb1.nonzeroBitCount &+ limb2.nonzeroBitCount &+ limb3.nonzeroBitCount
    }

    package var byteSwapped: UInt256 {
        UInt256(limb3.byteSwapped, limb2.byteSwapped, limb1.byteSwapped, limb0.byteSwapped)
    }

    package static func < (left: UInt256, right: UInt256) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    package static func == (left: UInt256, right: UInt256) -> Bool {
        (left.limb0 ^ right.limb0) | (left.limb1 ^ right.limb1) | (left.limb2 ^ right.limb2)
            | (left.limb3 ^ right.limb3) == 0
    }
}

// MARK: - Bit operations and shifts

extension UInt256 {
    package static prefix func ~ (value: UInt256) -> UInt256 {
        UInt256(~value.limb0, ~value.limb1, ~value.limb2, ~value.limb3)
    }

    package static func &= (left: inout UInt256, right: UInt256) {
        left = UInt256(
            left.limb0 & right.limb0, left.limb1 & right.limb1, left.limb2 & right.limb2, left.limb3 & right.limb3)
    }

    package static func |= (left: inout UInt256, right: UInt256) {
        left = UInt256(
            left.limb0 | right.limb0, left.limb1 | right.limb1, left.limb2 | right.limb2, left.limb3 | right.limb3)
    }

    package static func ^= (left: inout UInt256, right: UInt256) {
        left = UInt256(
            left.limb0 ^ right.limb0, left.limb1 ^ right.limb1, left.limb2 ^ right.limb2, left.limb3 ^ right.limb3)
    }

    /// Shifted by `count` of 0...255.
    package func shiftedLeft(_ count: Int) -> UInt256 {
        if count >= 128 { return UInt256(low: 0, high: low &<< UInt128(count &- 128)) }
        if count == 0 { return self }
        return UInt256(
            low: low &<< UInt128(count), high: high &<< UInt128(count) | low &>> UInt128(128 &- count))
    }

    /// Shifted by `count` of 0...255, zeros coming in.
    package func shiftedRight(_ count: Int) -> UInt256 {
        if count >= 128 { return UInt256(low: high &>> UInt128(count &- 128), high: 0) }
        if count == 0 { return self }
        return UInt256(
            low: low &>> UInt128(count) | high &<< UInt128(128 &- count), high: high &>> UInt128(count))
    }

    package static func &<<= (left: inout UInt256, right: UInt256) {
        left = left.shiftedLeft(Int(right.limb0 & 255))
    }

    package static func &>>= (left: inout UInt256, right: UInt256) {
        left = left.shiftedRight(Int(right.limb0 & 255))
    }

    package static func << <RHS: BinaryInteger>(left: UInt256, right: RHS) -> UInt256 {
        let count = Int(clamping: right)
        if count < 0 { return count > -256 ? left.shiftedRight(0 &- count) : 0 }
        return count < 256 ? left.shiftedLeft(count) : 0
    }

    package static func >> <RHS: BinaryInteger>(left: UInt256, right: RHS) -> UInt256 {
        let count = Int(clamping: right)
        if count < 0 { return count > -256 ? left.shiftedLeft(0 &- count) : 0 }
        return count < 256 ? left.shiftedRight(count) : 0
    }

    package static func <<= <RHS: BinaryInteger>(left: inout UInt256, right: RHS) { left = left << right }
    package static func >>= <RHS: BinaryInteger>(left: inout UInt256, right: RHS) { left = left >> right }
}

/// The 64-bit words of a 256-bit integer, the lowest first.
package struct WideIntegerWords: RandomAccessCollection, Sendable {
    private let bits: UInt256

    package init(bits: UInt256) { self.bits = bits }

    package var startIndex: Int { 0 }
    package var endIndex: Int { 4 }
    package subscript(position: Int) -> UInt { UInt(bits[limb: position]) }
}
