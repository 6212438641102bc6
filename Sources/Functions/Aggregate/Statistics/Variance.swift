import Columns
import Errors

/// `varPop(x)`.
package struct VarPop: AggregateFunction {
    package static let name = "varPop"
    package static let aliasesInAnyCase = ["VAR_POP"]
    package static let documentation = FunctionDocumentation(
        summary: "The population variance Σ(x - mean)² / n.",
        examples: [.init(sql: "arrayReduce('varPop', [1, 2, 3])", result: "0.6666666666666666")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .varPop, parameters, arguments)
    }
}

/// `varSamp(x)`.
package struct VarSamp: AggregateFunction {
    package static let name = "varSamp"
    package static let aliasesInAnyCase = ["VAR_SAMP"]
    package static let documentation = FunctionDocumentation(
        summary: "The sample variance Σ(x - mean)² / (n - 1).",
        examples: [.init(sql: "arrayReduce('varSamp', [1, 2, 3])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .varSamp, parameters, arguments)
    }
}

/// `stddevPop(x)`.
package struct StddevPop: AggregateFunction {
    package static let name = "stddevPop"
    package static let aliasesInAnyCase = ["STD", "STDDEV_POP"]
    package static let documentation = FunctionDocumentation(
        summary: "The square root of the population variance.",
        examples: [.init(sql: "arrayReduce('stddevPop', [1, 2, 3])", result: "0.816496580927726")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .stddevPop, parameters, arguments)
    }
}

/// `stddevSamp(x)`.
package struct StddevSamp: AggregateFunction {
    package static let name = "stddevSamp"
    package static let aliasesInAnyCase = ["STDDEV", "STDDEV_SAMP"]
    package static let documentation = FunctionDocumentation(
        summary: "The square root of the sample variance.",
        examples: [.init(sql: "arrayReduce('stddevSamp', [1, 2, 3])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .stddevSamp, parameters, arguments)
    }
}
