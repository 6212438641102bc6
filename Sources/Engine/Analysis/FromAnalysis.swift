import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// A part of FROM: its plan, what it gives, and what names mean in it.
struct FromPart {
    var plan: PlanNode
    var columns: [PlanColumn]
    var scope: [ScopeColumn]
}

extension SelectAnalyser {
    func analyseFrom(_ source: TableSource) throws(QueryError) {
        let part = try analyse(source)
        plan = part.plan
        available = part.columns
        scope.columns = part.scope
    }

    func analyse(_ source: TableSource) throws(QueryError) -> FromPart {
        switch source {
        case .table(let element): return try analyse(element)
        case .join(let join): return try analyse(join)
        case .arrayJoin(let join): return try analyse(join)
        }
    }

    // MARK: - One table

    func analyse(_ element: TableElement) throws(QueryError) -> FromPart {
        guard element.sample == nil else { throw QueryError(.notImplemented, "SAMPLE is not supported") }
        var part: FromPart
        switch element.kind {
        case .subquery(let query): part = try analyseSubquery(query, with: subqueryScope, alias: element.alias)
        case .function(let call):
            let table = try analyser.environment.tableFunction(
                call, TableFunctionArguments(call, analyser, with: subqueryScope))
            part = try scan(table, database: nil, name: element.alias, isFinal: element.isFinal)
        case .name(let name): part = try analyse(name, element)
        }
        guard !element.columnAliases.isEmpty else { return part }
        let shown = part.scope.filter { !$0.isHidden }
        guard element.columnAliases.count <= shown.count else {
            throw QueryError(.badArguments, "There are more column aliases than columns")
        }
        part.scope = zip(shown, element.columnAliases + shown.dropFirst(element.columnAliases.count).map(\.name)).map {
            ScopeColumn(
                column: $0.column, name: $1, table: $0.table, database: $0.database, displayName: $1, isHidden: false,
                expression: $0.expression)
        }
        return part
    }

    private func analyse(_ name: TableName, _ element: TableElement) throws(QueryError) -> FromPart {
        if name.database == nil, let definition = with.query(named: name.table) {
            var part = try analyseSubquery(
                definition.query, with: with.inside(definition), alias: element.alias ?? name.table)
            if !definition.columns.isEmpty {
                guard definition.columns.count == part.scope.count else {
                    throw QueryError(.badArguments, "WITH \(name.table) names another number of columns than it has")
                }
                part.scope = zip(part.scope, definition.columns).map {
                    ScopeColumn(
                        column: $0.column, name: $1, table: $0.table, database: nil, displayName: $1, isHidden: false,
                        expression: nil)
                }
            }
            return part
        }
        switch try analyser.environment.resolve(name) {
        case .table(let table, let database, let tableName):
            analyser.noteTable("\(database).\(tableName)")
            let part = try scan(
                table, database: element.alias == nil ? database : nil, name: element.alias ?? tableName,
                isFinal: element.isFinal)
            let allowed = try limitedToAgents(part, table, database: database, name: tableName)
            return try filtered(allowed, names: [element.alias, tableName, "\(database).\(tableName)"])
        case .view(let query, let columns, let database, let viewName):
            analyser.noteTable("\(database).\(viewName)")
            var part = try analyseSubquery(query, with: WithScope(), alias: element.alias ?? viewName)
            guard columns.count == part.columns.count else { return part }
            part = try converted(part, to: columns)
            return part
        }
    }

    /// A key of some agents reads their rows only, whatever the query is.
    private func limitedToAgents(
        _ part: FromPart, _ table: any Table, database: String, name: String
    ) throws(QueryError) -> FromPart {
        let stored = table.schema.columns.map(\.name)
        guard
            let condition = try analyser.environment.rowCondition(database: database, table: name, columns: stored)
        else { return part }
        return try filtered(part, by: condition)
    }

    private func filtered(_ part: FromPart, by condition: Expression) throws(QueryError) -> FromPart {
        let before = scope
        scope = Scope()
        scope.columns = part.scope
        defer { scope = before }
        var result = part
        result.plan = .filter(part.plan, condition: try bindCondition(condition))
        return result
    }

    /// `additional_table_filters`: a map from a table's name or alias to a condition that every read of it obeys.
    private func filtered(_ part: FromPart, names: [String?]) throws(QueryError) -> FromPart {
        guard let text = analyser.environment.setting("additional_table_filters"), !text.isEmpty, text != "{}" else {
            return part
        }
        guard case .set(let changes) = try Parser.parseStatement("SET additional_table_filters = \(text)").statement,
            case .map(let entries)? = changes.first?.value
        else {
            throw QueryError(
                .badArguments, "additional_table_filters must be a map from tables to conditions, got \(text)")
        }
        var result = part
        for entry in entries where names.contains(entry.key.text) {
            let condition = entry.value.text
            guard condition.contains(where: { !$0.isWhitespace }) else {
                throw QueryError(.syntaxError, "Empty query (additional filter)")
            }
            result = try filtered(result, by: try Parser.parseExpression(condition))
        }
        return result
    }

    /// A view keeps the column types that it was created with.
    private func converted(_ part: FromPart, to columns: [ColumnHeader]) throws(QueryError) -> FromPart {
        if zip(part.columns, columns).allSatisfy({ $0.type == $1.type && $0.name == $1.name }) { return part }
        var computed: [ComputedColumn] = []
        for (column, header) in zip(part.columns, columns) {
            let value = try analyser.cast(self.column(column), to: header.type)
            computed.append(ComputedColumn(analyser.newColumn(header.name, header.type), value))
        }
        return FromPart(
            plan: .project(part.plan, computed), columns: computed.map(\.column),
            scope: zip(part.scope, computed).map {
                ScopeColumn(
                    column: $1.column, name: $1.column.name, table: $0.table, database: $0.database,
                    displayName: $1.column.name, isHidden: false, expression: nil)
            })
    }

    private func analyseSubquery(
        _ query: SelectUnion, with: WithScope, alias: String?
    ) throws(QueryError) -> FromPart {
        let (plan, columns) = try analyser.analyse(query, with: with)
        let scope = columns.map {
            ScopeColumn(
                column: $0, name: $0.name, table: alias, database: nil, displayName: $0.name, isHidden: false,
                expression: nil)
        }
        return FromPart(plan: plan, columns: columns, scope: scope)
    }

    private func scan(
        _ table: any Table, database: String?, name: String?, isFinal: Bool
    ) throws(QueryError) -> FromPart {
        let schema = table.schema
        var read: [(column: PlanColumn, source: String)] = []
        var byPosition: [Int: BoundExpression] = [:]
        for (position, declaration) in schema.columns.enumerated() where declaration.isStored {
            let column = analyser.newColumn(declaration.name, declaration.type)
            read.append((column, declaration.name))
            byPosition[position] = self.column(column)
        }
        var scope: [ScopeColumn] = []
        var next = read.makeIterator()
        for declaration in schema.columns where declaration.defaultKind != .ephemeral {
            var expression: BoundExpression?
            let column: PlanColumn
            if declaration.isStored, let stored = next.next() {
                column = stored.column
            } else {
                column = analyser.newColumn(declaration.name, declaration.type)
                expression = try declaration.defaultExpression.map { (alias) throws(QueryError) in
                    try resolveAlias(alias, schema, &byPosition)
                }
            }
            scope.append(
                ScopeColumn(
                    column: column, name: declaration.name, table: name, database: database,
                    displayName: declaration.name,
                    isHidden: declaration.defaultKind == .alias || declaration.defaultKind == .materialized,
                    expression: expression))
        }
        var node = ScanNode(table: table, columns: read)
        node.isFinal = isFinal || analyser.flag("final", default: false) && table.engineName.hasSuffix("MergeTree")
        return FromPart(plan: .scan(node), columns: read.map(\.column), scope: scope)
    }

    /// An ALIAS column's expression over the plan's columns; aliases of aliases are followed.
    private func resolveAlias(
        _ expression: BoundExpression, _ schema: TableSchema, _ known: inout [Int: BoundExpression]
    ) throws(QueryError) -> BoundExpression {
        var positions: Set<Int> = []
        expression.collectColumns(into: &positions)
        for position in positions.sorted() where known[position] == nil && schema.columns.indices.contains(position) {
            guard let inner = schema.columns[position].defaultExpression else { continue }
            known[position] = try resolveAlias(inner, schema, &known)
        }
        return expression.replacingColumns { known[$0] }
    }

    // MARK: - ARRAY JOIN

    private func analyse(_ join: ArrayJoin) throws(QueryError) -> FromPart {
        var part = try analyse(join.source)
        let before = scope.columns
        scope.columns = part.scope
        defer { scope.columns = before }
        var arrays: [(output: PlanColumn, array: BoundExpression)] = []
        var added: [ScopeColumn] = []
        for expression in join.expressions {
            for (name, array) in try arrayJoinTargets(expression) {
                let type = try elementType(of: array.type.withoutLowCardinality, in: "ARRAY JOIN")
                let output = analyser.newColumn(name, type)
                arrays.append((output, array))
                part.scope.removeAll { expression.alias == nil && $0.name == name }
                let table = part.scope.first?.table
                added.append(
                    ScopeColumn(
                        column: output, name: name, table: table, database: nil, displayName: name, isHidden: false,
                        expression: nil))
            }
        }
        part.plan = .arrayJoin(ArrayJoinNode(input: part.plan, arrays: arrays, isLeft: join.isLeft))
        part.columns += arrays.map(\.output)
        // A name that ARRAY JOIN gives hides the column of that name; a new one comes last.
        part.scope = part.scope.filter { column in !added.contains { $0.name == column.name } } + added
        return part
    }

    /// The names and arrays of one expression; the prefix of a nested structure stands for all its arrays.
    private func arrayJoinTargets(
        _ expression: SQLSyntax.Expression
    ) throws(QueryError) -> [(String, BoundExpression)] {
        if let identifier = expression.identifier, scope.lookUp(identifier.parts).matches.isEmpty {
            let prefix = identifier.last + "."
            let nested = scope.columns.filter { $0.name.hasPrefix(prefix) }
            if !nested.isEmpty {
                return nested.map { (column) in
                    let rest = String(column.name.dropFirst(prefix.count))
                    return ((expression.alias ?? identifier.last) + "." + rest, self.column(column.column))
                }
            }
        }
        let name = expression.alias ?? expression.identifier?.last ?? expression.columnName
        return [(name, try bind(expression.withoutAlias))]
    }
}
