import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ create: CreateView) throws(QueryError) -> StatementAnswer {
        try refuseCluster(create.cluster)
        guard create.refresh == nil else {
            throw QueryError(.notImplemented, "Refreshable materialized views are not supported")
        }
        if create.isTemporary { return try runTemporary(create) }
        let name = environment.qualified(create.name)
        if let known = catalog.find(name) {
            switch create.action {
            case .createOrReplace, .replace: break
            case .create, .attach:
                if create.ifNotExists { return .nothing }
                throw QueryError(.tableAlreadyExists, "Table \(known.name) already exists")
            }
        }
        let factory = TableFactory(environment)
        let entry = try catalog.changing { () throws(QueryError) in
            try makeView(create, name, factory)
        }
        if create.populates, case .materializedView(let query, _, _) = entry.kind {
            try fill(entry, with: query.qualified(in: name.database))
        }
        return .nothing
    }

    /// A view of the session: it hides tables of its name.
    private func runTemporary(_ create: CreateView) throws(QueryError) -> StatementAnswer {
        guard !create.isMaterialized else {
            throw QueryError(.incorrectQuery, "TEMPORARY MATERIALIZED VIEW is not supported")
        }
        let name = QualifiedName(database: "", table: create.name.table)
        if environment.session.temporaryTable(name.table) != nil {
            if create.ifNotExists { return .nothing }
            guard create.action == .create else {
                _ = environment.session.removeTemporaryTable(name.table)
                return try runTemporary(create)
            }
            throw QueryError(.tableAlreadyExists, "Temporary table \(name.table) already exists")
        }
        let factory = TableFactory(environment)
        let made = try factory.makeEntry(try factory.completed(create, name: name), name: name)
        try environment.session.addTemporaryTable(
            CatalogEntry(
                name: name, uuid: made.uuid, kind: made.kind, definition: made.definition, comment: made.comment,
                isTemporary: true))
        return .nothing
    }

    private func makeView(
        _ create: CreateView, _ name: QualifiedName, _ factory: TableFactory
    ) throws(QueryError) -> CatalogEntry {
        let replaced = create.action == .create ? nil : catalog.find(name)
        let definition = try factory.completed(create, name: name)
        if definition.isMaterialized, definition.target == nil {
            try addInnerTable(of: definition, name, factory)
        }
        let entry = try factory.makeEntry(definition, name: name)
        if let replaced {
            try catalog.replace(entry)
            try dropInnerTable(of: replaced)
        } else {
            try catalog.add(entry)
        }
        return entry
    }

    /// The table `.inner_id.<uuid>` that holds the rows of a view without TO.
    private func addInnerTable(
        of view: CreateView, _ name: QualifiedName, _ factory: TableFactory
    ) throws(QueryError) {
        let inner = QualifiedName(database: name.database, table: ".inner_id.\(view.uuid ?? "")")
        var create = CreateTable(name: TableName(database: inner.database, table: inner.table))
        create.structure = view.structure
        create.storage = view.storage
        let (definition, _) = try factory.completed(create, name: inner)
        try catalog.add(try factory.makeEntry(definition, name: inner, isLoading: false))
    }

    func dropInnerTable(of entry: CatalogEntry) throws(QueryError) {
        guard case .materializedView(_, _, let target) = entry.kind, target.table.hasPrefix(".inner_id."),
            let inner = catalog.find(target)
        else { return }
        inner.table?.shutdown()
        try catalog.remove(inner, keepsFile: false)
        try inner.table?.drop()
    }
}
