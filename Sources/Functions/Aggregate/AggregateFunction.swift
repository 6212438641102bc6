import Columns
import Errors

/// What SQL can compute over many rows: one type per function, listed in `AggregateFunctions.swift`.
///
/// A function sees plain argument types: dictionaries are resolved and rows with a NULL argument left out before it
/// (the `Null` combinator), unless `seesNulls`.
package protocol AggregateFunction: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    static var isCaseInsensitive: Bool { get }
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
    package static var seesNulls: Bool { false }
    package static var emptyIsDefault: Bool { false }
}

/// The states of one aggregate for all groups: group `g` is element `g` of its arrays. A value; an empty one serves as
/// the prototype that further ones are copied from.
package protocol AggregateStates: Sendable {
    /// The type of `results`.
    var resultType: DataType { get }
    var groupCount: Int { get }
    /// Bytes held, about: for accounting.
    var byteCount: Int { get }

    /// Adds empty states, so that there are `count`; never shrinks.
    mutating func grow(to count: Int)
    /// Adds row `i` of `arguments` (materialised, one column per argument) to group `groups[i]`, which exists.
    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError)
    /// Adds all rows of `arguments` to one group.
    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError)
    /// Adds state `i` of `other`, which has the same implementation, to group `groups[i]`.
    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError)
    /// The results of all groups, in order, as `resultType`. States stay as they are.
    func results() throws(QueryError) -> Column

    /// Appends ClickHouse's bytes of one state.
    func serialise(_ group: Int, into bytes: inout [UInt8])
    /// Reads one state at `position`, moves behind it and adds it to `group`. Refuses bytes that are no state.
    mutating func mergeSerialised(_ bytes: [UInt8], at position: inout Int, into group: Int) throws(QueryError)
}

extension AggregateStates {
    package mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        try update(arguments, groups: [UInt32](repeating: UInt32(truncatingIfNeeded: group), count: rowCount))
    }
}
