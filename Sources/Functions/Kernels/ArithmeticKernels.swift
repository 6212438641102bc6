import Columns
import Glibc

struct AddKernel<T: NumberValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { T.wrappingSum(left, right) }
}

struct SubtractKernel<T: NumberValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { T.wrappingDifference(left, right) }
}

struct MultiplyKernel<T: NumberValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { T.wrappingProduct(left, right) }
}

struct DivideKernel: BinaryKernel {
    static func apply(_ left: Double, _ right: Double) -> Double { left / right }
}

/// The remainder as ClickHouse computes it: large quotients leave nothing.
struct FloatModuloKernel: BinaryKernel {
    static func apply(_ left: Double, _ right: Double) -> Double {
        left - (left / right).rounded(.towardZero) * right
    }
}

struct FloatPositiveModuloKernel: BinaryKernel {
    static func apply(_ left: Double, _ right: Double) -> Double {
        let rest = FloatModuloKernel.apply(left, right)
        return rest < 0 ? rest + right.magnitude : rest
    }
}

/// Division rounding towards zero. What has no answer (by zero, `min / -1`) gives zero: callers refuse it before.
struct QuotientKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T {
        let (quotient, overflow) = left.dividedReportingOverflow(by: right)
        return overflow ? 0 : quotient
    }
}

/// The remainder, with the sign of the dividend; zero where there is none.
struct RemainderKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T {
        let (rest, overflow) = left.remainderReportingOverflow(dividingBy: right)
        return overflow ? 0 : rest
    }
}

/// The remainder moved up into 0 ..< |right|.
struct PositiveRemainderKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T {
        let (rest, overflow) = left.remainderReportingOverflow(dividingBy: right)
        if overflow { return 0 }
        return rest < 0 ? rest &+ (right < 0 ? 0 &- right : right) : rest
    }
}

struct NegateKernel<T: NumberValue>: UnaryKernel {
    static func apply(_ value: T) -> T { T.negated(value) }
}

/// The magnitude in the same width; the smallest signed number keeps its bits, which are right as unsigned ones.
struct MagnitudeKernel<T: NumberValue>: UnaryKernel {
    static func apply(_ value: T) -> T { value < T.zero ? T.negated(value) : value }
}

struct FloatMagnitudeKernel<T: NumberValue & BinaryFloatingPoint>: UnaryKernel {
    static func apply(_ value: T) -> T { value.magnitude }
}

/// The smaller of two; a NaN on one side gives the other.
struct LeastKernel<T: NumberValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { left < right ? left : right }
}

struct GreatestKernel<T: NumberValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { left > right ? left : right }
}

/// Euclid's algorithm on magnitudes.
struct GreatestCommonDivisorKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T { T(truncatingIfNeeded: divisor(left.magnitude, right.magnitude)) }

    static func divisor(_ left: T.Magnitude, _ right: T.Magnitude) -> T.Magnitude {
        var (a, b) = (left, right)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

struct LeastCommonMultipleKernel<T: IntegerValue>: BinaryKernel {
    static func apply(_ left: T, _ right: T) -> T {
        let divisor = GreatestCommonDivisorKernel<T>.divisor(left.magnitude, right.magnitude)
        if divisor == 0 { return 0 }
        return T(truncatingIfNeeded: left.magnitude / divisor &* right.magnitude)
    }
}

/// The quotient of two floats, its fraction cut off; zero for what has none.
struct TruncatedQuotientKernel: BinaryKernel {
    static func apply(_ left: Double, _ right: Double) -> Double {
        let quotient = (left / right).rounded(.towardZero)
        return quotient.isFinite ? quotient : 0
    }
}
