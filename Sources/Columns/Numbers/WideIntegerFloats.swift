extension UInt256 {
    /// The whole part of `value`; nil for NaN, infinities and what does not fit.
    package init?(truncating value: Double) {
        guard value > -1, value < 0x1p256 else { return nil }
        if value < 1 {
            self = 0
            return
        }
        let shift = Int(value.exponent) &- 52
        let significand = UInt256(value.significandBitPattern | 1 &<< 52, 0, 0, 0)
        self = shift >= 0 ? significand.shiftedLeft(shift) : significand.shiftedRight(0 &- shift)
    }

    package init<T: BinaryFloatingPoint>(_ value: T) {
        guard let whole = UInt256(truncating: Double(value)) else {
            preconditionFailure("the value does not fit into UInt256")
        }
        self = whole
    }

    package init?<T: BinaryFloatingPoint>(exactly value: T) {
        guard let whole = UInt256(truncating: Double(value)), whole.doubleValue == Double(value) else { return nil }
        self = whole
    }

    /// The nearest double; halves go to the even one.
    package var doubleValue: Double {
        let zeros = leadingZeroBitCount
        if zeros >= 192 { return Double(limb0) }
        let normalised = shiftedLeft(zeros)
        // 64 bits, the last one standing for everything cut off: enough to round once, rightly.
        let sticky: UInt64 = normalised.limb0 | normalised.limb1 | normalised.limb2 == 0 ? 0 : 1
        return Double(sign: .plus, exponent: 192 &- zeros, significand: Double(normalised.limb3 | sticky))
    }
}

extension Int256 {
    /// The whole part of `value`; nil for NaN, infinities and what does not fit.
    package init?(truncating value: Double) {
        guard let magnitude = UInt256(truncating: value.magnitude) else { return nil }
        bits = value < 0 ? UInt256.zero &- magnitude : magnitude
        if magnitude != 0 && isNegative != (value < 0) { return nil }
    }

    package init<T: BinaryFloatingPoint>(_ value: T) {
        guard let whole = Int256(truncating: Double(value)) else {
            preconditionFailure("the value does not fit into Int256")
        }
        self = whole
    }

    package init?<T: BinaryFloatingPoint>(exactly value: T) {
        guard let whole = Int256(truncating: Double(value)), whole.doubleValue == Double(value) else { return nil }
        self = whole
    }

    /// The nearest double; halves go to the even one.
    package var doubleValue: Double {
        isNegative ? -magnitude.doubleValue : magnitude.doubleValue
    }
}

extension Double {
    package init(_ value: UInt256) { self = value.doubleValue }
    package init(_ value: Int256) { self = value.doubleValue }
}

extension Float {
    package init(_ value: UInt256) { self = Float(value.doubleValue) }
    package init(_ value: Int256) { self = Float(value.doubleValue) }
}
