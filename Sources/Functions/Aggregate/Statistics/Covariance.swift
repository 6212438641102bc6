import Columns
import Errors

/// `covarPop(x, y)`.
package struct CovarPop: AggregateFunction {
    package static let name = "covarPop"
    package static let aliasesInAnyCase = ["COVAR_POP"]
    package static let documentation = FunctionDocumentation(
        summary: "The population covariance of two arguments.",
        examples: [.init(sql: "arrayReduce('covarPop', [1, 2, 3], [1, 2, 3])", result: "0.6666666666666666")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try pairStates(name, .covarPop, parameters, arguments)
    }
}

/// `covarSamp(x, y)`.
package struct CovarSamp: AggregateFunction {
    package static let name = "covarSamp"
    package static let aliasesInAnyCase = ["COVAR_SAMP"]
    package static let documentation = FunctionDocumentation(
        summary: "The sample covariance of two arguments.",
        examples: [.init(sql: "arrayReduce('covarSamp', [1, 2, 3], [1, 2, 3])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try pairStates(name, .covarSamp, parameters, arguments)
    }
}

/// `corr(x, y)`.
package struct Corr: AggregateFunction {
    package static let name = "corr"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "Pearson's correlation of two arguments.",
        examples: [.init(sql: "arrayReduce('corr', [1, 2, 3], [2, 4, 6])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try pairStates(name, .corr, parameters, arguments)
    }
}
