import Columns
import Errors

/// `nothing(…)`, `nothingUInt64(…)`, `nothingNull(…)`: look at nothing.
protocol NothingAggregate: AggregateFunction {
    static var result: DataType { get }
}

extension NothingAggregate {
    package static var seesNulls: Bool { true }

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates { NothingStates(result) }
}

package struct NothingUInt64: NothingAggregate {
    package static let name = "nothingUInt64"
    static let result = DataType.uint64
    package static let documentation = FunctionDocumentation(
        "0, whatever the rows.", example: "arrayReduce('nothingUInt64', [1, 2])", "0")
}

package struct NothingNull: NothingAggregate {
    package static let name = "nothingNull"
    static let result = DataType.nullable(.nothing)
    package static let documentation = FunctionDocumentation(
        "NULL, whatever the rows.", example: "arrayReduce('nothingNull', [1, 2])", "\\N")
}
