import Columns
import Errors

/// `studentTTest([confidence])(value, label)`.
package struct StudentTTest: SampleStatistic {
    package static let name = "studentTTest"
    package static let documentation = FunctionDocumentation(
        "Student's test whether two samples, told apart by the label, have the same mean.",
        example: "round(arrayReduce('studentTTest', [20.3, 21.1, 21.9, 21.7, 19.9, 21.8], [0, 0, 1, 0, 1, 1]).1, 6)",
        "-0.217391")
    static let parameterCounts = 0...1

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        if let level = parameters.first { _ = try SampleTest.confidence(name, level) }
        return SampleTest.type("t_statistic", interval: !parameters.isEmpty)
    }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let (first, second) = SampleTest.split(samples)
        let nothing = SampleTest.values([Double](repeating: .nan, count: parameters.isEmpty ? 2 : 4))
        guard !first.isEmpty, !second.isEmpty, first.count + second.count > 2 else { return nothing }
        let freedom = Double(first.count + second.count - 2)
        let pooled = (SampleTest.spread(first) + SampleTest.spread(second)) / freedom
        let error = (pooled * (1 / Double(first.count) + 1 / Double(second.count))).squareRoot()
        let difference = SampleTest.mean(first) - SampleTest.mean(second)
        // The interval is not of the pooled variance: ClickHouse's is that of Welch's test.
        let apart = [first, second].reduce(0) {
            $0 + SampleTest.spread($1) / Double($1.count - 1) / Double($1.count)
        }
        return TTest.answer(
            difference, error, freedom,
            try parameters.first.map { (level) throws(QueryError) in try SampleTest.confidence(name, level) },
            intervalError: apart.squareRoot())
    }
}

/// `welchTTest([confidence])(value, label)`.
package struct WelchTTest: SampleStatistic {
    package static let name = "welchTTest"
    package static let documentation = FunctionDocumentation(
        "Welch's test whether two samples, told apart by the label, have the same mean; their variances may differ.",
        example: "round(arrayReduce('welchTTest', [20.3, 22.1, 21.9, 18.9, 20.3, 19.0], [0, 0, 0, 1, 1, 1]).1, 6)",
        "2.798872")
    static let parameterCounts = 0...1

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        try StudentTTest.resultType(parameters)
    }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let (first, second) = SampleTest.split(samples)
        let nothing = SampleTest.values([Double](repeating: .nan, count: parameters.isEmpty ? 2 : 4))
        guard first.count > 1, second.count > 1 else { return nothing }
        let (countA, countB) = (Double(first.count), Double(second.count))
        let a = SampleTest.spread(first) / (countA - 1) / countA
        let b = SampleTest.spread(second) / (countB - 1) / countB
        let freedom = (a + b) * (a + b) / (a * a / (countA - 1) + b * b / (countB - 1))
        let difference = SampleTest.mean(first) - SampleTest.mean(second)
        return TTest.answer(difference, (a + b).squareRoot(), freedom, try parameters.first.map {
            (level) throws(QueryError) in try SampleTest.confidence(name, level)
        })
    }
}

enum TTest {
    static func answer(
        _ difference: Double, _ error: Double, _ freedom: Double, _ confidence: Double?, intervalError: Double? = nil
    ) -> Value {
        let statistic = difference / error
        guard statistic.isFinite else {
            return SampleTest.values([Double](repeating: .nan, count: confidence == nil ? 2 : 4))
        }
        let likelihood = min(max(BetaDistribution.studentBeyond(statistic, freedom: freedom), 0), 1)
        guard let confidence else { return SampleTest.values([statistic, likelihood]) }
        let quantile = BetaDistribution.studentQuantile(1 - (1 - confidence) / 2, freedom: freedom)
        let reach = quantile * (intervalError ?? error)
        return SampleTest.values([statistic, likelihood, difference - reach, difference + reach])
    }
}

/// `meanZTest(variance of the first, variance of the second, confidence)(value, label)`.
package struct MeanZTest: SampleStatistic {
    package static let name = "meanZTest"
    package static let documentation = FunctionDocumentation(
        "The z-test whether two samples of known variances, told apart by the label, have the same mean.",
        example: "round(arrayReduce('meanZTest(1., 1., 0.95)', [10, 11, 12, 13, 14, 15], [0, 0, 1, 0, 1, 1]).1, 6)",
        "-2.857738")
    static let parameterCounts = 3...3

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        for place in 0...1 {
            let variance = try numberParameter(name, parameters[place])
            guard variance.isFinite, variance > 0 else {
                throw QueryError(.badArguments, "Population variance parameter of \(name) must be positive")
            }
        }
        _ = try SampleTest.confidence(name, parameters[2])
        return SampleTest.type("z_statistic", interval: true)
    }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let (first, second) = SampleTest.split(samples)
        let variances = (try numberParameter(name, parameters[0]), try numberParameter(name, parameters[1]))
        let difference = SampleTest.mean(first) - SampleTest.mean(second)
        let error = (variances.0 / Double(first.count) + variances.1 / Double(second.count)).squareRoot()
        let statistic = difference / error
        guard statistic.isFinite else { return SampleTest.values([.nan, .nan, .nan, .nan]) }
        let reach = NormalDistribution.quantile(1 - (1 - (try numberParameter(name, parameters[2]))) / 2) * error
        return SampleTest.values([
            statistic, 2 * NormalDistribution.below(-statistic.magnitude), difference - reach, difference + reach,
        ])
    }
}

/// `studentTTestOneSample([confidence])(value, mean)`.
package struct StudentTTestOneSample: SampleStatistic {
    package static let name = "studentTTestOneSample"
    package static let documentation = FunctionDocumentation(
        "Student's test whether a sample has the mean that the second argument says.",
        example: "round(arrayReduce('studentTTestOneSample', [20.3, 21.1, 21.9], [20, 20, 20]).1, 6)", "2.38157")
    static let parameterCounts = 0...1

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType {
        try StudentTTest.resultType(parameters)
    }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        let count = Double(samples.x.count)
        guard samples.x.count > 1, let mean = samples.y.first else {
            return SampleTest.values([Double](repeating: .nan, count: parameters.isEmpty ? 2 : 4))
        }
        let error = (SampleTest.spread(samples.x) / (count - 1) / count).squareRoot()
        return TTest.answer(SampleTest.mean(samples.x) - mean, error, count - 1, try parameters.first.map {
            (level) throws(QueryError) in try SampleTest.confidence(name, level)
        })
    }
}

/// `analysisOfVariance(value, group)`.
package struct AnalysisOfVariance: SampleStatistic {
    package static let name = "analysisOfVariance"
    package static let aliases = ["anova"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        "Fisher's test whether all groups have the same mean.",
        example: "arrayReduce('analysisOfVariance', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]).1",
        "0.25")

    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType { SampleTest.type("f_statistic") }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        var groups: [Double: [Double]] = [:]
        for (value, group) in zip(samples.x, samples.y) { groups[group, default: []].append(value) }
        let count = Double(samples.x.count)
        let (between, within) = (Double(groups.count) - 1, count - Double(groups.count))
        guard between > 0, within > 0 else { return SampleTest.values([.nan, .nan]) }
        let mean = SampleTest.mean(samples.x)
        var (outer, inner) = (0.0, 0.0)
        for group in groups.sorted(by: { $0.key < $1.key }) {
            let distance = SampleTest.mean(group.value) - mean
            outer += distance * distance * Double(group.value.count)
            inner += SampleTest.spread(group.value)
        }
        let statistic = outer * within / (inner * between)
        guard statistic.isFinite else { return SampleTest.values([statistic, statistic.isNaN ? .nan : 0]) }
        return SampleTest.values([statistic, BetaDistribution.fisherAbove(statistic, between, within)])
    }
}
