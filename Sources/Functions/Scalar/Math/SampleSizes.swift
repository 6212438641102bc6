import Columns
import Errors
import Glibc

/// How many observations a test of means or of conversions needs.
protocol SampleSizeFunction: RowwiseFunction {
    static func sizes(_ row: [Double], quantiles: Double) throws(QueryError) -> [Double]
}

extension SampleSizeFunction {
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        .tuple([
            TupleElement("minimum_sample_size", .float64), TupleElement("detect_range_lower", .float64),
            TupleElement("detect_range_upper", .float64),
        ])
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let numbers = row.map(\.double)
        let (power, alpha) = (numbers[numbers.count - 2], numbers[numbers.count - 1])
        guard numbers.allSatisfy(\.isFinite), (0...1).contains(power), (0...1).contains(alpha) else {
            return .tuple([.float64(.nan), .float64(.nan), .float64(.nan)])
        }
        let quantiles = NormalDistribution.quantile(1 - alpha / 2) + NormalDistribution.quantile(power)
        return .tuple(try sizes(numbers, quantiles: quantiles).map { .float64($0) })
    }
}

enum MinSampleSizeContinuous: SampleSizeFunction {
    static let name = "minSampleSizeContinuous"
    static let aliases = ["minSampleSizeContinous"]
    static let signature: [ArgumentKind] = [.number, .number, .number, .number, .number]
    static let documentation = FunctionDocumentation(
        "The observations that a test of means needs: of a baseline, its deviation, the least relative effect, power "
            + "and error.",
        example: "round(minSampleSizeContinuous(112.25, 21.1, 0.03, 0.80, 0.05).1, 6)", "616.293195")

    static func sizes(_ row: [Double], quantiles: Double) throws(QueryError) -> [Double] {
        let effect = row[0] * row[2]
        let size = 2 * row[1] * row[1] * quantiles * quantiles / (effect * effect)
        return [size, row[0] * (1 - row[2]), row[0] * (1 + row[2])]
    }
}

enum MinSampleSizeConversion: SampleSizeFunction {
    static let name = "minSampleSizeConversion"
    static let signature: [ArgumentKind] = [.number, .number, .number, .number]
    static let documentation = FunctionDocumentation(
        "The observations that a test of conversions needs: of a baseline, the least effect, power and error.",
        example: "round(minSampleSizeConversion(0.25, 0.03, 0.80, 0.05).1, 6)", "3396.077603")

    static func sizes(_ row: [Double], quantiles: Double) throws(QueryError) -> [Double] {
        let (baseline, effect) = (row[0], row[1])
        let (left, right) = (baseline, baseline + effect)
        let mean = (left + right) / 2
        let alike = NormalDistribution.quantile(1 - row[3] / 2) * (2 * mean * (1 - mean)).squareRoot()
        let apart = NormalDistribution.quantile(row[2]) * (left * (1 - left) + right * (1 - right)).squareRoot()
        let reach = alike + apart
        return [reach * reach / (effect * effect), baseline - effect, baseline + effect]
    }
}

enum ProportionsZTest: RowwiseFunction {
    static let name = "proportionsZTest"
    static let signature: [ArgumentKind] = [
        .integer, .integer, .integer, .integer, .constant(.number), .constant(.text),
    ]
    static let documentation = FunctionDocumentation(
        "The z-test of two proportions: successes and trials of both, confidence, 'pooled' or 'unpooled'.",
        example: "round(proportionsZTest(10, 11, 100, 101, 0.95, 'unpooled').1, 6)", "-0.206567")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        .tuple([
            TupleElement("z_statistic", .float64), TupleElement("p_value", .float64),
            TupleElement("confidence_interval_low", .float64), TupleElement("confidence_interval_high", .float64),
        ])
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (firstHits, secondHits, firstTrials, secondTrials) = (
            row[0].double, row[1].double, row[2].double, row[3].double
        )
        let confidence = row[4].double
        guard (0...1).contains(confidence) else {
            throw QueryError(.badArguments, "Confidence level argument must be 0 to 1 for function \(name)")
        }
        let usesPool: Bool
        switch String(decoding: row[5].bytes, as: UTF8.self) {
        case "pooled": usesPool = true
        case "unpooled": usesPool = false
        default:
            throw QueryError(.badArguments, "The 6th argument of function \(name) must be 'pooled' or 'unpooled'")
        }
        let nothing = Value.tuple([.float64(.nan), .float64(.nan), .float64(.nan), .float64(.nan)])
        guard firstTrials > 0, secondTrials > 0 else { return nothing }
        let (left, right) = (firstHits / firstTrials, secondHits / secondTrials)
        guard (0...1).contains(left), (0...1).contains(right) else { return nothing }
        let spread = (left * (1 - left) / firstTrials + right * (1 - right) / secondTrials).squareRoot()
        var divisor = spread
        if usesPool {
            let pool = (firstHits + secondHits) / (firstTrials + secondTrials)
            divisor = (pool * (1 - pool) * (1 / firstTrials + 1 / secondTrials)).squareRoot()
        }
        let statistic = (left - right) / divisor
        guard statistic.isFinite else { return nothing }
        let likelihood = 2 * NormalDistribution.below(-statistic.magnitude)
        let reach = NormalDistribution.quantile(1 - (1 - confidence) / 2) * spread
        return .tuple([
            .float64(statistic), .float64(likelihood), .float64(left - right - reach), .float64(left - right + reach),
        ])
    }
}
