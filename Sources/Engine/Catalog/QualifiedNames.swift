import SQLSyntax

extension SelectUnion {
    /// The same query with the database spelled out wherever FROM names a table without one: how views keep their text.
    /// Names that WITH defines stay as they are.
    func qualified(in database: String) -> SelectUnion { qualified(in: database, except: []) }

    fileprivate func qualified(in database: String, except names: Set<String>) -> SelectUnion {
        switch self {
        case .select(let query): .select(query.qualified(in: database, except: names))
        case .combined(let setOperator, let parts):
            .combined(setOperator, parts.map { $0.qualified(in: database, except: names) })
        }
    }
}

extension SelectQuery {
    fileprivate func qualified(in database: String, except names: Set<String>) -> SelectQuery {
        var result = self
        var names = names
        result.with = with.map { definition in
            switch definition {
            case .expression(let expression, let name):
                return .expression(expression.qualified(in: database, except: names), name: name)
            case .query(let name, let columns, let query, let isMaterialized):
                if isRecursive { names.insert(name) }
                let body = query.qualified(in: database, except: names)
                names.insert(name)
                return .query(name: name, columns: columns, body, isMaterialized: isMaterialized)
            }
        }
        let change = { [names] (expression: Expression) in expression.qualified(in: database, except: names) }
        result.projection = projection.map(change)
        result.from = from?.qualified(in: database, except: names)
        result.prewhere = prewhere.map(change)
        result.where = self.where.map(change)
        result.having = having.map(change)
        result.qualify = qualify.map(change)
        return result
    }
}

extension TableSource {
    fileprivate func qualified(in database: String, except names: Set<String>) -> TableSource {
        switch self {
        case .table(let element): return .table(element.qualified(in: database, except: names))
        case .join(var join):
            join.left = join.left.qualified(in: database, except: names)
            join.right = join.right.qualified(in: database, except: names)
            if case .on(let condition)? = join.constraint {
                join.constraint = .on(condition.qualified(in: database, except: names))
            }
            return .join(join)
        case .arrayJoin(var join):
            join.source = join.source.qualified(in: database, except: names)
            return .arrayJoin(join)
        }
    }
}

extension TableElement {
    fileprivate func qualified(in database: String, except names: Set<String>) -> TableElement {
        var result = self
        switch kind {
        case .name(let table) where table.database == nil && !names.contains(table.table):
            result.kind = .name(TableName(database: database, table: table.table))
        case .subquery(let query): result.kind = .subquery(query.qualified(in: database, except: names))
        case .name, .function: break
        }
        return result
    }
}

extension Expression {
    fileprivate func qualified(in database: String, except names: Set<String>) -> Expression {
        switch self {
        case .subquery(let query): return .subquery(query.qualified(in: database, except: names))
        case .function(var call):
            call.arguments = call.arguments.map { $0.qualified(in: database, except: names) }
            return .function(call)
        case .lambda(var lambda):
            lambda.body = lambda.body.qualified(in: database, except: names)
            return .lambda(lambda)
        case .aliased(let inner, let name): return .aliased(inner.qualified(in: database, except: names), name: name)
        case .literal, .identifier, .columns, .parameter: return self
        }
    }
}
