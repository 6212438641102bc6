import Columns
import Testing

/// Values at the borders of limbs, and pseudo-random ones of every length.
private let samples: [UInt256] = {
    var values: [UInt256] = [0, 1, 2, 10, .max, .max &- 1]
    for shift in [31, 32, 63, 64, 65, 127, 128, 129, 191, 192, 193, 254, 255] {
        let power = UInt256(1) << shift
        values += [power, power &- 1, power &+ 1, ~power, .zero &- power]
    }
    var state: UInt64 = 42
    func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
    for length in 1...8 {
        values.append(UInt256(next(), next(), next(), next()) >> (length * 30 - 17))
    }
    return values
}()

@Suite struct Int256Tests {
    @Test func divisionUndoesMultiplication() {
        for left in samples {
            for right in samples where right != 0 {
                let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
                #expect(remainder < right)
                #expect(quotient &* right &+ remainder == left)
                let product = left.multipliedFullWidth(by: right)
                if product.high < right {
                    let back = right.dividingFullWidth(product)
                    #expect(back.quotient == left && back.remainder == 0)
                }
            }
        }
    }

    /// Multiplication and addition against sums of shifted values.
    @Test func multiplicationIsRepeatedAddition() {
        for left in samples {
            for right in samples {
                var sum = UInt256.zero
                for bit in 0..<256 where (right >> bit) & 1 == 1 { sum = sum &+ (left << bit) }
                #expect(left &* right == sum)
                let (partial, overflow) = left.multipliedReportingOverflow(by: right)
                #expect(partial == sum)
                #expect(overflow == (left != 0 && right > UInt256.max / left))
                #expect((left &+ right) &- right == left)
                #expect(left.addingReportingOverflow(right).overflow == (right > UInt256.max &- left))
                #expect(left.subtractingReportingOverflow(right).overflow == (left < right))
            }
        }
    }

    @Test func agreesWithInt128() {
        let small: [Int128] = [
            0, 1, -1, 7, -7, .max, .min, Int128(Int64.max), Int128(Int64.min), 1 << 100, -(1 << 90) - 5,
        ]
        for left in small {
            for right in small {
                let (wideLeft, wideRight) = (Int256(left), Int256(right))
                #expect((wideLeft < wideRight) == (left < right))
                #expect(Int128(truncatingIfNeeded: wideLeft &+ wideRight) == left &+ right)
                #expect(Int128(truncatingIfNeeded: wideLeft &* wideRight) == left &* right)
                if right != 0 {
                    #expect(wideLeft / wideRight == (right == -1 ? 0 &- wideLeft : Int256(left / right)))
                    #expect(wideLeft % wideRight == (right == -1 ? 0 : Int256(left % right)))
                }
            }
            for shift in 0..<140 { #expect(Int128(truncatingIfNeeded: Int256(left) >> shift) == left >> shift) }
        }
        #expect(Int256.min.dividedReportingOverflow(by: -1).overflow)
        #expect(Int256.min.multipliedReportingOverflow(by: -1).overflow)
        #expect(Int256.min &* -1 == .min)
        #expect(!Int256.min.multipliedReportingOverflow(by: 1).overflow)
        #expect(Int128(exactly: Int256.max) == nil && Int256(exactly: UInt256.max) == nil)
        #expect(UInt8(truncatingIfNeeded: Int256(-1)) == 255 && Int8(exactly: Int256(-5)) == -5)
        #expect(Int256(clamping: UInt256.max) == .max && UInt256(clamping: -1) == 0)
    }

    @Test func doubles() {
        #expect(Int256(truncating: 1e50)?.doubleValue == 1e50)
        #expect(Int256(truncating: -1.9) == -1)
        #expect(Int256(truncating: 0x1p255) == nil && Int256(truncating: -0x1p255) == .min)
        #expect(UInt256(truncating: 0x1p255) == 1 << 255 && UInt256(truncating: .nan) == nil)
        #expect(UInt256(truncating: -0.5) == 0 && UInt256(truncating: -1) == nil)
        for value in samples {
            #expect(Double(value) == Double(value.description))
        }
    }

    @Test func text() {
        #expect(
            Int256.min.description
                == "-57896044618658097711785492504343953926634992332820282019728792003956564819968")
        #expect(UInt256("115792089237316195423570985008687907853269984665640564039457584007913129639935") == .max)
        #expect(PowersOfTen.int256[76].description == "1" + String(repeating: "0", count: 76))
        #expect(PowersOfTen.power(5, as: UInt8.self) == 0 && PowersOfTen.power(2, as: UInt8.self) == 100)
    }
}
