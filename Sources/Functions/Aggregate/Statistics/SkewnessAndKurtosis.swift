import Columns
import Errors

/// `skewPop(x)`.
package struct SkewPop: AggregateFunction {
    package static let name = "skewPop"
    package static let documentation = FunctionDocumentation(
        summary: "The skewness of a population.",
        examples: [.init(sql: "arrayReduce('skewPop', [1, 2, 3])", result: "0")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .skewPop, parameters, arguments)
    }
}

/// `skewSamp(x)`.
package struct SkewSamp: AggregateFunction {
    package static let name = "skewSamp"
    package static let documentation = FunctionDocumentation(
        summary: "The skewness of a sample.",
        examples: [.init(sql: "arrayReduce('skewSamp', [1, 2, 3])", result: "0")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .skewSamp, parameters, arguments)
    }
}

/// `kurtPop(x)`.
package struct KurtPop: AggregateFunction {
    package static let name = "kurtPop"
    package static let documentation = FunctionDocumentation(
        summary: "The kurtosis of a population.",
        examples: [.init(sql: "arrayReduce('kurtPop', [1, 2, 3])", result: "1.5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .kurtPop, parameters, arguments)
    }
}

/// `kurtSamp(x)`.
package struct KurtSamp: AggregateFunction {
    package static let name = "kurtSamp"
    package static let documentation = FunctionDocumentation(
        summary: "The kurtosis of a sample.",
        examples: [.init(sql: "arrayReduce('kurtSamp', [1, 2, 3])", result: "0.6666666666666666")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try momentStates(name, .kurtSamp, parameters, arguments)
    }
}
