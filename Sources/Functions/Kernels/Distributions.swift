import Glibc

/// The standard normal distribution.
enum NormalDistribution {
    /// How likely a value below `x` is.
    static func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    /// Where that likelihood is reached: Acklam's approximation, made exact by Halley's steps.
    static func quantile(_ p: Double) -> Double {
        guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
        let a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716,
            2.506628277459239]
        let b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
        let c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
            4.374664141464968, 2.938163982698783]
        let d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
        var x: Double
        if p < 0.02425 || p > 1 - 0.02425 {
            let q = (-2 * log(min(p, 1 - p))).squareRoot()
            let tail = polynomial(c, q) / (polynomial(d, q) * q + 1)
            x = p < 0.5 ? tail : -tail
        } else {
            let q = p - 0.5
            x = polynomial(a, q * q) * q / (polynomial(b, q * q) * q * q + 1)
        }
        for _ in 0..<2 {
            let error = below(x) - p
            let step = error * (2 * Double.pi).squareRoot() * exp(x * x / 2)
            x -= step / (1 + x * step / 2)
        }
        return x
    }

    private static func polynomial(_ factors: [Double], _ x: Double) -> Double {
        factors.reduce(0) { $0 * x + $1 }
    }
}

/// Integrals of the beta function, from which Student's and Fisher's distributions follow.
enum BetaDistribution {
    /// The regularised incomplete beta function, by Lentz's continued fraction.
    static func below(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - below(1 - x, b, a) }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for step in 1...10_000 {
            let m = Double(step)
            for factor in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 + factor * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + factor / c
                c = abs(c) < tiny ? tiny : c
                fraction *= c * d
            }
            if abs(c * d - 1) < 1e-16 { break }
        }
        return front * fraction
    }

    /// How likely a value of Student's distribution is further from 0 than `t`, on both sides.
    static func studentBeyond(_ t: Double, freedom: Double) -> Double {
        below(freedom / (freedom + t * t), freedom / 2, 0.5)
    }

    /// Where Student's distribution has the likelihood `p` below it, found by halving.
    static func studentQuantile(_ p: Double, freedom: Double) -> Double {
        guard p > 0, p < 1 else { return p <= 0 ? -.infinity : .infinity }
        if p < 0.5 { return -studentQuantile(1 - p, freedom: freedom) }
        var (low, high) = (0.0, 1.0)
        while 1 - studentBeyond(high, freedom: freedom) / 2 < p, high < 1e300 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if 1 - studentBeyond(middle, freedom: freedom) / 2 < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// How likely a value of Fisher's distribution is greater than `f`.
    static func fisherAbove(_ f: Double, _ first: Double, _ second: Double) -> Double {
        below(second / (second + first * f), second / 2, first / 2)
    }
}
