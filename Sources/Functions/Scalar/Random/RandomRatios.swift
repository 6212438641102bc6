import Columns
import Errors
import Glibc

/// Half the squares of so many normal numbers.
private func chiSquared(_ degrees: Double, _ random: inout RandomStream) -> Double {
    gamma(degrees / 2, &random) * 2
}

/// A number of the gamma distribution of scale 1, by Marsaglia and Tsang.
private func gamma(_ shape: Double, _ random: inout RandomStream) -> Double {
    if shape < 1 {
        let boost = pow(1 - random.nextUnit(), 1 / shape)
        return gamma(shape + 1, &random) * boost
    }
    let offset = shape - 1.0 / 3
    let scale = 1 / (9 * offset).squareRoot()
    while true {
        let normal = RandChiSquared.normal(&random)
        let base = 1 + scale * normal
        guard base > 0 else { continue }
        let cube = base * base * base
        if log(1 - random.nextUnit()) < normal * normal / 2 + offset * (1 - cube + log(cube)) { return offset * cube }
    }
}

enum RandChiSquared: RandomDistribution {
    static let name = "randChiSquared"
    static let parameterCount = 1
    static let documentation = FunctionDocumentation(
        "A random number of the chi-squared distribution with so many degrees of freedom.",
        example: "randChiSquared(10) > 0", "1")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters[0] > 0, parameters[0] <= 1e9 else { throw refuse("positive") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        chiSquared(parameters[0], &random)
    }
}

enum RandStudentT: RandomDistribution {
    static let name = "randStudentT"
    static let parameterCount = 1
    static let documentation = FunctionDocumentation(
        "A random number of Student's t-distribution with so many degrees of freedom.",
        example: "toTypeName(randStudentT(10))", "Float64")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters[0] > 0, parameters[0] <= 1e9 else { throw refuse("positive") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        normal(&random) / (chiSquared(parameters[0], &random) / parameters[0]).squareRoot()
    }
}

enum RandFisherF: RandomDistribution {
    static let name = "randFisherF"
    static let parameterCount = 2
    static let documentation = FunctionDocumentation(
        "A random number of the F-distribution with two degrees of freedom.", example: "randFisherF(10, 20) > 0", "1")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters.allSatisfy({ $0 > 0 && $0 <= 1e9 }) else { throw refuse("positive") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        let above = chiSquared(parameters[0], &random) / parameters[0]
        return above / (chiSquared(parameters[1], &random) / parameters[1])
    }
}

enum RandNegativeBinomial: RandomDistribution {
    static let name = "randNegativeBinomial"
    static let parameterCount = 2
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "A random count of failures before so many successes of a probability.", example: "randNegativeBinomial(5, 1)",
        "0")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters[0] >= 1, parameters[0] <= 100_000 else { throw refuse("from 1 to 100000") }
        guard parameters[1] > 0, parameters[1] <= 1 else { throw refuse("inside (0, 1] because it is probability") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        guard parameters[1] < 1 else { return 0 }
        var failures = 0.0
        for _ in 0..<Int(parameters[0]) {
            failures += (log(1 - random.nextUnit()) / log(1 - parameters[1])).rounded(.down)
        }
        return min(failures, 1e15)
    }
}
