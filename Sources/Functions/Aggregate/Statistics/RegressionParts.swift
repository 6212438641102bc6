import Columns
import Errors

/// SQL's `regr_` functions of (y, x): the line through points with the least squares.
protocol RegressionPart: SampleStatistic {
    static func part(_ sums: RegressionMoments) -> Double
}

extension RegressionPart {
    package static var isCaseInsensitive: Bool { true }
    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType { .float64 }

    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        .float64(samples.x.isEmpty ? .nan : part(RegressionMoments(y: samples.x, x: samples.y)))
    }
}

/// Means, and sums of products of the distances from them.
struct RegressionMoments {
    let meanX: Double
    let meanY: Double
    let xx: Double
    let yy: Double
    let xy: Double

    init(y: [Double], x: [Double]) {
        let count = Double(x.count)
        let (sumX, sumY) = (x.reduce(0, +), y.reduce(0, +))
        meanX = sumX / count
        meanY = sumY / count
        xx = x.reduce(0) { $0 + $1 * $1 } - sumX * sumX / count
        yy = y.reduce(0) { $0 + $1 * $1 } - sumY * sumY / count
        xy = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } - sumX * sumY / count
    }

    var slope: Double { xx == 0 ? .nan : xy / xx }
}

package struct RegressionSlope: RegressionPart {
    package static let name = "regr_slope"
    package static let documentation = FunctionDocumentation(
        "The slope of the line through the points (x, y).",
        example: "arrayReduce('regr_slope', [1, 3, 5], [0, 1, 2])", "2")
    static func part(_ sums: RegressionMoments) -> Double { sums.slope }
}

package struct RegressionIntercept: RegressionPart {
    package static let name = "regr_intercept"
    package static let documentation = FunctionDocumentation(
        "Where the line through the points (x, y) has x = 0.",
        example: "arrayReduce('regr_intercept', [1, 3, 5], [0, 1, 2])", "1")
    static func part(_ sums: RegressionMoments) -> Double { sums.meanY - sums.slope * sums.meanX }
}

package struct RegressionR2: RegressionPart {
    package static let name = "regr_r2"
    package static let documentation = FunctionDocumentation(
        "The share of y's variance that the line explains.",
        example: "arrayReduce('regr_r2', [1, 3, 5], [0, 1, 2])", "1")
    static func part(_ sums: RegressionMoments) -> Double {
        sums.xx == 0 ? .nan : sums.yy == 0 ? 1 : sums.xy * sums.xy / (sums.xx * sums.yy)
    }
}

package struct RegressionMeanX: RegressionPart {
    package static let name = "regr_avgx"
    package static let documentation = FunctionDocumentation(
        "The mean of x, of the points (x, y).", example: "arrayReduce('regr_avgx', [1, 3, 5], [0, 1, 2])", "1")
    static func part(_ sums: RegressionMoments) -> Double { sums.meanX }
}

package struct RegressionMeanY: RegressionPart {
    package static let name = "regr_avgy"
    package static let documentation = FunctionDocumentation(
        "The mean of y, of the points (x, y).", example: "arrayReduce('regr_avgy', [1, 3, 5], [0, 1, 2])", "3")
    static func part(_ sums: RegressionMoments) -> Double { sums.meanY }
}

package struct RegressionSumXX: RegressionPart {
    package static let name = "regr_sxx"
    package static let documentation = FunctionDocumentation(
        "The sum of the squared distances of x from its mean.",
        example: "arrayReduce('regr_sxx', [1, 3, 5], [0, 1, 2])", "2")
    static func part(_ sums: RegressionMoments) -> Double { sums.xx }
}

package struct RegressionSumYY: RegressionPart {
    package static let name = "regr_syy"
    package static let documentation = FunctionDocumentation(
        "The sum of the squared distances of y from its mean.",
        example: "arrayReduce('regr_syy', [1, 3, 5], [0, 1, 2])", "8")
    static func part(_ sums: RegressionMoments) -> Double { sums.yy }
}

package struct RegressionSumXY: RegressionPart {
    package static let name = "regr_sxy"
    package static let documentation = FunctionDocumentation(
        "The sum of the products of the distances of x and y from their means.",
        example: "arrayReduce('regr_sxy', [1, 3, 5], [0, 1, 2])", "4")
    static func part(_ sums: RegressionMoments) -> Double { sums.xy }
}

package struct RegressionCount: SampleStatistic {
    package static let name = "regr_count"
    package static let isCaseInsensitive = true
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        "The number of points (x, y).", example: "arrayReduce('regr_count', [1, 3, 5], [0, 1, 2])", "3")
    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType { .uint64 }
    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value {
        .uint64(UInt64(samples.x.count))
    }
}
