import Columns
import Errors
import Glibc

/// Which way one sample may differ from the other.
private enum Alternative: String {
    case twoSided = "two-sided", less, greater

    init(_ name: String, _ parameters: [Value]) throws(QueryError) {
        guard let first = parameters.first else {
            self = .twoSided
            return
        }
        guard case .string(let bytes) = first else {
            throw QueryError(
                .illegalTypeOfArgument, "Aggregate function \(name) requires first parameter to be a String")
        }
        guard let known = Alternative(rawValue: String(decoding: bytes, as: UTF8.self)) else {
            throw QueryError(
                .badArguments,
                "Unknown first parameter in aggregate function \(name). It must be one of: 'two-sided', 'less', "
                    + "'greater'")
        }
        self = known
    }
}

private func checkSamples(_ name: String, _ first: [Double], _ second: [Double]) throws(QueryError) {
    guard !first.isEmpty, !second.isEmpty else {
        throw QueryError(.badArguments, "Aggregate function \(name) require both samples to be non empty")
    }
}

/// `mannWhitneyUTest([alternative, [continuity correction]])(value, label)`.
package struct MannWhitneyUTest: SampleStatistic {
    package static let name = "mannWhitneyUTest"
    package static let documentation = FunctionDocumentation(
        "Mann's and Whitney's test of the ranks of two samples that the label tells apart.",
        example: "arrayReduce('mannWhitneyUTest(''greater'')', [10, 11, 12, 13, 14, 15], [0, 0, 1, 0, 1, 1]).1", "1")
    static let parameterCounts = 0...2

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        _ = try Alternative(name, parameters)
        return SampleTest.type("u_statistic")
    }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let alternative = try Alternative(name, parameters)
        let corrects = parameters.count < 2 || parameters[1].integer != 0
        let (first, second) = SampleTest.split(samples)
        try checkSamples(name, first, second)
        let all = first + second
        let order = all.indices.sorted { all[$0] < all[$1] }
        var rankSum = 0.0
        var ties = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, all[order[end + 1]] == all[order[start]] { end += 1 }
            let size = Double(end - start + 1)
            ties += size * size * size - size
            let rank = Double(start + end) / 2 + 1
            for place in start...end where order[place] < first.count { rankSum += rank }
            start = end + 1
        }
        let (n, m) = (Double(first.count), Double(second.count))
        let statistic = rankSum - n * (n + 1) / 2
        let other = n * m - statistic
        let correction = 1 - ties / ((n + m) * (n + m) * (n + m) - (n + m))
        let deviation = (correction * n * m * (n + m + 1) / 12).squareRoot()
        let u = alternative == .greater ? statistic : alternative == .less ? other : max(statistic, other)
        let z = (u - (n * m / 2 + (corrects ? 0.5 : 0))) / deviation
        let above = NormalDistribution.below(-(alternative == .twoSided ? z.magnitude : z))
        return SampleTest.values([statistic, alternative == .twoSided ? 2 * above : above])
    }
}

/// `kolmogorovSmirnovTest([alternative, [method]])(value, label)`.
package struct KolmogorovSmirnovTest: SampleStatistic {
    package static let name = "kolmogorovSmirnovTest"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        "Kolmogorov's and Smirnov's test whether two samples, told apart by the label, are of one distribution.",
        example: "round(arrayReduce('kolmogorovSmirnovTest', [20.3, 21.1, 21.9, 21.7, 19.9, 21.8], "
            + "[0, 0, 1, 0, 1, 1]).1, 6)", "0.666667")
    static let parameterCounts = 0...2

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        _ = try Alternative(name, parameters)
        _ = try method(parameters)
        return SampleTest.type("d_statistic")
    }

    private static func method(_ parameters: [Value]) throws(QueryError) -> String {
        guard parameters.count > 1 else { return "auto" }
        let method = String(decoding: parameters[1].bytes, as: UTF8.self)
        guard ["auto", "exact", "asymp", "asymptotic"].contains(method) else {
            throw QueryError(
                .badArguments,
                "Unknown second parameter in aggregate function \(name). It must be one of: 'auto', 'exact', 'asymp', "
                    + "'asymptotic'")
        }
        return method
    }

    /// Beyond so many values the exact answer is not computed.
    private static let exactMax = 10_000

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let alternative = try Alternative(name, parameters)
        var (first, second) = SampleTest.split(samples)
        try checkSamples(name, first, second)
        first.sort()
        second.sort()
        let (n, m) = (first.count, second.count)
        var (i, j) = (0, 0)
        var (highest, lowest, now) = (0.0, 0.0, 0.0)
        while i < n || j < m {
            let value = i < n && (j == m || first[i] <= second[j]) ? first[i] : second[j]
            while i < n, first[i] == value {
                now += 1 / Double(n)
                i += 1
            }
            while j < m, second[j] == value {
                now -= 1 / Double(m)
                j += 1
            }
            highest = max(highest, now)
            lowest = min(lowest, now)
        }
        let distance =
            alternative == .twoSided
            ? max(highest, -lowest) : alternative == .less ? -lowest : highest
        let method = try method(parameters)
        let isExact = method == "exact" || method == "auto" && max(n, m) <= exactMax
        let likelihood =
            isExact
            ? exact(distance, n, m, isTwoSided: alternative == .twoSided)
            : asymptotic(distance, n, m, isTwoSided: alternative == .twoSided)
        return SampleTest.values([distance, min(max(likelihood, 0), 1)])
    }

    /// Counts the paths through the lattice of both samples that stay nearer than the distance.
    private static func exact(_ distance: Double, _ n: Int, _ m: Int, isTwoSided: Bool) -> Double {
        let (a, b) = (Double(n), Double(m))
        let limit = (0.5 + (distance * a * b - 1e-7).rounded(.down)) / (a * b)
        func isBeyond(_ i: Int, _ j: Int) -> Bool {
            let difference = Double(i) / a - Double(j) / b
            return isTwoSided ? difference.magnitude >= limit : difference >= limit
        }
        // Line `i` holds how likely a path is inside at (i, j), weighted by the share of paths that come so.
        var line = [Double](repeating: 0, count: m + 1)
        for i in 0...n {
            for j in 0...m {
                if isBeyond(i, j) {
                    line[j] = 0
                } else if i == 0, j == 0 {
                    line[j] = 1
                } else {
                    let fromLeft = i > 0 ? line[j] * Double(i) / Double(i + j) : 0
                    let fromBelow = j > 0 ? line[j - 1] * Double(j) / Double(i + j) : 0
                    line[j] = fromLeft + fromBelow
                }
            }
        }
        return 1 - line[m]
    }

    private static func asymptotic(_ distance: Double, _ n: Int, _ m: Int, isTwoSided: Bool) -> Double {
        let (a, b) = (Double(max(n, m)), Double(min(n, m)))
        let z = distance * (a * b / (a + b)).squareRoot()
        guard isTwoSided else {
            let correction = 2 * z * (a + 2 * b) / (a * b * (a + b)).squareRoot() / 3
            return exp(-2 * z * z - correction)
        }
        guard z > 0 else { return 1 }
        var (sum, sign) = (0.0, 1.0)
        for step in 1...1000 {
            let term = exp(-2 * Double(step) * Double(step) * z * z)
            sum += sign * term
            sign = -sign
            if term < 1e-18 { break }
        }
        return 2 * sum
    }
}
