import SQLSyntax

extension SelectUnion {
    /// The same query with the database spelled out wherever FROM names a table without one: how views keep their text.
    /// Names that WITH defines stay as they are.
    func qualified(in database: String) -> SelectUnion {
        namingTables { $0.database == nil ? TableName(database: database, table: $0.table) : $0 }
    }

    /// The same query with other names for the tables in FROM. Names that WITH defines stay as they are.
    func namingTables(_ change: @escaping (TableName) -> TableName) -> SelectUnion {
        namingTables(TableNaming(change: change))
    }

    fileprivate func namingTables(_ naming: TableNaming) -> SelectUnion {
        switch self {
        case .select(let query): .select(query.namingTables(naming))
        case .combined(let setOperator, let parts): .combined(setOperator, parts.map { $0.namingTables(naming) })
        }
    }
}

private struct TableNaming {
    let change: (TableName) -> TableName
    /// Names that WITH defines.
    var defined: Set<String> = []

    func name(of table: TableName) -> TableName {
        table.database == nil && defined.contains(table.table) ? table : change(table)
    }
}

extension SelectQuery {
    fileprivate func namingTables(_ naming: TableNaming) -> SelectQuery {
        var result = self
        var naming = naming
        result.with = with.map { definition in
            switch definition {
            case .expression(let expression, let name):
                return .expression(expression.namingTables(naming), name: name)
            case .query(let name, let columns, let query, let isMaterialized):
                if isRecursive { naming.defined.insert(name) }
                let body = query.namingTables(naming)
                naming.defined.insert(name)
                return .query(name: name, columns: columns, body, isMaterialized: isMaterialized)
            }
        }
        let change = { [naming] (expression: Expression) in expression.namingTables(naming) }
        result.projection = projection.map(change)
        result.from = from?.namingTables(naming)
        result.prewhere = prewhere.map(change)
        result.where = self.where.map(change)
        result.having = having.map(change)
        result.qualify = qualify.map(change)
        return result
    }
}

extension TableSource {
    fileprivate func namingTables(_ naming: TableNaming) -> TableSource {
        switch self {
        case .table(let element): return .table(element.namingTables(naming))
        case .join(var join):
            join.left = join.left.namingTables(naming)
            join.right = join.right.namingTables(naming)
            if case .on(let condition)? = join.constraint {
                join.constraint = .on(condition.namingTables(naming))
            }
            return .join(join)
        case .arrayJoin(var join):
            join.source = join.source.namingTables(naming)
            return .arrayJoin(join)
        }
    }
}

extension TableElement {
    fileprivate func namingTables(_ naming: TableNaming) -> TableElement {
        var result = self
        switch kind {
        case .name(let table): result.kind = .name(naming.name(of: table))
        case .subquery(let query): result.kind = .subquery(query.namingTables(naming))
        case .function: break
        }
        return result
    }
}

extension Expression {
    fileprivate func namingTables(_ naming: TableNaming) -> Expression {
        switch self {
        case .subquery(let query): return .subquery(query.namingTables(naming))
        case .function(var call):
            call.arguments = call.arguments.map { $0.namingTables(naming) }
            return .function(call)
        case .lambda(var lambda):
            lambda.body = lambda.body.namingTables(naming)
            return .lambda(lambda)
        case .aliased(let inner, let name): return .aliased(inner.namingTables(naming), name: name)
        case .literal, .identifier, .columns, .parameter: return self
        }
    }
}
