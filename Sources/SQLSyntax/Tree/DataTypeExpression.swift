/// A data type as written in SQL: a name and arguments, not yet checked to exist.
package struct DataTypeExpression: Sendable, Hashable {
    /// As written, several words with one space between them: `UInt8`, `DOUBLE PRECISION`.
    package var name: String
    package var arguments: [Argument]

    package init(name: String, arguments: [Argument] = []) {
        self.name = name
        self.arguments = arguments
    }

    package indirect enum Argument: Sendable, Hashable {
        /// `String` in `Array(String)`; also a function's name in `AggregateFunction(sum, UInt8)`.
        case type(DataTypeExpression)
        /// `a UInt8` in `Tuple(a UInt8)`, `Nested(a UInt8)`, or `path Type` in `JSON(path Type)`.
        case named(String, DataTypeExpression)
        /// `9`, `'UTC'`
        case literal(Literal)
        /// `'buy' = 1` in an Enum
        case enumPair(name: [UInt8], value: Int64)
        /// `quantile(0.9)`'s parameters, in `AggregateFunction(quantile(0.9), Float64)`.
        case function(FunctionCall)
        /// `max_dynamic_paths = 10` in `JSON(…)`, `max_types = 5` in `Dynamic(…)`
        case setting(String, Literal)
        /// `SKIP path` and `SKIP REGEXP 're'` in `JSON(…)`
        case skip(path: String)
        case skipMatching(String)
    }
}
