import Columns
import Errors
import Glibc

/// A random number of some distribution, whose parameters are constant.
protocol RandomDistribution: ScalarFunction {
    static var parameterCount: Int { get }
    static var resultType: DataType { get }
    static func check(_ parameters: [Double]) throws(QueryError)
    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double
}

extension RandomDistribution {
    static var isDeterministic: Bool { false }
    static var constants: ConstantRule { .seen }
    static var resultType: DataType { .float64 }
    static func check(_ parameters: [Double]) throws(QueryError) {}

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, parameterCount...parameterCount + 1)
        for position in 0..<parameterCount {
            let type = arguments[position].type
            guard type.isFloat || type.isNativeInteger else { throw illegalArgumentType(name, position, type) }
            guard arguments[position].constant != nil else {
                throw QueryError(
                    .illegalColumn, "Parameter number \(position + 1) of function \(name) must be constant")
            }
        }
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let parameters = arguments[..<parameterCount].map { $0.doubles.first ?? 0 }
        try check(parameters)
        var random = context.state.nextRandomStream()
        let values = (0..<rowCount).map { _ in draw(parameters, &random) }
        return switch result {
        case .uint8: .uint8(values.map { $0 != 0 ? 1 : 0 })
        case .uint64: .uint64(values.map { UInt64(max($0, 0)) })
        default: .float64(values)
        }
    }

    static func normal(_ random: inout RandomStream) -> Double {
        // Box and Muller; the first number is kept from 0.
        let radius = (-2 * log(1 - random.nextUnit())).squareRoot()
        return radius * cos(2 * Double.pi * random.nextUnit())
    }

    static func refuse(_ text: String) -> QueryError {
        QueryError(.badArguments, "Argument of function \(name) should be \(text)")
    }
}

enum RandUniform: RandomDistribution {
    static let name = "randUniform"
    static let parameterCount = 2
    static let documentation = FunctionDocumentation(
        "A random number between two bounds.", example: "randUniform(5, 6) >= 5", "1")

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        parameters[0] + (parameters[1] - parameters[0]) * random.nextUnit()
    }
}

enum RandNormal: RandomDistribution {
    static let name = "randNormal"
    static let parameterCount = 2
    static let documentation = FunctionDocumentation(
        "A random number of the normal distribution with a mean and a standard deviation.",
        example: "toTypeName(randNormal(0, 1))", "Float64")

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        parameters[0] + parameters[1] * normal(&random)
    }
}

enum RandLogNormal: RandomDistribution {
    static let name = "randLogNormal"
    static let parameterCount = 2
    static let documentation = FunctionDocumentation(
        "A random number whose logarithm is normally distributed.", example: "randLogNormal(0, 1) > 0", "1")

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        exp(parameters[0] + parameters[1] * normal(&random))
    }
}

enum RandExponential: RandomDistribution {
    static let name = "randExponential"
    static let parameterCount = 1
    static let documentation = FunctionDocumentation(
        "A random number of the exponential distribution with a rate.", example: "randExponential(2) >= 0", "1")

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        -log(1 - random.nextUnit()) / parameters[0]
    }
}

enum RandBernoulli: RandomDistribution {
    static let name = "randBernoulli"
    static let parameterCount = 1
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 with the given probability, else 0.", example: "randBernoulli(1)", "1")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard (0...1).contains(parameters[0]) else { throw refuse("inside [0, 1] because it is probability") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        random.nextUnit() < parameters[0] ? 1 : 0
    }
}

enum RandPoisson: RandomDistribution {
    static let name = "randPoisson"
    static let parameterCount = 1
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "A random count of the Poisson distribution with a mean.", example: "randPoisson(3) >= 0", "1")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters[0] >= 0, parameters[0] <= 1e9 else { throw refuse("from 0 to 1000000000") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        // Large means are drawn in pieces, so that `exp` does not vanish; beyond that the normal one is near enough.
        if parameters[0] > 500 {
            return max((parameters[0] + parameters[0].squareRoot() * normal(&random)).rounded(), 0)
        }
        let limit = exp(-parameters[0])
        var count = 0.0
        var product = random.nextUnit()
        while product > limit {
            count += 1
            product *= random.nextUnit()
        }
        return count
    }
}

enum RandBinomial: RandomDistribution {
    static let name = "randBinomial"
    static let parameterCount = 2
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "A random count of successes among a number of tries with a probability.", example: "randBinomial(3, 1)", "3")

    static func check(_ parameters: [Double]) throws(QueryError) {
        guard parameters[0] >= 0, parameters[0] <= 1_000_000 else { throw refuse("from 0 to 1000000") }
        guard (0...1).contains(parameters[1]) else { throw refuse("inside [0, 1] because it is probability") }
    }

    static func draw(_ parameters: [Double], _ random: inout RandomStream) -> Double {
        var count = 0.0
        for _ in 0..<Int(parameters[0]) where random.nextUnit() < parameters[1] { count += 1 }
        return count
    }
}
