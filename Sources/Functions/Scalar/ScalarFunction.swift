import Columns
import Errors

/// What SQL can compute row by row: one type per function, listed in its family's list.
///
/// A function states its result type and a body for plain values. `BoundCall` deals with dictionaries, NULLs and
/// constants once for all: by default `evaluate` sees neither `.lowCardinality`, `.nullable` nor `.constant`
/// columns, and
/// `result` neither of those types. A function that wants the wrapped form says so by one of the rules below.
package protocol ScalarFunction: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    /// ClickHouse accepts the name (and its aliases) in any case: SQL's own functions.
    static var isCaseInsensitive: Bool { get }
    static var documentation: FunctionDocumentation { get }

    static var nulls: NullRule { get }
    static var dictionaries: DictionaryRule { get }
    static var constants: ConstantRule { get }
    static var mixtures: MixtureRule { get }
    /// Gives one answer for one input: may be folded when all arguments are constant.
    static var isDeterministic: Bool { get }
    /// No input makes `evaluate` throw, so rows that are NULL may be computed like all others.
    static var toleratesEveryValue: Bool { get }
    /// The same for arguments of these types: a division by a constant that is not zero tolerates every value.
    static func tolerates(_ arguments: [Argument]) -> Bool

    /// The type of the result; refuses a wrong number (`NUMBER_OF_ARGUMENTS_DOESNT_MATCH`) or type
    /// (`ILLEGAL_TYPE_OF_ARGUMENT`) of arguments.
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType

    /// A column of `rowCount` rows in the layout of `result`; `arguments` have as many rows each.
    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column
}

extension ScalarFunction {
    package static var aliases: [String] { [] }
    package static var isCaseInsensitive: Bool { false }
    package static var nulls: NullRule { .propagated }
    package static var dictionaries: DictionaryRule { .unwrapped }
    package static var constants: ConstantRule { .spelledOut }
    /// What sees NULLs sees mixtures too.
    package static var mixtures: MixtureRule { if case .seen = nulls { .seen } else { .unwrapped } }
    package static var isDeterministic: Bool { true }
    package static var toleratesEveryValue: Bool { false }
    package static func tolerates(_ arguments: [Argument]) -> Bool { toleratesEveryValue }
}

/// A conversion that answers NULL for a text it cannot read, where the argument may be NULL anyway.
protocol NullableReading: ScalarFunction {
    /// The values of plain `arguments`, with a mark where a text was not read; `nil` where another rule applies.
    static func readOrNull(
        _ arguments: [TypedColumn], to result: DataType, in context: QueryContext
    ) throws(QueryError) -> NullableColumn?
}

/// What happens to NULL arguments.
package enum NullRule: Sendable {
    /// A NULL argument makes the row NULL; the function sees the plain values only.
    case propagated
    /// The function sees `Nullable` types and columns.
    case seen
}

/// What happens to dictionary-coded arguments.
package enum DictionaryRule: Sendable {
    /// The function sees plain values; with one dictionary argument and constants it runs on the dictionary alone.
    case unwrapped
    /// The function sees plain values, and its answer has no dictionary.
    case dissolved
    /// The function sees `LowCardinality` types and columns.
    case seen
}

/// What happens to `Variant` and `Dynamic` arguments.
package enum MixtureRule: Sendable {
    /// The function is called for the rows of each type by themselves.
    case unwrapped
    /// The function sees these types and their columns.
    case seen
}

/// What happens to constant arguments.
package enum ConstantRule: Sendable {
    /// `evaluate` sees a value per row.
    case spelledOut
    /// `evaluate` sees `.constant` columns, for loops of a column against one value.
    case seen
}

/// An argument when a function is bound: its type, and its value where that is known before the query runs.
package struct Argument: Sendable {
    package let type: DataType
    /// One row in the layout of `type`, for constants.
    package let constant: Column?

    package init(type: DataType, constant: Column? = nil) {
        self.type = type
        self.constant = constant
    }
}

/// A column and what its values mean.
package struct TypedColumn: Sendable {
    package let type: DataType
    package let column: Column

    package init(type: DataType, column: Column) {
        self.type = type
        self.column = column
    }
}

/// What a function may know of the query around it: fixed when the query starts.
package struct QueryContext: Sendable {
    /// The session's time zone: for `DateTime` without one of its own.
    package var timeZone: String
    /// When the query began, nanoseconds since the epoch: every `now()` of a query is one moment.
    package var startNanoseconds: Int64
    package var database: String
    package var user: String
    package var queryIdentifier: String
    /// Settings that change what functions answer, by name, where they differ from the default.
    package var settings: [String: String]
    /// Row numbers and randomness, shared by all copies.
    package let state: QueryState
    package var server = ServerFacts()
    /// Finds a setting by name, also one at its default; `nil` where there is none.
    package var findSetting: (@Sendable (String) -> SettingValue?)?
    /// Prints a query, on one line or a clause a line; refuses what is none.
    package var formatQuery: (@Sendable (String, _ isMultiline: Bool) throws(QueryError) -> String)?
    /// A query without its constants.
    package var normaliseQuery: (@Sendable (String, _ keepsNames: Bool) -> String)?
    package var hashNormalisedQuery: (@Sendable (String, _ keepsNames: Bool) -> UInt64)?
    /// Writes each row of a block in a format that writes rows.
    package var formatRows: (@Sendable (_ format: String, Block) throws(QueryError) -> [[UInt8]])?
    /// Finds a dictionary by name, loading it where needed.
    package var findDictionary: (@Sendable (String) throws(QueryError) -> DictionaryContent)?

    /// - Parameter randomSeed: `nil` derives one from the query's identifier and its start.
    package init(
        timeZone: String, startNanoseconds: Int64, database: String, user: String, queryIdentifier: String,
        settings: [String: String], randomSeed: UInt64? = nil
    ) {
        state = QueryState(seed: randomSeed ?? Self.seed(queryIdentifier, startNanoseconds))
        self.timeZone = timeZone
        self.startNanoseconds = startNanoseconds
        self.database = database
        self.user = user
        self.queryIdentifier = queryIdentifier
        self.settings = settings
    }

    private static func seed(_ queryIdentifier: String, _ startNanoseconds: Int64) -> UInt64 {
        let bytes = Array(queryIdentifier.utf8)
        return CityHash.hash64(bytes.span, seed: UInt64(bitPattern: startNanoseconds))
    }
}

/// Refuses a call whose number of arguments is outside `allowed`, in ClickHouse's words.
package func checkArgumentCount(
    _ name: String, _ arguments: [Argument], _ allowed: ClosedRange<Int>
) throws(QueryError) {
    guard allowed.contains(arguments.count) else {
        let wanted =
            allowed.lowerBound == allowed.upperBound
            ? "\(allowed.lowerBound)" : "\(allowed.lowerBound) to \(allowed.upperBound)"
        throw QueryError(
            .numberOfArgumentsDoesntMatch,
            "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be \(wanted)")
    }
}

/// The refusal of an argument's type, in ClickHouse's words; `position` counts from 0.
package func illegalArgumentType(_ name: String, _ position: Int, _ type: DataType) -> QueryError {
    QueryError(
        .illegalTypeOfArgument, "Illegal type \(type.name) of argument \(position + 1) of function \(name)")
}
