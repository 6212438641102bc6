import Columns
import Errors

/// A number of ClickHouse as it lies in a column: converts to every other as C++ does on x86-64.
package protocol NumberValue: FixedWidthValue {
    /// The integer modulo this width; for floats the nearest.
    init<I: FixedWidthInteger>(wrapping value: I)
    /// The whole part, with C++'s answers for what does not fit. `value` is finite for integer widths.
    init(wrapping value: Double)
    /// The integer where the type holds it exactly.
    init?<I: FixedWidthInteger>(exact value: I)
    /// The float where the type holds it exactly (a NaN is one for floats).
    init?(exact value: Double)
    var nearestDouble: Double { get }
    static var isFloatingPoint: Bool { get }

    /// `values` as `To`, row by row, without a check.
    static func converting<To: NumberValue>(_ values: [Self], to type: To.Type) -> [To]
    /// The value as `To` where that loses nothing.
    func exactly<To: NumberValue>(as type: To.Type) -> To?
    /// The integer in a width that holds it, sign and all; a float's whole part.
    func widened<Wide: IntegerValue>(to type: Wide.Type) -> Wide
    /// The nearest integer of 64 bits to an integer; a float's whole part.
    var clampedToInt64: Int64 { get }

    /// Integers wrap, floats round.
    static func wrappingSum(_ left: Self, _ right: Self) -> Self
    static func wrappingDifference(_ left: Self, _ right: Self) -> Self
    static func wrappingProduct(_ left: Self, _ right: Self) -> Self
    static func negated(_ value: Self) -> Self
    /// The bits of the value, zeros above its width.
    var bitsInLargestWidth: UInt256 { get }
    init(bitsInLargestWidth bits: UInt256)
    /// Appends the number as ClickHouse writes it.
    func writeText(to output: inout [UInt8])
}

/// An integer of any width.
package protocol IntegerValue: NumberValue, FixedWidthInteger where Magnitude: IntegerValue {}

extension IntegerValue {
    package init<I: FixedWidthInteger>(wrapping value: I) { self.init(truncatingIfNeeded: value) }
    package init?<I: FixedWidthInteger>(exact value: I) { self.init(exactly: value) }
    package init?(exact value: Double) {
        guard let whole = Int256(exactly: value), let fitting = Self(exactly: whole) else {
            guard let whole = UInt256(exactly: value), let fitting = Self(exactly: whole) else { return nil }
            self = fitting
            return
        }
        self = fitting
    }
    package static var isFloatingPoint: Bool { false }
    package static func converting<To: NumberValue>(_ values: [Self], to type: To.Type) -> [To] {
        values.map { To(wrapping: $0) }
    }
    package func exactly<To: NumberValue>(as type: To.Type) -> To? { To(exact: self) }
    package func widened<Wide: IntegerValue>(to type: Wide.Type) -> Wide { Wide(truncatingIfNeeded: self) }
    package var clampedToInt64: Int64 { Int64(clamping: self) }
    package static func wrappingSum(_ left: Self, _ right: Self) -> Self { left &+ right }
    package static func wrappingDifference(_ left: Self, _ right: Self) -> Self { left &- right }
    package static func wrappingProduct(_ left: Self, _ right: Self) -> Self { left &* right }
    package static func negated(_ value: Self) -> Self { 0 &- value }
    package func writeText(to output: inout [UInt8]) { IntegerText.write(self, to: &output) }
    package var bitsInLargestWidth: UInt256 { UInt256(truncatingIfNeeded: Magnitude(truncatingIfNeeded: self)) }
    package init(bitsInLargestWidth bits: UInt256) { self.init(truncatingIfNeeded: bits) }
}

/// `Int32(value)` as the processor does it: `Int32.min` for what does not fit.
@inline(__always)
private func truncatedTo32(_ value: Double) -> Int32 {
    value > -0x1p31 - 1 && value < 0x1p31 ? Int32(value) : Int32.min
}

@inline(__always)
private func truncatedTo64(_ value: Double) -> Int64 {
    value >= -0x1p63 && value < 0x1p63 ? Int64(value) : Int64.min
}

/// The two-step conversion that compilers emit for unsigned 64 bits.
@inline(__always)
private func truncatedToUnsigned64(_ value: Double) -> UInt64 {
    let low = truncatedTo64(value)
    let high = truncatedTo64(value - 0x1p63)
    return UInt64(bitPattern: low | (high & (low &>> 63)))
}

extension Int8: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: truncatedTo32(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension Int16: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: truncatedTo32(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension Int32: IntegerValue {
    package init(wrapping value: Double) { self = truncatedTo32(value) }
    package var nearestDouble: Double { Double(self) }
}

extension Int64: IntegerValue {
    package init(wrapping value: Double) { self = truncatedTo64(value) }
    package var nearestDouble: Double { Double(self) }
}

extension UInt8: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: truncatedTo32(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension UInt16: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: truncatedTo32(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension UInt32: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: truncatedTo64(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension UInt64: IntegerValue {
    package init(wrapping value: Double) { self = truncatedToUnsigned64(value) }
    package var nearestDouble: Double { Double(self) }
}

extension Int128: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: wideInteger(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension UInt128: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: wideInteger(value)) }
    package var nearestDouble: Double { Double(self) }
}

extension Int256: IntegerValue {
    package init(wrapping value: Double) { self.init(truncatingIfNeeded: wideInteger(value)) }
    package var nearestDouble: Double { doubleValue }
}

extension UInt256: IntegerValue {
    package init(wrapping value: Double) { self = wideInteger(value) }
    package var nearestDouble: Double { doubleValue }
}

extension Double: NumberValue {
    package init<I: FixedWidthInteger>(wrapping value: I) {
        if I.bitWidth <= 64 {
            self = I.isSigned ? Double(Int64(truncatingIfNeeded: value)) : Double(UInt64(truncatingIfNeeded: value))
        } else {
            self =
                I.isSigned
                ? Int256(truncatingIfNeeded: value).doubleValue : UInt256(truncatingIfNeeded: value).doubleValue
        }
    }
    package init(wrapping value: Double) { self = value }
    package init?<I: FixedWidthInteger>(exact value: I) {
        let nearest = Double(wrapping: value)
        guard let back = UInt256(exactly: nearest.magnitude) else { return nil }
        let magnitude = UInt256(truncatingIfNeeded: value.magnitude)
        guard back == magnitude else { return nil }
        self = nearest
    }
    package init?(exact value: Double) { self = value }
    package var nearestDouble: Double { self }
    package static var isFloatingPoint: Bool { true }
    package static func converting<To: NumberValue>(_ values: [Double], to type: To.Type) -> [To] {
        values.map { To(wrapping: $0) }
    }
    package func exactly<To: NumberValue>(as type: To.Type) -> To? { To(exact: self) }
    package func widened<Wide: IntegerValue>(to type: Wide.Type) -> Wide { Wide(wrapping: self) }
    package var clampedToInt64: Int64 { Int64(wrapping: self) }
    package static func wrappingSum(_ left: Double, _ right: Double) -> Double { left + right }
    package static func wrappingDifference(_ left: Double, _ right: Double) -> Double { left - right }
    package static func wrappingProduct(_ left: Double, _ right: Double) -> Double { left * right }
    package static func negated(_ value: Double) -> Double { -value }
    package var bitsInLargestWidth: UInt256 { UInt256(truncatingIfNeeded: bitPattern) }
    package init(bitsInLargestWidth bits: UInt256) { self.init(bitPattern: UInt64(truncatingIfNeeded: bits)) }
    package func writeText(to output: inout [UInt8]) { FloatText.write(self, to: &output) }
}

extension Float: NumberValue {
    package init<I: FixedWidthInteger>(wrapping value: I) {
        if I.bitWidth <= 64 {
            self = I.isSigned ? Float(Int64(truncatingIfNeeded: value)) : Float(UInt64(truncatingIfNeeded: value))
        } else {
            self = Float(Double(wrapping: value))
        }
    }
    package init(wrapping value: Double) { self = Float(value) }
    package init?<I: FixedWidthInteger>(exact value: I) {
        guard let double = Double(exact: value), let float = Float(exact: double) else { return nil }
        self = float
    }
    package init?(exact value: Double) {
        let nearest = Float(value)
        guard Double(nearest) == value || value.isNaN else { return nil }
        self = nearest
    }
    package var nearestDouble: Double { Double(self) }
    package static var isFloatingPoint: Bool { true }
    package static func converting<To: NumberValue>(_ values: [Float], to type: To.Type) -> [To] {
        values.map { To(wrapping: Double($0)) }
    }
    package func exactly<To: NumberValue>(as type: To.Type) -> To? { To(exact: Double(self)) }
    package func widened<Wide: IntegerValue>(to type: Wide.Type) -> Wide { Wide(wrapping: Double(self)) }
    package var clampedToInt64: Int64 { Int64(wrapping: Double(self)) }
    package static func wrappingSum(_ left: Float, _ right: Float) -> Float { left + right }
    package static func wrappingDifference(_ left: Float, _ right: Float) -> Float { left - right }
    package static func wrappingProduct(_ left: Float, _ right: Float) -> Float { left * right }
    package static func negated(_ value: Float) -> Float { -value }
    package var bitsInLargestWidth: UInt256 { UInt256(truncatingIfNeeded: bitPattern) }
    package init(bitsInLargestWidth bits: UInt256) { self.init(bitPattern: UInt32(truncatingIfNeeded: bits)) }
    package func writeText(to output: inout [UInt8]) { FloatText.write(self, to: &output) }
}

/// A float as ClickHouse's wide integers take it: through an extended-precision quotient by 2^64 - 1, which is not
/// exact above 64 bits.
private func wideInteger(_ value: Double) -> UInt256 {
    if value > -0x1p63 && value < 0x1p63 { return UInt256(truncatingIfNeeded: Int64(value)) }
    #if arch(x86_64)
        let magnitude = wideMultiple(Float80(value.magnitude))
    #else
        let magnitude = UInt256(truncating: value.magnitude) ?? 0
    #endif
    return value < 0 ? UInt256.zero &- magnitude : magnitude
}

#if arch(x86_64)
    private func wideMultiple(_ value: Float80) -> UInt256 {
        let limb = Float80(UInt64.max)
        let quotient = value / limb
        var result: UInt256
        if quotient <= limb {
            result = UInt256(truncatingIfNeeded: extendedToUnsigned64(quotient))
        } else {
            result = wideMultiple(Double(quotient))
        }
        result = result &* UInt256(truncatingIfNeeded: UInt64.max)
        let rest = value - quotient.rounded(.down) * limb
        return result &+ UInt256(truncatingIfNeeded: extendedToUnsigned64(rest))
    }

    private func wideMultiple(_ value: Double) -> UInt256 {
        let limb = Double(UInt64.max)
        let quotient = value / limb
        var result: UInt256
        if quotient <= limb {
            result = UInt256(truncatingIfNeeded: truncatedToUnsigned64(quotient))
        } else {
            // Only doubles near their largest get here; each step takes 64 bits off.
            result = wideMultiple(quotient)
        }
        result = result &* UInt256(truncatingIfNeeded: UInt64.max)
        let rest = value - quotient.rounded(.down) * limb
        return result &+ UInt256(truncatingIfNeeded: truncatedToUnsigned64(rest))
    }

    private func extendedToUnsigned64(_ value: Float80) -> UInt64 {
        if value >= 0 && value < 0x1p64 { return UInt64(value) }
        return value > -0x1p63 && value < 0 ? UInt64(bitPattern: Int64(value)) : 1 &<< 63
    }
#endif
