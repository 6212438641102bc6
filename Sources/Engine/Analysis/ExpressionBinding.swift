import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    /// The bound form of `expression` over the columns of FROM and the columns that binding makes up on the way.
    func bind(_ expression: SQLSyntax.Expression) throws(QueryError) -> BoundExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 500 else { throw QueryError(.tooDeepRecursion, "Expression is nested too deep") }
        switch expression {
        case .literal(let literal):
            let (column, type) = literal.typedColumn
            return analyser.pool.constant(column, type: type)
        case .identifier(let identifier): return try bind(identifier)
        case .function(let call): return try bind(call)
        case .aliased(let inner, let name):
            if scope.aliases[name] == inner { return try bindAlias(name, inner) }
            return try bind(inner)
        case .subquery(let query): return try bindScalar(query)
        case .parameter(let parameter): return try bind(parameter)
        case .columns:
            throw QueryError(
                .unsupportedMethod, "Unresolved matcher \(expression.columnName): it may stand in SELECT and in calls")
        case .lambda:
            throw QueryError(
                .badArguments, "Lambda \(expression.text) is not allowed in expression context.\(scopeText)")
        }
    }

    /// What a subquery sees of this query: its WITH and its aliases do not reach inside, except those of WITH.
    var subqueryScope: WithScope { with }

    // MARK: - Names

    private func bind(_ identifier: Identifier) throws(QueryError) -> BoundExpression {
        for parameters in scope.parameters.reversed() {
            if let parameter = parameters[identifier.parts[0]] {
                return try elements(of: parameter, Array(identifier.parts.dropFirst()))
            }
        }
        if let reference = references[identifier.name] { return reference }
        let (matches, rest) = scope.lookUp(identifier.parts)
        let prefersColumn = !matches.isEmpty && analyser.flag("prefer_column_name_to_alias", default: false)
        if !prefersColumn, let bound = try bindAsAlias(identifier, hasColumn: !matches.isEmpty) { return bound }
        guard let match = matches.first else {
            if let value = try bindOuter(identifier) { return value }
            throw unknown(identifier)
        }
        guard matches.count == 1 || analyser.flag("single_join_prefer_left_table", default: true) else {
            throw QueryError(
                .ambiguousIdentifier, "JOIN \(identifier.name) is an ambiguous identifier.\(scopeText)")
        }
        return try elements(of: match.expression ?? column(match.column), rest)
    }

    /// The alias that `identifier` (or its first part) names; `nil` when it names none, or when it stands inside the
    /// alias's own expression, where it means the column.
    private func bindAsAlias(_ identifier: Identifier, hasColumn: Bool) throws(QueryError) -> BoundExpression? {
        for length in stride(from: identifier.parts.count, through: 1, by: -1) {
            let name = identifier.parts[..<length].joined(separator: ".")
            guard let expression = scope.aliases[name] else { continue }
            if aliasesInProgress.contains(name) {
                usedAliases.insert(name)
                continue
            }
            if length > 1 && hasColumn { continue }
            // In WHERE a name that would be an aggregate's alias is taken as the column: dashboards are written so.
            if isInFilter, hasColumn, expression.holdsAggregate { continue }
            let bound = try bindAlias(name, expression)
            return try elements(of: bound, Array(identifier.parts[length...]))
        }
        return nil
    }

    private func bindAlias(_ name: String, _ expression: SQLSyntax.Expression) throws(QueryError) -> BoundExpression {
        // Inside a lambda, or an aggregate, the same text may mean something else.
        let isPlain = scope.parameters.isEmpty && !isInsideAggregate
        if isPlain, let known = boundAliases[name], known.uses.isDisjoint(with: aliasesInProgress) {
            usedAliases.formUnion(known.uses)
            usedAliases.insert(name)
            return known.expression
        }
        guard aliasesInProgress.insert(name).inserted else {
            if scope.lookUp([name]).matches.isEmpty {
                throw QueryError(.cyclicAliases, "Cyclic aliases: \(name).\(scopeText)")
            }
            return try bind(expression)
        }
        let before = usedAliases
        usedAliases = []
        defer {
            aliasesInProgress.remove(name)
            usedAliases.formUnion(before)
            usedAliases.insert(name)
        }
        let bound = try bind(expression)
        // The name of an alias in progress means the column: elsewhere it may mean something else.
        if isPlain, usedAliases.subtracting([name]).isDisjoint(with: aliasesInProgress) {
            boundAliases[name] = (bound, usedAliases)
        }
        return bound
    }

    private func unknown(_ identifier: Identifier) -> QueryError {
        let candidates = scope.columns.map(\.name) + scope.aliases.keys
        let near = nearestNames(to: identifier.last, among: candidates)
        let hint = near.isEmpty ? "" : ". Maybe you meant: [\(near.map { "'\($0)'" }.joined(separator: ", "))]"
        return QueryError(
            .unknownIdentifier, "Unknown expression identifier `\(identifier.name)`.\(scopeText)\(hint)")
    }

    // MARK: - Parameters

    private func bind(_ parameter: QueryParameter) throws(QueryError) -> BoundExpression {
        guard
            let text = analyser.viewArguments?[parameter.name] ?? analyser.environment.parameter(parameter.name)
        else {
            throw QueryError(.unknownQueryParameter, "Substitution `\(parameter.name)` is not set")
        }
        let type = try DataType(parsing: parameter.type.canonicalText)
        let value = try ParameterText(name: parameter.name, text: text).column(of: type, in: analyser.context)
        return analyser.pool.constant(value, type: type)
    }

    /// A constant's value, for the places where the grammar wants one (limits, offsets, aggregate parameters).
    func constant(_ expression: SQLSyntax.Expression, for what: String) throws(QueryError) -> (Column, DataType) {
        let bound = try bind(expression)
        guard let column = bound.constantValue else {
            throw QueryError(.badArguments, "\(what) must be a constant: \(expression.columnName)")
        }
        return (column, bound.type)
    }
}

extension Analyser {
    var nullLiteral: BoundExpression {
        let (column, type) = Literal.null.typedColumn
        return pool.constant(column, type: type)
    }
}

extension SQLSyntax.Expression {
    /// Is there an aggregate call in the expression itself (not over a window, not in a subquery)?
    var holdsAggregate: Bool {
        switch self {
        case .function(let call):
            call.window == nil && FunctionRegistry.scalar(named: call.name) == nil
                && AggregateRegistry.isAggregate(call.name) || call.arguments.contains(where: \.holdsAggregate)
        case .lambda(let lambda): lambda.body.holdsAggregate
        case .aliased(let inner, _): inner.holdsAggregate
        case .literal, .identifier, .columns, .subquery, .parameter: false
        }
    }
}

/// The names that look most like `name`: for "Maybe you meant".
func nearestNames(to name: String, among candidates: [String]) -> [String] {
    let wanted = Array(name.lowercased().utf8)
    let allowed = max(1, wanted.count / 3)
    var scored: [(String, Int)] = []
    for candidate in Set(candidates) where abs(candidate.utf8.count - wanted.count) <= allowed {
        let distance = editDistance(wanted, Array(candidate.lowercased().utf8))
        if distance <= allowed { scored.append((candidate, distance)) }
    }
    return scored.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(2).map(\.0)
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
        }
    }
    return row[b.count]
}
