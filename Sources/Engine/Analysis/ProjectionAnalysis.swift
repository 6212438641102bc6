import Columns
import Errors
import Functions
import SQLSyntax

/// A column of the answer.
struct Output {
    let name: String
    let expression: BoundExpression
    /// As written, for GROUP BY ALL.
    let written: SQLSyntax.Expression
}

/// An element of ORDER BY.
struct OrderItem {
    let expression: BoundExpression
    let direction: Columns.SortDirection
    let fill: WithFill?
}

extension SelectAnalyser {
    func expandProjection() throws(QueryError) -> [Output] {
        var outputs: [Output] = []
        for expression in query.projection {
            switch expression {
            case .columns(let matcher):
                for (name, column) in try expand(matcher) {
                    outputs.append(Output(name: name, expression: try bind(column), written: column))
                }
            default:
                if let call = expression.functionCall, call.name == "untuple" {
                    outputs.append(contentsOf: try untuple(call, alias: expression.alias))
                    continue
                }
                let bound = try asAnswer(try bind(expression))
                let name = expression.alias ?? displayName(of: expression)
                analyser.subqueryCount += expression.subqueryCount
                outputs.append(Output(name: name, expression: bound, written: expression))
            }
        }
        guard !outputs.isEmpty else {
            throw QueryError(.emptyListOfColumnsQueried, "Empty list of columns in projection.\(scopeText)")
        }
        return outputs
    }

    /// IN over a dictionary-coded column gives one itself.
    private func asAnswer(_ expression: BoundExpression) throws(QueryError) -> BoundExpression {
        guard case .membership(let membership) = expression.node, membership.operands.count == 1,
            membership.operands[0].type != membership.operands[0].type.withoutLowCardinality
        else { return expression }
        return try analyser.call("toLowCardinality", [expression])
    }

    private func untuple(_ call: FunctionCall, alias: String?) throws(QueryError) -> [Output] {
        guard call.arguments.count == 1 else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Function untuple takes one argument")
        }
        let tuple = try bind(call.arguments[0])
        guard case .tuple(let elements) = tuple.type else {
            throw QueryError(.illegalTypeOfArgument, "Function untuple takes a tuple, got \(tuple.type.name)")
        }
        let prefix = alias ?? "tupleElement(\(displayName(of: call.arguments[0])), "
        var outputs: [Output] = []
        for (position, element) in elements.enumerated() {
            let number = analyser.pool.constant(.uint64([UInt64(position + 1)]), type: .uint64)
            let part = element.name ?? "\(position + 1)"
            let name = alias == nil ? "\(prefix)'\(part)')" : "\(prefix).\(part)"
            let value = try analyser.call("tupleElement", [tuple, number])
            outputs.append(Output(name: name, expression: value, written: .function(call)))
        }
        return outputs
    }

    /// What a column of the answer is called without an alias: `t.a` is `a` where that is clear.
    func displayName(of expression: SQLSyntax.Expression) -> String {
        var number = analyser.subqueryCount
        return expression.columnName { [scope, references] part in
            if case .subquery = part {
                number += 1
                return "_subquery_\(number)"
            }
            guard case .identifier(let identifier) = part else { return nil }
            if references[identifier.name] != nil { return nil }
            guard identifier.parts.count > 1, scope.aliases[identifier.parts[0]] == nil else { return nil }
            let (matches, rest) = scope.lookUp(identifier.parts)
            return matches.first.map { ([$0.displayName] + rest).joined(separator: ".") }
        }
    }

    // MARK: - Matchers

    /// The columns that a matcher stands for, as expressions with the names they have in the answer.
    func expand(
        _ matcher: ColumnsMatcher
    ) throws(QueryError) -> [(name: String, expression: SQLSyntax.Expression)] {
        var result: [(name: String, expression: SQLSyntax.Expression)] = []
        switch matcher.pattern {
        case .all: result = scope.columns(of: matcher.qualifier).map { ($0.displayName, reference($0)) }
        case .regularExpression(let pattern):
            for column in scope.columns(of: matcher.qualifier) where try matches(column.name, pattern) {
                result.append((column.displayName, reference(column)))
            }
        case .list(let identifiers):
            for identifier in identifiers { result.append((identifier.name, .identifier(identifier))) }
        }
        if result.isEmpty, matcher.pattern == .all, let qualifier = matcher.qualifier {
            result = try elements(of: qualifier)
        }
        if result.isEmpty, matcher.pattern == .all {
            throw QueryError(
                matcher.qualifier == nil ? .unknownTable : .unknownIdentifier,
                "Matcher \(matcher.qualifier?.name ?? "*") resolves to no columns.\(scopeText)")
        }
        for transformer in matcher.transformers { try apply(transformer, to: &result) }
        return result
    }

    /// `t.*` of a tuple: its elements.
    private func elements(
        of qualifier: Identifier
    ) throws(QueryError) -> [(name: String, expression: SQLSyntax.Expression)] {
        guard !scope.lookUp(qualifier.parts).matches.isEmpty else { return [] }
        let tuple = SQLSyntax.Expression.identifier(qualifier)
        guard case .tuple(let elements) = try bind(tuple).type.storedValue else { return [] }
        return elements.enumerated().map { place, element in
            let name = element.name ?? "\(place + 1)"
            let key: SQLSyntax.Expression =
                element.name.map { .string($0) } ?? .literal(.unsigned(UInt64(place + 1)))
            return ("\(qualifier.name).\(name)", .call("tupleElement", [tuple, key]))
        }
    }

    private func reference(_ column: ScopeColumn) -> SQLSyntax.Expression {
        // A name that no alias and no other table can take over.
        let name = "\u{1}\(column.column.identifier)"
        references[name] = column.expression ?? self.column(column.column)
        return .aliased(.name(name), name: column.name)
    }

    private func matches(_ name: String, _ pattern: String) throws(QueryError) -> Bool {
        let text = analyser.pool.constant(.string(StringColumn([name])), type: .string)
        let result = try analyser.call("match", [text, analyser.text(pattern)])
        return result.constantValue.map { maskOfTrue($0)[0] == 1 } ?? false
    }

    private func apply(
        _ transformer: ColumnsTransformer, to columns: inout [(name: String, expression: SQLSyntax.Expression)]
    ) throws(QueryError) {
        switch transformer {
        case .except(let names, let isStrict):
            let plain = Set(columns.compactMap { $0.expression.alias ?? $0.name })
            if isStrict, let missing = names.first(where: { !plain.contains($0) }) {
                throw QueryError(.noSuchColumnInTable, "Columns transformer EXCEPT expects column \(missing)")
            }
            columns.removeAll { names.contains($0.expression.alias ?? $0.name) }
        case .exceptMatching(let pattern):
            var kept: [(name: String, expression: SQLSyntax.Expression)] = []
            for column in columns where try !matches(column.name, pattern) { kept.append(column) }
            columns = kept
        case .replace(let replacements, let isStrict):
            for replacement in replacements {
                guard let place = columns.firstIndex(where: { ($0.expression.alias ?? $0.name) == replacement.name })
                else {
                    if isStrict {
                        throw QueryError(
                            .noSuchColumnInTable, "Columns transformer REPLACE expects column \(replacement.name)")
                    }
                    continue
                }
                columns[place].expression = replacement.expression
            }
        case .applyFunction(let name, let parameters, let prefix):
            columns = columns.map {
                let call = FunctionCall(name: name, parameters: parameters, arguments: [$0.expression])
                return ((prefix ?? "") + "\(name)(\($0.name))", .function(call))
            }
        case .applyLambda(let lambda, let prefix):
            guard lambda.parameters.count == 1 else {
                throw QueryError(.badArguments, "APPLY takes a lambda of one parameter")
            }
            columns = columns.map {
                let body = lambda.body.replacing(name: lambda.parameters[0], by: $0.expression)
                let shown = lambda.body.replacing(name: lambda.parameters[0], by: .name($0.name))
                return ((prefix ?? "") + shown.columnName, body)
            }
        }
    }
}

extension SQLSyntax.Expression {
    /// Subqueries in the expression, not counting those inside them.
    fileprivate var subqueryCount: Int {
        switch self {
        case .subquery: 1
        case .function(let call): call.arguments.reduce(0) { $0 + $1.subqueryCount }
        case .lambda(let lambda): lambda.body.subqueryCount
        case .aliased(let inner, _): inner.subqueryCount
        case .literal, .identifier, .columns, .parameter: 0
        }
    }

    /// The expression with every use of the plain name `name` replaced.
    func replacing(name: String, by replacement: SQLSyntax.Expression) -> SQLSyntax.Expression {
        switch self {
        case .identifier(let identifier) where identifier.parts == [name]: return replacement
        case .function(var call):
            call.arguments = call.arguments.map { $0.replacing(name: name, by: replacement) }
            return .function(call)
        case .lambda(var lambda) where !lambda.parameters.contains(name):
            lambda.body = lambda.body.replacing(name: name, by: replacement)
            return .lambda(lambda)
        case .aliased(let inner, let alias): return .aliased(inner.replacing(name: name, by: replacement), name: alias)
        default: return self
        }
    }
}
