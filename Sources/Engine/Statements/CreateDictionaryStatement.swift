import Errors
import Functions
import SQLSyntax

extension StatementRunner {
    func run(_ create: CreateDictionary) throws(QueryError) -> StatementAnswer {
        try refuseCluster(create.cluster)
        let name = environment.qualified(create.name)
        if create.action == .attach, create.attributes.isEmpty {
            return try attachDictionary(name, ifNotExists: create.ifNotExists)
        }
        let known = catalog.find(name)
        if let known, create.action == .create || create.action == .attach {
            if create.ifNotExists { return .nothing }
            throw QueryError(.tableAlreadyExists, "Dictionary \(known.name) already exists")
        }
        var definition = create
        definition.action = .create
        definition.ifNotExists = false
        definition.name = TableName(database: name.database, table: name.table)
        definition.uuid = create.uuid ?? environment.newUUID()
        let entry = try CatalogEntry(dictionary: definition, name: name)
        try catalog.changing { () throws(QueryError) in
            if known == nil { try catalog.add(entry) } else { try catalog.replace(entry) }
        }
        return .nothing
    }

    private func attachDictionary(_ name: QualifiedName, ifNotExists: Bool) throws(QueryError) -> StatementAnswer {
        if catalog.find(name) != nil {
            if ifNotExists { return .nothing }
            throw QueryError(.tableAlreadyExists, "Dictionary \(name) already exists")
        }
        let database = try catalog.database(named: name.database)
        guard
            let file = try catalog.files.tableFiles(databaseUUID: database.uuid).first(where: { $0.name == name.table })
        else { throw QueryError(.unknownTable, "Dictionary \(name) does not exist: there is nothing to attach") }
        try catalog.changing { () throws(QueryError) in
            try catalog.add(try TableFactory(environment).load(file.sql, name: name))
        }
        return .nothing
    }

    /// `SYSTEM RELOAD DICTIONARY name`, or all of them.
    func reloadDictionaries(_ name: TableName?) throws(QueryError) {
        guard let name else {
            for database in catalog.databases {
                for case let table as DictionaryTable in database.entries.values.compactMap(\.table) {
                    try table.reload(environment)
                }
            }
            return
        }
        guard let table = catalog.find(environment.qualified(name))?.table as? DictionaryTable else {
            throw QueryError(.badArguments, "Dictionary (`\(name.table)`) not found")
        }
        try table.reload(environment)
    }
}

extension CatalogEntry {
    convenience init(dictionary definition: CreateDictionary, name: QualifiedName) throws(QueryError) {
        self.init(
            name: name, uuid: definition.uuid ?? "", kind: .table(try DictionaryTable(definition, name: name)),
            definition: .createDictionary(definition), comment: definition.comment ?? "", isTemporary: false)
    }
}

extension Instance {
    /// How functions find dictionaries, by names relative to `database`.
    func dictionaryFinder(
        database: String, for principal: Principal?
    ) -> @Sendable (String) throws(QueryError) -> DictionaryContent {
        { [self] (name) throws(QueryError) in
            try principal?.authorise(dictionary: name)
            return try startupEnvironment(database: database).dictionary(named: name)
        }
    }
}

extension QueryEnvironment {
    /// The dictionary that a function names: `prices` or `shop.prices`.
    func dictionary(named text: String) throws(QueryError) -> DictionaryContent {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        var candidates = [QualifiedName(database: context.database, table: text)]
        if parts.count == 2 { candidates.append(QualifiedName(database: parts[0], table: parts[1])) }
        for candidate in candidates {
            let table = instance.catalog.find(candidate)?.table
            if let dictionary = table as? DictionaryTable { return try dictionary.content(self) }
            // What `joinGet` is bound to.
            if let joined = table as? JoinEngineTable {
                return try joined.content(named: "\(candidate)", in: context)
            }
        }
        throw QueryError(.badArguments, "Dictionary (`\(text)`) not found")
    }
}
