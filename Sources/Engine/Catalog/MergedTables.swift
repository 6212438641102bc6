import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// The tables that `Merge(database, 'pattern')` and `merge()` read together.
struct MergedTables: Sendable {
    private enum Databases: Sendable {
        case named(String)
        case matching(String)
    }

    /// One of the tables: its rows may be those of a query.
    struct Source: Sendable {
        let name: QualifiedName
        let header: [ColumnHeader]
        let table: any Table
    }

    private let databases: Databases
    private let pattern: String

    /// `([database,] pattern)`, where the database may be `REGEXP('pattern')`.
    init(_ arguments: TableFunctionArguments) throws(QueryError) {
        try arguments.checkCount(1...2)
        pattern = try arguments.text(arguments.count - 1)
        guard arguments.count == 2 else {
            databases = .named(arguments.analyser.context.database)
            return
        }
        if Self.isPattern(arguments.written[0]), let text = arguments.written[0].functionCall?.arguments[0].literal,
            case .string(let bytes) = text
        {
            databases = .matching(String(decoding: bytes, as: UTF8.self))
        } else {
            databases = .named(try arguments.text(0))
        }
    }

    /// `REGEXP('…')`
    static func isPattern(_ argument: SQLSyntax.Expression) -> Bool {
        guard let call = argument.functionCall else { return false }
        return call.name.lowercased() == "regexp" && call.arguments.count == 1
    }

    /// The tables in the order of their names, without `reader`, which would read itself.
    func tables(
        _ environment: QueryEnvironment, for reader: MergeEngineTable? = nil
    ) throws(QueryError) -> [Source] {
        let catalog = environment.instance.catalog
        var found: [Source] = []
        let analyser = Analyser(environment)
        func matches(_ text: String, _ pattern: String) throws(QueryError) -> Bool {
            let match = try analyser.call("match", [analyser.text(text), analyser.text(pattern)])
            return match.constantValue.map { maskOfTrue($0)[0] == 1 } ?? false
        }
        var chosen: [String] = []
        switch databases {
        case .named(let name): chosen = [try catalog.database(named: name).name]
        case .matching(let pattern):
            for database in catalog.databases where try matches(database.name, pattern) { chosen.append(database.name) }
        }
        for database in chosen.sorted() {
            let entries = try catalog.database(named: database).entries.values
            for entry in entries.sorted(by: { $0.name.table < $1.name.table })
            where try matches(entry.name.table, pattern) {
                if let reader, entry.table === reader { continue }
                guard environment.openTables.insert(entry.name).inserted else { continue }
                defer { environment.openTables.remove(entry.name) }
                if let source = try source(entry, environment) { found.append(source) }
            }
        }
        return found
    }

    private func source(
        _ entry: CatalogEntry, _ environment: QueryEnvironment
    ) throws(QueryError) -> Source? {
        let name = TableName(database: entry.name.database, table: entry.name.table)
        switch try environment.resolve(name) {
        case .table(let table, _, _):
            let columns = table.schema.columns.map(\.name)
            guard
                try environment.rowCondition(
                    database: entry.name.database, table: entry.name.table, columns: columns) == nil
            else {
                throw QueryError(.accessDenied, "The key sees some rows of \(entry.name) only: it cannot be merged")
            }
            let header = table.schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
            return Source(name: entry.name, header: header, table: table)
        case .view(let query, _, _, _):
            let analysed = try Analyser(environment).analyse(query)
            let header = analysed.columns.map { ColumnHeader(name: $0.name, type: $0.type) }
            let block = try environment.run(analysed, limit: .max)
            let table = RowsTable(engineName: "View", header: header, blocks: block.rowCount == 0 ? [] : [block])
            return Source(name: entry.name, header: header, table: table)
        }
    }

    /// All columns of all tables, each where it comes first, with a type that holds all of its types.
    static func unionHeader(of tables: [Source]) throws(QueryError) -> [ColumnHeader] {
        var names: [String] = []
        var types: [String: [DataType]] = [:]
        for column in tables.flatMap(\.header) {
            if types[column.name] == nil { names.append(column.name) }
            types[column.name, default: []].append(column.type)
        }
        var header: [ColumnHeader] = []
        for name in names {
            header.append(ColumnHeader(name: name, type: try leastSupertype(of: types[name, default: []])))
        }
        return header
    }

    /// The rows of all tables, with the columns of `schema` and the names of where they come from.
    static func rows(
        of tables: [Source], as schema: TableSchema, _ environment: QueryEnvironment
    ) -> RowsTable {
        let context = environment.context
        let header = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        let virtual = ["_table", "_database"].map { ColumnHeader(name: $0, type: .lowCardinality(.string)) }
        return RowsTable(
            engineName: "Merge", schema: schema, totalRows: nil, virtualColumns: virtual
        ) { [tables] (request) throws(QueryError) in
            let wanted = request.columns.compactMap { name in (header + virtual).first { $0.name == name } }
            var sources: [any BlockSource] = []
            for source in tables {
                let origin = ["_table": source.name.table, "_database": source.name.database]
                let present = request.columns.filter { name in source.header.contains { $0.name == name } }
                var inner = ScanRequest(
                    columns: present, filter: [], streamsMax: request.streamsMax, context: context)
                let engine = source.table.engineName
                inner.isFinal =
                    request.isFinal && engine.hasSuffix("MergeTree") && engine != "MergeTree"
                    && engine != "ReplicatedMergeTree"
                sources += try source.table.scan(inner).sources.map {
                    WideningSource($0, header: wanted, origin, context)
                }
            }
            return sources
        }
    }
}

/// `ENGINE = Merge`: keeps nothing, and reads other tables.
final class MergeEngineTable: ReadOnlyTable, ReaderBoundTable {
    let engineName = "Merge"
    let schema: TableSchema
    private let tables: MergedTables

    init(schema: TableSchema, tables: MergedTables) {
        self.schema = schema
        self.tables = tables
    }

    func bound(to environment: QueryEnvironment) throws(QueryError) -> any Table {
        try environment.session.principal.authorise(tableFunction: "merge")
        return MergedTables.rows(of: try tables.tables(environment, for: self), as: schema, environment)
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        throw QueryError(.notImplemented, "A table of engine Merge is read in a query only")
    }
}

/// Blocks with the columns of `header`: those that a block lacks say where it comes from, or have their type's default.
// `@unchecked`: pulled by one thread at a time, as every source.
private final class WideningSource: BlockSource, @unchecked Sendable {
    private let inner: any BlockSource
    private let header: [ColumnHeader]
    private let origin: [String: String]
    private let context: QueryContext

    init(_ inner: any BlockSource, header: [ColumnHeader], _ origin: [String: String], _ context: QueryContext) {
        self.inner = inner
        self.header = header
        self.origin = origin
        self.context = context
    }

    func next() throws(QueryError) -> Block? {
        guard let block = try inner.next() else { return nil }
        var columns: [BlockColumn] = []
        for column in header {
            if let position = block.position(of: column.name) {
                let given = block.columns[position]
                let value =
                    given.type == column.type
                    ? given.column
                    : try convertColumn(given.column, from: given.type, to: column.type, in: context)
                columns.append(BlockColumn(name: column.name, type: column.type, column: value))
            } else if let text = origin[column.name], column.type == .lowCardinality(.string) {
                let value = LowCardinalityColumn(
                    dictionary: .string(StringColumn(["", text])),
                    codes: [UInt32](repeating: 1, count: block.rowCount), isNullable: false)
                columns.append(BlockColumn(name: column.name, type: column.type, column: .lowCardinality(value)))
            } else {
                columns.append(
                    BlockColumn(
                        name: column.name, type: column.type,
                        column: .defaults(of: column.type, count: block.rowCount)))
            }
        }
        return Block(columns, rowCount: block.rowCount)
    }
}
