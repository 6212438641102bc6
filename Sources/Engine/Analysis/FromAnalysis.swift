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
        scope.columns = source.joinCount > 1 ? qualified(part.scope) : part.scope
    }

    /// With several joins, a name that several tables have is shown with its table, also that of the first one.
    private func qualified(_ columns: [ScopeColumn]) -> [ScopeColumn] {
        var tables: [String: Set<String>] = [:]
        for column in columns { if let table = column.table { tables[column.name, default: []].insert(table) } }
        return columns.map { column in
            guard let table = column.table, !column.isHidden, tables[column.name, default: []].count > 1 else {
                return column
            }
            return ScopeColumn(
                column: column.column, name: column.name, table: table, database: column.database,
                displayName: "\(table).\(column.name)", isHidden: false, expression: column.expression)
        }
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
        var part: FromPart
        switch element.kind {
        case .subquery(let query):
            if element.sample != nil {
                throw QueryError(.unsupportedMethod, "Table expression modifiers SAMPLE are not supported for subquery")
            }
            part = try analyseSubquery(query, with: subqueryScope, alias: element.alias)
        case .function(let call):
            if let view = try analyseView(call, alias: element.alias) {
                part = view
                break
            }
            let table = try analyser.environment.tableFunction(
                call, TableFunctionArguments(call, analyser, with: subqueryScope))
            part = try scan(
                table, database: nil, name: element.alias, isFinal: element.isFinal,
                origin: (call.name, "_table_function"), sample: element.sample)
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
        if name.database == nil, let rows = with.tables[name.table] {
            return try scan(
                rows, database: nil, name: element.alias ?? name.table, isFinal: false, origin: (name.table, ""))
        }
        if name.database == nil, let definition = with.query(named: name.table), definition.isRecursive {
            let rows = try analyser.recursion(definition, with: with.inside(definition))
            return try scan(
                rows, database: nil, name: element.alias ?? name.table, isFinal: false, origin: (name.table, ""))
        }
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
                isFinal: element.isFinal, origin: (tableName, database), sample: element.sample)
            let allowed = try limitedToAgents(part, table, database: database, name: tableName)
            return try filtered(allowed, names: [element.alias, tableName, "\(database).\(tableName)"])
        case .view(let query, let columns, let database, let viewName):
            if element.sample != nil {
                throw QueryError(.samplingNotSupported, "Storage \(database).\(viewName) doesn't support sampling.")
            }
            analyser.noteTable("\(database).\(viewName)")
            var part: FromPart
            do throws(QueryError) {
                part = try analyseSubquery(query, with: WithScope(), alias: element.alias ?? viewName)
            } catch {
                guard error.code == .unknownQueryParameter else { throw error }
                throw QueryError(
                    .emptyListOfColumnsQueried,
                    "View \(viewName) has parameters: it is read as \(viewName)(name = value)")
            }
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
        var result = part
        result.plan = part.plan.seeingOnly(try bound(condition, over: part))
        // Where a row lies among those of other agents.
        let hidden = Set(VirtualColumn.allCases.map(\.rawValue) + ["_sample_factor"])
        result.scope = part.scope.filter { !$0.isHidden || !hidden.contains($0.name) || stored.contains($0.name) }
        return result
    }

    private func filtered(_ part: FromPart, by condition: Expression) throws(QueryError) -> FromPart {
        var result = part
        result.plan = .filter(part.plan, condition: try bound(condition, over: part))
        return result
    }

    private func bound(_ condition: Expression, over part: FromPart) throws(QueryError) -> BoundExpression {
        let before = scope
        scope = Scope()
        scope.columns = part.scope
        defer { scope = before }
        return try bindCondition(condition)
    }

    /// `view(a = 1)`: a view whose query has `{a:UInt8}`.
    private func analyseView(_ call: FunctionCall, alias: String?) throws(QueryError) -> FromPart? {
        guard !TableFunctions.has(call.name),
            let found = try? analyser.environment.resolve(TableName(table: call.name)),
            case .view(let query, _, let database, let name) = found
        else { return nil }
        var values: [String: String] = [:]
        for argument in call.arguments {
            guard let pair = argument.functionCall, pair.name == "equals", pair.arguments.count == 2,
                let parameter = pair.arguments[0].identifier?.name
            else {
                throw QueryError(
                    .badArguments, "Arguments of parameterized view \(name) are name = value, not \(argument.text)")
            }
            let value = try bind(pair.arguments[1])
            guard let text = try analyser.call("toString", [value]).constantValue else {
                throw QueryError(.badArguments, "Argument \(parameter) of view \(name) must be a constant")
            }
            if case .string(let bytes) = text.value(at: 0) {
                values[parameter] = String(decoding: bytes, as: UTF8.self)
            } else {
                values[parameter] = "\\N"
            }
        }
        analyser.noteTable("\(database).\(name)")
        let before = analyser.viewArguments
        analyser.viewArguments = values
        defer { analyser.viewArguments = before }
        return try analyseSubquery(query, with: WithScope(), alias: alias ?? name)
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
        analyser.subqueryCount += 1
        let (plan, columns) = try analyser.analyse(query, with: with)
        let scope = columns.map {
            ScopeColumn(
                column: $0, name: $0.name, table: alias, database: nil, displayName: $0.name, isHidden: false,
                expression: nil)
        }
        return FromPart(plan: plan, columns: columns, scope: scope)
    }

    private func scan(
        _ table: any Table, database: String?, name: String?, isFinal: Bool, origin: (table: String, database: String),
        sample: Sample? = nil
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
        let virtual = virtualColumns(of: table, origin, called: name, database)
        read += virtual.read
        var node = ScanNode(table: table, columns: read)
        node.isFinal = isFinal || analyser.flag("final", default: false) && table.engineName.hasSuffix("MergeTree")
        let part = FromPart(plan: .scan(node), columns: read.map(\.column), scope: scope + virtual.scope)
        guard let sample else { return part }
        var (result, factor) = try sampled(part, table, name: "\(origin.database).\(origin.table)", by: sample)
        result.scope = result.scope.map { entry in
            guard entry.name == "_sample_factor" else { return entry }
            return hidden(
                entry.name, .float64, called: name, database,
                analyser.pool.constant(.float64([factor]), type: .float64))
        }
        return result
    }

    /// What can be named of a table though it declares it not: `_table`, `_part` and the like.
    private func virtualColumns(
        of table: any Table, _ origin: (table: String, database: String), called name: String?, _ database: String?
    ) -> (read: [(column: PlanColumn, source: String)], scope: [ScopeColumn]) {
        var read: [(column: PlanColumn, source: String)] = []
        var scope: [ScopeColumn] = []
        func add(_ text: String, _ type: DataType, _ value: BoundExpression?) {
            guard table.schema.position(of: text) == nil else { return }
            let entry = hidden(text, type, called: name, database, value)
            if value == nil { read.append((entry.column, text)) }
            scope.append(entry)
        }
        let given = (table as? RowsTable)?.virtualColumns ?? []
        for column in given { add(column.name, column.type, nil) }
        for (text, value) in [("_table", origin.table), ("_database", origin.database)]
        where !given.contains(where: { $0.name == text }) {
            let constant = Column.lowCardinality(
                LowCardinalityColumn(
                    dictionary: .string(StringColumn(["", value])), codes: [1], isNullable: false))
            let type = DataType.lowCardinality(.string)
            add(text, type, analyser.pool.constant(constant, type: type))
        }
        guard table is MergeTreeTable else { return (read, scope) }
        for column in VirtualColumn.allCases { add(column.rawValue, column.type, nil) }
        add("_sample_factor", .float64, analyser.pool.constant(.float64([1]), type: .float64))
        return (read, scope)
    }

    private func hidden(
        _ name: String, _ type: DataType, called table: String?, _ database: String?, _ value: BoundExpression?
    ) -> ScopeColumn {
        ScopeColumn(
            column: analyser.newColumn(name, type), name: name, table: table, database: database, displayName: name,
            isHidden: true, expression: value)
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
                let original = part.scope.first { $0.name == name }
                part.scope.removeAll { expression.alias == nil && $0.name == name }
                let table = original?.table ?? part.scope.first?.table
                added.append(
                    ScopeColumn(
                        column: output, name: name, table: table, database: original?.database, displayName: name,
                        isHidden: false, expression: nil))
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

extension TableSource {
    fileprivate var joinCount: Int {
        switch self {
        case .table: 0
        case .join(let join): join.left.joinCount + 1
        case .arrayJoin(let join): join.source.joinCount
        }
    }
}
