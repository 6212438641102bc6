import Errors
import SQLSyntax

/// Finds every `expression AS name` of one SELECT, wherever it stands, but not those inside its subqueries.
struct AliasCollector {
    private(set) var aliases: [String: SQLSyntax.Expression] = [:]
    private var conflict: String?

    mutating func collect(_ query: SelectQuery) {
        for expression in query.projection { collect(expression) }
        for case .expression(let expression, _) in query.with { collect(expression) }
        for expression in [query.prewhere, query.where, query.having, query.qualify] {
            if let expression { collect(expression) }
        }
        switch query.groupBy?.keys {
        case .expressions(let keys), .rollup(let keys), .cube(let keys): for key in keys { collect(key) }
        case .groupingSets(let sets): for set in sets { for key in set { collect(key) } }
        case .all, Optional.none, .some(.none): break
        }
        if case .elements(let elements)? = query.orderBy { for element in elements { collect(element.expression) } }
        for key in query.limitBy?.keys ?? [] { collect(key) }
        for window in query.windows { collect(window.specification) }
    }

    /// One name for two different expressions is an error.
    func check() throws(QueryError) {
        if let conflict {
            throw QueryError(
                .multipleExpressionsForAlias, "Multiple expressions for alias \(conflict). In scope of the query")
        }
    }

    private mutating func collect(_ specification: WindowSpecification) {
        for expression in specification.partitionBy { collect(expression) }
        for element in specification.orderBy { collect(element.expression) }
    }

    private mutating func collect(_ expression: SQLSyntax.Expression) {
        switch expression {
        case .aliased(let inner, let name):
            if let known = aliases[name], known != inner, inner.identifier?.parts != [name] { conflict = name }
            if aliases[name] == nil { aliases[name] = inner }
            collect(inner)
        case .function(let call):
            for argument in call.arguments { collect(argument) }
            if case .inline(let specification)? = call.window { collect(specification) }
        case .lambda(let lambda): collect(lambda.body)
        case .literal, .identifier, .columns, .subquery, .parameter: break
        }
    }
}

extension SelectUnion {
    /// Does a FROM in it (at any depth) name the table `name`?
    func mentions(_ name: String) -> Bool {
        queries.contains { query in query.from.map { $0.mentions(name) } ?? false }
    }
}

extension TableSource {
    fileprivate func mentions(_ name: String) -> Bool {
        switch self {
        case .table(let element): element.mentions(name)
        case .join(let join): join.left.mentions(name) || join.right.mentions(name)
        case .arrayJoin(let join): join.source.mentions(name)
        }
    }
}

extension TableElement {
    fileprivate func mentions(_ name: String) -> Bool {
        switch kind {
        case .name(let table): table.database == nil && table.table == name
        case .subquery(let query): query.mentions(name)
        case .function: false
        }
    }
}
