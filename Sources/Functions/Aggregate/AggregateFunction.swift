import Columns
import Errors

/// What SQL can compute over many rows: one type per function, listed in `AggregateFunctions.swift`.
///
/// A function sees plain argument types: dictionaries are resolved and rows with a NULL argument left out before it
/// (the `Null` combinator), unless `seesNulls`.
package protocol AggregateFunction: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    /// The name itself is accepted in any case.
    static var isCaseInsensitive: Bool { get }
    /// Aliases that are accepted in any case: SQL's own names.
    static var aliasesInAnyCase: [String] { get }
    static var documentation: FunctionDocumentation { get }
    /// The function deals with `Nullable` arguments by itself (`count`, `groupArray` … do not).
    static var seesNulls: Bool { get }
    /// Over no rows the result is 0 or empty, not NULL, also for nullable arguments (`count`, `uniq`, `groupArray`).
    static var emptyIsDefault: Bool { get }

    /// Chooses the implementation for these types. Refuses parameters (`BAD_ARGUMENTS` …) and arguments
    /// (`ILLEGAL_TYPE_OF_ARGUMENT`, `NUMBER_OF_ARGUMENTS_DOESNT_MATCH`).
    static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates
}

extension AggregateFunction {
    package static var aliases: [String] { [] }
    package static var isCaseInsensitive: Bool { false }
    package static var aliasesInAnyCase: [String] { [] }
    package static var seesNulls: Bool { false }
    package static var emptyIsDefault: Bool { false }
}
