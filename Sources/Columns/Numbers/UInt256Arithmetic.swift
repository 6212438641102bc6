extension UInt256 {
    package func addingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (sum, carry) = low.addingReportingOverflow(other.low)
        let (upper, overflow) = high.addingReportingOverflow(other.high)
        let (upperWithCarry, overflowOfCarry) = upper.addingReportingOverflow(carry ? 1 : 0)
        return (UInt256(low: sum, high: upperWithCarry), overflow || overflowOfCarry)
    }

    package func subtractingReportingOverflow(_ other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        let (upper, overflow) = high.subtractingReportingOverflow(other.high)
        let (upperWithBorrow, overflowOfBorrow) = upper.subtractingReportingOverflow(borrow ? 1 : 0)
        return (UInt256(low: difference, high: upperWithBorrow), overflow || overflowOfBorrow)
    }

    package func multipliedReportingOverflow(by other: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        // A product of a and b bits has at most a + b bits: most products are known to fit without the upper half.
        if leadingZeroBitCount &+ other.leadingZeroBitCount >= 256 { return (self &* other, false) }
        let product = multipliedFullWidth(by: other)
        return (product.low, product.high != 0)
    }

    package static func &+ (left: UInt256, right: UInt256) -> UInt256 {
        let (sum, carry) = left.low.addingReportingOverflow(right.low)
        return UInt256(low: sum, high: left.high &+ right.high &+ (carry ? 1 : 0))
    }

    package static func &- (left: UInt256, right: UInt256) -> UInt256 {
        let (difference, borrow) = left.low.subtractingReportingOverflow(right.low)
        return UInt256(low: difference, high: left.high &- right.high &- (borrow ? 1 : 0))
    }

    package static func &* (left: UInt256, right: UInt256) -> UInt256 {
        let lower = left.low.multipliedFullWidth(by: right.low)
        let upper = lower.high &+ left.low &* right.high &+ left.high &* right.low
        return UInt256(low: lower.low, high: upper)
    }

    package static func + (left: UInt256, right: UInt256) -> UInt256 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        precondition(!overflow, "UInt256 overflows in +")
        return sum
    }

    package static func - (left: UInt256, right: UInt256) -> UInt256 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        precondition(!overflow, "UInt256 overflows in -")
        return difference
    }

    package static func * (left: UInt256, right: UInt256) -> UInt256 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        precondition(!overflow, "UInt256 overflows in *")
        return product
    }

    package static func += (left: inout UInt256, right: UInt256) { left = left + right }
    package static func -= (left: inout UInt256, right: UInt256) { left = left - right }
    package static func *= (left: inout UInt256, right: UInt256) { left = left * right }

    package func multipliedFullWidth(by other: UInt256) -> (high: UInt256, low: UInt256) {
        let bottom = low.multipliedFullWidth(by: other.low)
        let middle = high.multipliedFullWidth(by: other.low)
        let otherMiddle = low.multipliedFullWidth(by: other.high)
        let top = high.multipliedFullWidth(by: other.high)
        let (sum, carry) = bottom.high.addingReportingOverflow(middle.low)
        let (second, secondCarry) = sum.addingReportingOverflow(otherMiddle.low)
        let carries = UInt256((carry ? 1 : 0) &+ (secondCarry ? 1 : 0), 0, 0, 0)
        let upper =
            UInt256(low: top.low, high: top.high) &+ UInt256(low: middle.high, high: 0)
            &+ UInt256(low: otherMiddle.high, high: 0) &+ carries
        return (upper, UInt256(low: bottom.low, high: second))
    }
}

// MARK: - Division

extension UInt256 {
    package func quotientAndRemainder(dividingBy divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        precondition(divisor != 0, "UInt256 divided by zero")
        if self < divisor { return (0, self) }
        if high == 0 {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor.low)
            return (UInt256(low: quotient, high: 0), UInt256(low: remainder, high: 0))
        }
        if divisor.high == 0 && divisor.limb1 == 0 {
            let (quotient, remainder) = quotientAndRemainder(dividingByLimb: divisor.limb0)
            return (quotient, UInt256(remainder, 0, 0, 0))
        }
        return dividedByLimbs(divisor)
    }

    /// Divides by one limb other than zero.
    package func quotientAndRemainder(dividingByLimb divisor: UInt64) -> (quotient: UInt256, remainder: UInt64) {
        let (limb3, rest3) = self.limb3.quotientAndRemainder(dividingBy: divisor)
        let (limb2, rest2) = divisor.dividingFullWidth((rest3, self.limb2))
        let (limb1, rest1) = divisor.dividingFullWidth((rest2, self.limb1))
        let (limb0, rest0) = divisor.dividingFullWidth((rest1, self.limb0))
        return (UInt256(limb0, limb1, limb2, limb3), rest0)
    }

    /// Long division by a divisor of two limbs or more (Knuth, algorithm D).
    private func dividedByLimbs(_ divisor: UInt256) -> (quotient: UInt256, remainder: UInt256) {
        let shift = divisor.leadingZeroBitCount & 63
        let divisorLimbs = 4 &- divisor.leadingZeroBitCount / 64
        let normalised = divisor.shiftedLeft(shift)
        let shifted = shiftedLeft(shift)
        let overhang = shift == 0 ? 0 : limb3 &>> UInt64(64 &- shift)
        var rest: InlineArray<5, UInt64> = [shifted.limb0, shifted.limb1, shifted.limb2, shifted.limb3, overhang]
        let top = normalised[limb: divisorLimbs &- 1]
        let second = normalised[limb: divisorLimbs &- 2]
        var quotient = UInt256.zero
        var position = 4 &- divisorLimbs
        while position >= 0 {
            let upper = rest[position &+ divisorLimbs]
            let middle = rest[position &+ divisorLimbs &- 1]
            let lower = rest[position &+ divisorLimbs &- 2]
            var digit = UInt256.estimate(upper, middle, lower, top: top, second: second)
            if UInt256.subtract(digit, times: normalised, limbs: divisorLimbs, from: &rest, at: position) {
                digit &-= 1
                UInt256.add(normalised, limbs: divisorLimbs, to: &rest, at: position)
            }
            quotient[limb: position] = digit
            position &-= 1
        }
        return (quotient, UInt256(rest[0], rest[1], rest[2], rest[3]).shiftedRight(shift))
    }

    /// The quotient's next digit, at most one too large.
    private static func estimate(
        _ upper: UInt64, _ middle: UInt64, _ lower: UInt64, top: UInt64, second: UInt64
    ) -> UInt64 {
        var digit = UInt64.max
        var rest: UInt64
        if upper >= top {
            let (sum, overflow) = middle.addingReportingOverflow(top)
            if overflow { return digit }
            rest = sum
        } else {
            (digit, rest) = top.dividingFullWidth((upper, middle))
        }
        while true {
            let product = digit.multipliedFullWidth(by: second)
            guard product.high > rest || (product.high == rest && product.low > lower) else { return digit }
            digit &-= 1
            let (sum, overflow) = rest.addingReportingOverflow(top)
            if overflow { return digit }
            rest = sum
        }
    }

    /// Subtracts `digit * divisor` from `rest` at a limb position; true when the result is negative.
    private static func subtract(
        _ digit: UInt64, times divisor: UInt256, limbs: Int, from rest: inout InlineArray<5, UInt64>, at position: Int
    ) -> Bool {
        var carry: UInt64 = 0
        var borrow: UInt64 = 0
        for limb in 0..<limbs {
            let product = digit.multipliedFullWidth(by: divisor[limb: limb])
            let (subtrahend, carried) = product.low.addingReportingOverflow(carry)
            carry = product.high &+ (carried ? 1 : 0)
            let (first, borrowed) = rest[position &+ limb].subtractingReportingOverflow(subtrahend)
            let (result, borrowedAgain) = first.subtractingReportingOverflow(borrow)
            rest[position &+ limb] = result
            borrow = (borrowed ? 1 : 0) &+ (borrowedAgain ? 1 : 0)
        }
        let (first, borrowed) = rest[position &+ limbs].subtractingReportingOverflow(carry)
        let (result, borrowedAgain) = first.subtractingReportingOverflow(borrow)
        rest[position &+ limbs] = result
        return borrowed || borrowedAgain
    }

    private static func add(
        _ divisor: UInt256, limbs: Int, to rest: inout InlineArray<5, UInt64>, at position: Int
    ) {
        var carry: UInt64 = 0
        for limb in 0..<limbs {
            let (first, carried) = rest[position &+ limb].addingReportingOverflow(divisor[limb: limb])
            let (result, carriedAgain) = first.addingReportingOverflow(carry)
            rest[position &+ limb] = result
            carry = (carried ? 1 : 0) &+ (carriedAgain ? 1 : 0)
        }
        rest[position &+ limbs] &+= carry
    }

    package func dividedReportingOverflow(by divisor: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        divisor == 0 ? (self, true) : (quotientAndRemainder(dividingBy: divisor).quotient, false)
    }

    package func remainderReportingOverflow(dividingBy divisor: UInt256) -> (partialValue: UInt256, overflow: Bool) {
        divisor == 0 ? (self, true) : (quotientAndRemainder(dividingBy: divisor).remainder, false)
    }

    package static func / (left: UInt256, right: UInt256) -> UInt256 {
        left.quotientAndRemainder(dividingBy: right).quotient
    }

    package static func % (left: UInt256, right: UInt256) -> UInt256 {
        left.quotientAndRemainder(dividingBy: right).remainder
    }

    package static func /= (left: inout UInt256, right: UInt256) { left = left / right }
    package static func %= (left: inout UInt256, right: UInt256) { left = left % right }

    /// Divides 512 bits, one bit at a time: the integer protocols ask for it, kernels do not.
    package func dividingFullWidth(
        _ dividend: (high: UInt256, low: UInt256)
    ) -> (quotient: UInt256, remainder: UInt256) {
        precondition(dividend.high < self, "the quotient does not fit into UInt256")
        var rest = dividend.high
        var quotient = UInt256.zero
        for bit in stride(from: 255, through: 0, by: -1) {
            let overflows = rest.limb3 &>> 63 != 0
            rest = rest.shiftedLeft(1) | (dividend.low.shiftedRight(bit) & 1)
            if overflows || rest >= self {
                rest = rest &- self
                quotient |= UInt256.shiftedOne(bit)
            }
        }
        return (quotient, rest)
    }

    private static func shiftedOne(_ bit: Int) -> UInt256 { UInt256(1, 0, 0, 0).shiftedLeft(bit) }
}
