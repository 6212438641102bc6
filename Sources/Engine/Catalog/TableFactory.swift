import Codecs
import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Makes catalog entries out of definitions: first completed (every type, default and engine spelled out, as `SHOW
/// CREATE`
/// shows it), then built.
struct TableFactory {
    private let environment: QueryEnvironment
    private let schemas: SchemaAnalyser

    init(_ environment: QueryEnvironment) {
        self.environment = environment
        schemas = SchemaAnalyser(environment)
    }

    private var catalog: Catalog { environment.instance.catalog }

    // MARK: - Completing

    /// The definition with a structure, an engine and a UUID of its own; and the query whose rows it begins with.
    func completed(
        _ create: CreateTable, name: QualifiedName
    ) throws(QueryError) -> (CreateTable, rows: SelectUnion?) {
        var result = create
        result.action = .create
        result.ifNotExists = false
        result.name = TableName(database: name.database.isEmpty ? nil : name.database, table: name.table)
        result.uuid = create.uuid ?? environment.newUUID()
        result.source = nil
        var rows: SelectUnion?
        switch create.source {
        case nil: break
        case .table(let other): try copyStructure(of: other, into: &result)
        case .clone(let other):
            try copyStructure(of: other, into: &result)
            guard result.storage.engine?.name.hasSuffix("MergeTree") ?? true else {
                throw QueryError(.supportIsDisabled, "Can only clone from MergeTree tables")
            }
            let star = SQLSyntax.Expression.columns(ColumnsMatcher(.all))
            rows = .select(SelectQuery(projection: [star], from: .table(TableElement(.name(other)))))
        case .function(let call):
            let made = try FunctionTable.completed(call, environment)
            result.source = .function(made.call)
            if result.structure == nil { result.structure = TableStructure(header: made.header) }
        case .select(let query), .emptySelect(let query):
            let analysed = try Analyser(environment).analyse(query)
            if result.structure == nil { result.structure = declared(analysed.columns) }
            if case .select = create.source { rows = query }
        }
        if let engine = result.storage.engine {
            let engines = CatalogEngines(environment)
            result.storage.engine = try engines.completed(engine)
            if result.structure == nil { result.structure = try engines.structure(engine) }
        }
        guard let structure = result.structure else {
            throw QueryError(
                .incorrectQuery, "Incorrect CREATE query: required list of column descriptions or AS section or SELECT")
        }
        result.structure = try completed(structure)
        if case .function? = result.source { return (result, rows) }
        if result.storage.engine == nil {
            let standard = create.isTemporary ? "Memory" : environment.settings.text("default_table_engine")
            result.storage.engine = FunctionCall(name: standard, arguments: [])
        }
        if result.storage.primaryKey == nil, let key = primaryKeyOfColumns(structure) {
            result.storage.primaryKey = key
        }
        if result.storage.engine?.name != "Join" {
            let queryOnly = MergeTreeSettingList.queryOnly(result.storage.settings)
            result.storage.settings.removeAll { queryOnly.contains($0) }
        }
        result.storage = withStandards(result.storage)
        return (result, rows)
    }

    /// ClickHouse writes the granularity of a MergeTree table out, also where nobody asked for another than the
    /// default; and a table without a key has the empty one.
    private func withStandards(_ storage: TableStorage) -> TableStorage {
        let name = "index_granularity"
        guard let engine = storage.engine, engine.name.hasSuffix("MergeTree"), !storage.isDeprecatedMergeTree else {
            return storage
        }
        var result = storage
        if storage.orderBy == nil { result.orderBy = storage.primaryKey ?? .call("tuple", []) }
        if !storage.settings.contains(where: { $0.name == name }) {
            let standard = UInt64(MergeTreeSettings().indexGranularity)
            result.settings.append(SettingChange(name: name, value: .literal(.unsigned(standard))))
        }
        return result
    }

    /// `a UInt8 PRIMARY KEY` of single columns.
    private func primaryKeyOfColumns(_ structure: TableStructure) -> SQLSyntax.Expression? {
        let names = structure.columns.filter(\.isPrimaryKey).map { SQLSyntax.Expression.name($0.name) }
        return names.isEmpty ? nil : names.count == 1 ? names[0] : .call("tuple", names)
    }

    private func copyStructure(of other: TableName, into create: inout CreateTable) throws(QueryError) {
        let entry = try catalog.entry(environment.qualified(other))
        switch entry.definition {
        case .createTable(let source):
            if create.structure == nil { create.structure = source.structure }
            if entry.table is SystemTableReader || entry.table is RowsTable {
                guard create.storage.engine != nil else {
                    throw QueryError(
                        .unknownTable,
                        "There is no metadata of table \(entry.name.table) in database \(entry.name.database)")
                }
                if create.structure == nil, let schema = entry.table?.schema {
                    create.structure = TableStructure(
                        header: schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) })
                }
            }
            if create.storage.engine == nil { create.storage = source.storage }
        case .createView(let source):
            if create.structure == nil { create.structure = source.structure }
        default: break
        }
        // A system table has no definition of its own.
        guard create.structure == nil, let schema = entry.table?.schema else { return }
        create.structure = declared(schema.columns.map { (name: $0.name, type: $0.type) })
    }

    private func declared(_ columns: [(name: String, type: DataType)]) -> TableStructure {
        TableStructure(
            columns: columns.map {
                SQLSyntax.ColumnDeclaration(name: $0.name, type: try? Parser.parseDataType($0.type.name))
            })
    }

    private func declared(_ columns: [PlanColumn]) -> TableStructure {
        declared(columns.map { (name: $0.name, type: $0.type) })
    }

    /// Columns with their types as ClickHouse spells them, nested structures flattened, defaults as written.
    private func completed(_ structure: TableStructure) throws(QueryError) -> TableStructure {
        let schema = try schemas.schema(structure.columns)
        let permissions = CodecPermissions(
            allowsSuspicious: environment.settings.flag("allow_suspicious_codecs"),
            allowsBeta: environment.settings.flag("enable_alp_codec"))
        for column in schema.columns {
            try environment.refuseSuspicious(column.type)
            if !column.codec.isEmpty {
                _ = try ColumnCodec(
                    CodecDescription.list(parsing: column.codec), for: column.type, permissions: permissions)
            }
        }
        var result = structure
        result.columns = []
        for column in schema.columns {
            let source = structure.columns.first { column.name == $0.name || column.name.hasPrefix($0.name + ".") }
            guard var declaration = source else { continue }
            declaration.name = column.name
            declaration.type = try Parser.parseDataType(column.type.name)
            declaration.nullModifier = nil
            declaration.isPrimaryKey = false
            declaration.codec = try CodecChain(declaration.codec, of: column, environment).completed
            result.columns.append(declaration)
        }
        return result
    }

    func completed(_ create: CreateView, name: QualifiedName) throws(QueryError) -> CreateView {
        var result = create
        result.action = .create
        result.ifNotExists = false
        result.populates = false
        result.name = TableName(database: name.database, table: name.table)
        result.uuid = create.uuid ?? environment.newUUID()
        result.query = create.query.qualified(in: environment.context.database)
        let header = try columns(of: result)
        if let target = create.target {
            let qualified = environment.qualified(target)
            _ = try catalog.entry(qualified)
            result.target = TableName(database: qualified.database, table: qualified.table)
        }
        if let structure = create.structure {
            result.structure = try completed(structure)
        } else {
            result.structure = header.map { declared($0) }
        }
        if create.isMaterialized, create.target == nil, result.storage.engine == nil {
            result.storage.engine = FunctionCall(name: "MergeTree", arguments: [])
        }
        result.storage = withStandards(result.storage)
        return result
    }

    /// Refuses columns that no table could have.
    func checkStructure(_ create: CreateTable) throws(QueryError) {
        if let structure = create.structure { _ = try completed(structure) }
    }

    /// What the view's query gives; `nil` where that depends on the parameters of a parameterised view.
    private func columns(of view: CreateView) throws(QueryError) -> [PlanColumn]? {
        do throws(QueryError) {
            return try Analyser(environment).analyse(view.query).columns
        } catch {
            guard error.code == .unknownQueryParameter, !view.isMaterialized else { throw error }
            return nil
        }
    }

    // MARK: - Building

    func makeEntry(
        _ create: CreateTable, name: QualifiedName, isLoading: Bool
    ) throws(QueryError) -> CatalogEntry {
        let uuid = create.uuid ?? ""
        let table = try TableBuilder(environment, schemas).table(create, name: name, uuid: uuid, isLoading: isLoading)
        return CatalogEntry(
            name: name, uuid: uuid, kind: .table(table), definition: .createTable(create),
            comment: create.comment ?? "", isTemporary: create.isTemporary)
    }

    func makeEntry(_ create: CreateView, name: QualifiedName) throws(QueryError) -> CatalogEntry {
        var columns: [ColumnHeader] = []
        for declaration in create.structure?.columns ?? [] {
            guard let type = declaration.type else { continue }
            columns.append(ColumnHeader(name: declaration.name, type: try DataType(parsing: type.canonicalText)))
        }
        let kind: CatalogEntry.Kind
        if create.isMaterialized {
            let target = create.target.map { QualifiedName(database: $0.database ?? name.database, table: $0.table) }
            kind = .materializedView(
                create.query, columns: columns,
                target: target ?? QualifiedName(database: name.database, table: ".inner_id.\(create.uuid ?? "")"))
        } else {
            kind = .view(create.query, columns: columns)
        }
        return CatalogEntry(
            name: name, uuid: create.uuid ?? "", kind: kind, definition: .createView(create),
            comment: create.comment ?? "", isTemporary: false)
    }

    /// The entry that a metadata file describes.
    func load(_ sql: String, name: QualifiedName) throws(QueryError) -> CatalogEntry {
        switch try Parser.parseStatement(sql).statement {
        case .createTable(var create):
            create.action = .create
            create.name = TableName(database: name.database, table: name.table)
            return try makeEntry(create, name: name, isLoading: true)
        case .createView(var create):
            create.action = .create
            create.name = TableName(database: name.database, table: name.table)
            return try makeEntry(create, name: name)
        case .createDictionary(var create):
            create.action = .create
            create.name = TableName(database: name.database, table: name.table)
            return try CatalogEntry(dictionary: create, name: name)
        default:
            throw QueryError(.incorrectQuery, "The metadata of \(name) is neither a table nor a view")
        }
    }
}
