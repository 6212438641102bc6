import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ drop: Drop) throws(QueryError) -> StatementAnswer {
        try refuseCluster(drop.cluster)
        switch drop.object {
        case .database: try dropDatabases(drop)
        case .function:
            for name in drop.names { try instance.userFunctions.remove(name.table, ifExists: drop.ifExists) }
        case .allTables:
            guard drop.filter == nil else {
                throw QueryError(.notImplemented, "TRUNCATE ALL TABLES … LIKE is not supported")
            }
            for name in drop.names {
                for entry in try catalog.database(named: name.table).entries.values where entry.table != nil {
                    try entry.table?.truncate()
                }
            }
        case .table, .view, .dictionary:
            guard drop.action != .undrop else { throw QueryError(.notImplemented, "UNDROP is not supported") }
            for name in drop.names {
                try catalog.changing { () throws(QueryError) in try dropTable(name, drop) }
            }
        }
        return .nothing
    }

    private func dropTable(_ name: TableName, _ drop: Drop) throws(QueryError) {
        guard let entry = try found(name, drop) else { return }
        if drop.ifEmpty, let rows = entry.table?.totalRows, rows > 0 {
            throw QueryError(.tableNotEmpty, "Table \(entry.name) is not empty")
        }
        switch drop.action {
        case .truncate: try storedTable(of: entry).table.truncate()
        case .detach:
            try instance.insertJournal.flush(instance)
            entry.table?.shutdown()
            try catalog.remove(entry, keepsFile: true)
        case .drop, .undrop: try remove(entry)
        }
    }

    private func found(_ name: TableName, _ drop: Drop) throws(QueryError) -> CatalogEntry? {
        if name.database == nil, environment.session.temporaryTable(name.table) != nil || drop.isTemporary {
            if let entry = environment.session.temporaryTable(name.table) { return entry }
            if drop.ifExists { return nil }
            throw QueryError(.unknownTable, "Temporary table \(name.table) does not exist")
        }
        let qualified = environment.qualified(name)
        if let entry = catalog.find(qualified) {
            let isDictionary = entry.table is DictionaryTable
            if drop.object == .dictionary, !isDictionary {
                throw QueryError(.incorrectQuery, "\(qualified) is not a Dictionary")
            }
            if drop.object != .dictionary, isDictionary {
                throw QueryError(
                    .cannotDetachDictionaryAsTable,
                    "Cannot drop/detach dictionary \(qualified) as table, use DROP DICTIONARY or DETACH DICTIONARY "
                        + "query instead.")
            }
            if drop.object == .view, entry.table != nil {
                throw QueryError(.incorrectQuery, "\(qualified) is not a View")
            }
            return entry
        }
        if drop.ifExists { return nil }
        return try catalog.entry(qualified)
    }

    func remove(_ entry: CatalogEntry) throws(QueryError) {
        if entry.isTemporary {
            _ = environment.session.removeTemporaryTable(entry.name.table)
        } else {
            try dropInnerTable(of: entry)
            try catalog.remove(entry, keepsFile: false)
        }
        entry.table?.shutdown()
        try entry.table?.drop()
    }

    private func dropDatabases(_ drop: Drop) throws(QueryError) {
        guard drop.action == .drop || drop.action == .truncate else {
            throw QueryError(.notImplemented, "Only DROP and TRUNCATE DATABASE are supported: none is detached")
        }
        for name in drop.names {
            try catalog.changing { () throws(QueryError) in
                if drop.ifExists, !catalog.hasDatabase(name.table) { return }
                let database = try catalog.database(named: name.table)
                guard !database.isVirtual else {
                    throw QueryError(.tableIsReadOnly, "Database \(name.table) is read-only")
                }
                for entry in database.entries.values where catalog.find(entry.name) != nil { try remove(entry) }
                // TRUNCATE leaves the database, without a table.
                if drop.action == .drop { try catalog.removeDatabase(name.table) }
            }
        }
    }

    func run(_ rename: Rename) throws(QueryError) -> StatementAnswer {
        try refuseCluster(rename.cluster)
        try catalog.changing { () throws(QueryError) in
            for pair in rename.pairs {
                switch rename.object {
                case .database:
                    guard !rename.isExchange else {
                        throw QueryError(.notImplemented, "EXCHANGE DATABASES is not supported")
                    }
                    if rename.ifExists, !catalog.hasDatabase(pair.from.table) { continue }
                    try catalog.renameDatabase(pair.from.table, to: pair.to.table)
                case .table, .dictionary:
                    let source = environment.qualified(pair.from)
                    if rename.ifExists, catalog.find(source) == nil { continue }
                    let entry = try catalog.entry(source)
                    if rename.isExchange {
                        try catalog.exchange(entry, try catalog.entry(environment.qualified(pair.to)))
                    } else {
                        try catalog.rename(entry, to: environment.qualified(pair.to))
                    }
                }
            }
        }
        return .nothing
    }
}
