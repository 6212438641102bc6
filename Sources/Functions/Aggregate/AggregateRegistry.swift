import Columns
import Errors

/// All aggregate functions by name, and their combinators: from a name with suffixes to states.
package enum AggregateRegistry {
    package static var functions: [any AggregateFunction.Type] { aggregateFunctions }

    /// The suffixes that every aggregate function takes.
    package static var combinators: [String] { Combinator.allCases.map(\.rawValue) }

    private static let byName: [String: any AggregateFunction.Type] = {
        var result: [String: any AggregateFunction.Type] = [:]
        for function in aggregateFunctions {
            for name in [function.name] + function.aliases + function.aliasesInAnyCase { result[name] = function }
            for name in function.aliasesInAnyCase { result["~" + name.lowercased()] = function }
            if function.isCaseInsensitive { result["~" + function.name.lowercased()] = function }
        }
        return result
    }()

    static func function(named name: String) -> (any AggregateFunction.Type)? {
        byName[name] ?? byName["~" + name.lowercased()]
    }

    /// The name is that of an aggregate function, with or without combinators.
    package static func isAggregate(_ name: String) -> Bool {
        if function(named: name) != nil || countDistinctName(name) != name { return true }
        guard let (rest, _) = Combinator.split(name) else { return false }
        return isAggregate(rest)
    }

    /// Chooses the implementation of `name(parameters)(arguments)`. `distinct` is `f(DISTINCT …)`.
    ///
    /// Throws `UNKNOWN_AGGREGATE_FUNCTION` with the nearest names, or what the function refuses.
    package static func bind(
        name: String, parameters: [Value], arguments: [DataType], distinct: Bool
    ) throws(QueryError) -> BoundAggregate {
        let written = distinct ? distinctName(name) : countDistinctName(name)
        guard arguments.count <= Limits.typeArgumentsMax else {
            throw QueryError(.tooManyArgumentsForFunction, "Aggregate function \(name) has too many arguments")
        }
        let arguments = arguments.map(\.storedValue)
        let bound = try resolve(written, parameters, arguments, written)
        let plain = arguments.map(\.withoutLowCardinality)
        let states: any AggregateStates = plain == arguments ? bound.states : DictionaryStates(bound.states)
        return BoundAggregate(name: bound.name, parameters: parameters, argumentTypes: plain, prototype: states)
    }

    /// The aggregate whose states a column of this type holds.
    package static func bind(state type: AggregateStateType) throws(QueryError) -> BoundAggregate {
        let bound = try resolve(type.name, type.parameters, type.arguments.map(\.withoutLowCardinality), type.name)
        return BoundAggregate(
            name: bound.name, parameters: type.parameters,
            argumentTypes: type.arguments.map(\.withoutLowCardinality), prototype: bound.states)
    }

    /// Where the state that begins at `start` ends. For more than one state, bind once and use `skipSerialised`.
    package static func stateEnd(
        of type: AggregateStateType, bytes: [UInt8], from start: Int
    ) throws(QueryError) -> Int {
        var position = start
        try bind(state: type).prototype.skipSerialised(bytes, at: &position)
        return position
    }

    /// `f(DISTINCT x)`: `count` becomes `uniqExact`, others take the `Distinct` combinator, inside of `If`.
    private static func distinctName(_ name: String) -> String {
        if name.lowercased() == "count" { return "uniqExact" }
        if let (rest, combinator) = Combinator.split(name), combinator != .distinct, function(named: name) == nil {
            return distinctName(rest) + combinator.rawValue
        }
        return name + Combinator.distinct.rawValue
    }

    /// `countDistinct` and `countDistinctIf` are `count(DISTINCT …)` too; an alias may stand for a combinator.
    private static func countDistinctName(_ name: String) -> String {
        switch name.lowercased() {
        case "countdistinct": "uniqExact"
        case "countdistinctif", "countifdistinct": "uniqExactIf"
        case "array_concat_agg": "groupArrayArray"
        default: name
        }
    }
}

// MARK: - Names to states

extension AggregateRegistry {
    /// A name as ClickHouse prints it, and states.
    private typealias Resolved = (name: String, states: any AggregateStates)

    /// As `resolvePlain`, with NULLs and dictionaries dealt with. `written` is the whole name, for errors.
    private static func resolve(
        _ name: String, _ parameters: [Value], _ arguments: [DataType], _ written: String
    ) throws(QueryError) -> Resolved {
        let arguments = arguments.map(\.withoutLowCardinality)
        let exact = function(named: name)
        guard arguments.contains(where: \.isNullable), exact?.seesNulls != true else {
            return try resolvePlain(name, parameters, arguments, written)
        }
        if exact == nil, let (_, combinator) = Combinator.split(name), combinator.dealsWithNulls {
            return try resolvePlain(name, parameters, arguments, written)
        }
        let emptyIsDefault = try emptyIsDefault(name, written)
        if arguments.contains(.nullable(.nothing)) {
            return (name, NothingStates(emptyIsDefault ? .uint64 : .nullable(.nothing)))
        }
        let inner = try resolvePlain(name, parameters, arguments.map(\.withoutNullable), written)
        if exact == Count.self { return (inner.name, NullableCountStates()) }
        let states = NullStates(
            inner.states, isNullable: arguments.map(\.isNullable), emptyIsDefault: emptyIsDefault)
        return (inner.name, states)
    }

    /// What the innermost function says of empty inputs.
    private static func emptyIsDefault(_ name: String, _ written: String) throws(QueryError) -> Bool {
        if let function = function(named: name) { return function.emptyIsDefault }
        guard let (rest, _) = Combinator.split(name) else { throw unknown(written) }
        return try emptyIsDefault(rest, written)
    }

    private static func unknown(_ name: String) -> QueryError {
        let base = Combinator.split(name).map { isAggregate($0.rest) ? name : $0.rest } ?? name
        let near = nearestNames(to: base, among: aggregateFunctions.map { $0.name })
        let hint = near.isEmpty ? "" : ". Maybe you meant: [\(near.map { "'\($0)'" }.joined(separator: ", "))]"
        return QueryError(.unknownAggregateFunction, "Unknown aggregate function \(name)\(hint)")
    }

    private static func resolvePlain(
        _ name: String, _ parameters: [Value], _ arguments: [DataType], _ written: String
    ) throws(QueryError) -> Resolved {
        let isOfMaps = arguments.count == 1 && arguments[0].isMap
        if let function = function(named: name), !(isOfMaps && mapFunctions.contains(name)) {
            return (function.name, try function.states(parameters: parameters, arguments: arguments))
        }
        guard let (rest, combinator) = Combinator.split(name), !rest.isEmpty, isAggregate(rest) else {
            throw unknown(written)
        }
        func inner(_ arguments: [DataType], _ parameters: [Value]? = nil) throws(QueryError) -> Resolved {
            try resolve(rest, parameters ?? outerParameters, arguments, written)
        }
        let outerParameters = parameters
        switch combinator {
        case .onlyIf: return try resolveIf(inner, arguments, name)
        case .state:
            let bound = try inner(arguments)
            let type = AggregateStateType(name: bound.name, parameters: parameters, arguments: arguments)
            return (bound.name + "State", StateStates(bound.states, type: type))
        case .simpleState:
            let bound = try inner(arguments)
            return (bound.name + "SimpleState", SimpleStateStates(bound.states, function: bound.name))
        case .merge: return try resolveMerge(rest, parameters, arguments, written)
        case .orNull, .orDefault:
            let bound = try inner(arguments)
            let name = bound.name + combinator.rawValue
            // A row that a condition refuses was not taken: the condition goes outside.
            if let conditional = bound.states as? IfStates {
                return (name, IfStates(OrFillStates(conditional.inner, isNull: combinator == .orNull)))
            }
            return (name, OrFillStates(bound.states, isNull: combinator == .orNull))
        case .distinct:
            try checkSomeArguments(name, arguments)
            let bound = try inner(arguments)
            return (bound.name + "Distinct", distinctStates(bound.states, arguments))
        case .array:
            let bound = try inner(try arrayElements(of: arguments, combinator))
            return (bound.name + "Array", ArrayStates(bound.states))
        case .forEach:
            let bound = try inner(try arrayElements(of: arguments, combinator))
            return (bound.name + "ForEach", ForEachStates(bound.states))
        case .map: return try resolveMap(inner, arguments, name)
        case .resample: return try resolveResample(inner, parameters, arguments)
        case .argMin, .argMax:
            guard let key = arguments.last, arguments.count > 1 || rest.lowercased() == "count" else {
                throw QueryError(
                    .numberOfArgumentsDoesntMatch,
                    "Incorrect number of arguments for aggregate function with \(combinator.rawValue) suffix")
            }
            try checkOrdered(name, key)
            let bound = try inner(Array(arguments.dropLast()))
            let states = ArgExtremeCombinatorStates(
                bound.states, key: key, rule: combinator == .argMin ? .smallest : .greatest)
            return (bound.name + combinator.rawValue, states)
        }
    }

    private static func arrayElements(
        of arguments: [DataType], _ combinator: Combinator
    ) throws(QueryError) -> [DataType] {
        var elements: [DataType] = []
        for argument in arguments {
            guard case .array(let element) = argument else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Illegal type \(argument.name) of argument for aggregate function with \(combinator.rawValue) "
                        + "suffix. Must be array.")
            }
            elements.append(element)
        }
        guard !elements.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "-\(combinator.rawValue) aggregate functions require at least one argument")
        }
        return elements
    }

    private static func resolveMap(
        _ inner: ([DataType], [Value]?) throws(QueryError) -> Resolved, _ arguments: [DataType], _ name: String
    ) throws(QueryError) -> Resolved {
        guard arguments.count == 1, case .map(let key, let value) = arguments[0] else {
            throw QueryError(
                .illegalTypeOfArgument, "Aggregate function \(name) requires one map argument")
        }
        let bound = try inner([value], nil)
        return (bound.name + "Map", MapStates(bound.states, key: key.withoutLowCardinality))
    }

    private static func resolveResample(
        _ inner: ([DataType], [Value]?) throws(QueryError) -> Resolved, _ parameters: [Value],
        _ arguments: [DataType]
    ) throws(QueryError) -> Resolved {
        guard parameters.count >= 3, let key = arguments.last else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function with Resample suffix takes start, end and step behind its own parameters, and the "
                    + "key behind its own arguments")
        }
        let own = parameters.suffix(3).map { parameter -> Int64? in parameter.exactInteger() }
        guard let start = own[0], let stop = own[1], let step = own[2], step >= 0 else {
            throw QueryError(.badArguments, "Start, end and step of the Resample combinator must be whole numbers")
        }
        let bound = try inner(Array(arguments.dropLast()), Array(parameters.dropLast(3)))
        let states = try ResampleStates(bound.states, key: key, start: start, stop: stop, step: UInt64(step))
        return (bound.name + "Resample", states)
    }

    private static func resolveIf(
        _ inner: ([DataType], [Value]?) throws(QueryError) -> Resolved, _ arguments: [DataType], _ name: String
    ) throws(QueryError) -> Resolved {
        guard let condition = arguments.last else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Incorrect number of arguments for aggregate function with If suffix: \(name)")
        }
        let plain = condition.withoutNullable
        guard plain == .uint8 || plain == .bool || plain == .nothing || plain.isInteger else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(condition.name) of last argument for aggregate function with If suffix. Must be UInt8")
        }
        let bound = try inner(Array(arguments.dropLast()), nil)
        // `countIf` of a nullable argument has the flag of its `Null` combinator, though the count is never NULL.
        if bound.name == Count.name, arguments.contains(where: \.isNullable) {
            let isNullable = arguments.dropLast().map(\.isNullable)
            let flagged = NullStates(CountStates(), isNullable: isNullable, emptyIsDefault: true)
            return (bound.name + "If", IfStates(flagged))
        }
        return (bound.name + "If", IfStates(bound.states))
    }

    private static func resolveMerge(
        _ rest: String, _ parameters: [Value], _ arguments: [DataType], _ written: String
    ) throws(QueryError) -> Resolved {
        guard arguments.count == 1 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Incorrect number of arguments for aggregate function with Merge suffix: \(written)")
        }
        guard case .aggregateFunction(let state) = arguments[0] else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(arguments[0].name) of argument for aggregate function with Merge suffix. "
                    + "It must be AggregateFunction(...)")
        }
        let chosen = parameters.isEmpty ? state.parameters : parameters
        let bound = try resolve(rest, chosen, state.arguments, written)
        let held = try resolve(state.name, state.parameters, state.arguments, written)
        guard bound.name == held.name, bound.states.hasLayout(of: held.states) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(arguments[0].name) of argument for aggregate function with Merge suffix because it "
                    + "corresponds to different aggregate function: \(state.name) instead of \(rest)")
        }
        return (bound.name + "Merge", MergeStates(bound.states))
    }
}

/// Functions over arrays of keys and values; over maps, the same names are those of the `Map` combinator.
private let mapFunctions: Set<String> = ["sumMap", "minMap", "maxMap"]

extension DataType {
    fileprivate var isMap: Bool { if case .map = self { true } else { false } }
}

extension AggregateStates {
    fileprivate func hasLayout(of other: any AggregateStates) -> Bool { other is Self }
}

extension Combinator {
    /// The combinator sees `Nullable` arguments, the function inside it has its own `Null` combinator.
    fileprivate var dealsWithNulls: Bool {
        switch self {
        case .state, .simpleState, .onlyIf, .merge: true
        default: false
        }
    }
}
