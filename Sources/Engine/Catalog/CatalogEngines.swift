import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// A table whose rows are other tables', or are made when it is read: it is bound to the query that reads it.
protocol ReaderBoundTable: Table {
    func bound(to environment: QueryEnvironment) throws(QueryError) -> any Table
}

/// Engines whose tables are made of what the catalog has: `Buffer`, `GenerateRandom`, `Merge`; and `Join` and `Set`,
/// which are made for one use.
struct CatalogEngines {
    private let environment: QueryEnvironment

    init(_ environment: QueryEnvironment) { self.environment = environment }

    private func arguments(_ call: FunctionCall) -> TableFunctionArguments {
        TableFunctionArguments(call, Analyser(environment), with: WithScope())
    }

    /// The engine with the names in its arguments spelled out, as `SHOW CREATE` shows it.
    func completed(_ call: FunctionCall) throws(QueryError) -> FunctionCall {
        var result = call
        switch call.name {
        case "Merge":
            guard call.arguments.count == 2 else {
                throw QueryError(
                    .numberOfArgumentsDoesntMatch,
                    "Storage Merge requires exactly 2 parameters - name of source database and regexp for table names.")
            }
            result.arguments = try spelledOut(call, [0, 1])
        case "Buffer":
            guard (9...12).contains(call.arguments.count) else {
                throw QueryError(
                    .numberOfArgumentsDoesntMatch,
                    "Storage Buffer requires from 9 to 12 parameters: destination_database, destination_table, "
                        + "num_buckets, min_time, max_time, min_rows, max_rows, min_bytes, max_bytes[, flush_time, "
                        + "flush_rows, flush_bytes].")
            }
            result.arguments = try spelledOut(call, [0, 1])
        default: break
        }
        return result
    }

    private func spelledOut(
        _ call: FunctionCall, _ positions: [Int]
    ) throws(QueryError) -> [SQLSyntax.Expression] {
        var result = call.arguments
        let arguments = arguments(call)
        for position in positions where !MergedTables.isPattern(call.arguments[position]) {
            result[position] = .literal(.string(try arguments.bytes(position)))
        }
        return result
    }

    /// The columns of a table that declares none, where its engine knows them.
    func structure(_ call: FunctionCall) throws(QueryError) -> TableStructure? {
        switch call.name {
        case "Merge":
            let merged = try MergedTables(arguments(call))
            let tables = try merged.tables(environment)
            guard !tables.isEmpty else {
                throw QueryError(
                    .cannotExtractTableStructure,
                    "There are no tables satisfied provided regexp, you must specify table structure manually")
            }
            return TableStructure(header: try MergedTables.unionHeader(of: tables))
        case "Buffer":
            guard let name = try destination(call) else { return nil }
            let entry = try environment.instance.catalog.entry(name)
            if case .createTable(let source) = entry.definition { return source.structure }
            return nil
        default: return nil
        }
    }

    private func destination(_ call: FunctionCall) throws(QueryError) -> QualifiedName? {
        let arguments = arguments(call)
        let table = try arguments.text(1)
        guard !table.isEmpty else { return nil }
        let database = try arguments.text(0)
        return QualifiedName(
            database: database.isEmpty ? environment.context.database : database, table: table)
    }

    /// The table of an engine of these; `nil` for the others.
    func table(_ create: CreateTable, _ schema: TableSchema, path: String) throws(QueryError) -> (any Table)? {
        guard let call = create.storage.engine else { return nil }
        switch call.name {
        case "Merge": return MergeEngineTable(schema: schema, tables: try MergedTables(arguments(call)))
        case "Buffer": return BufferTable(schema: schema, destination: try destination(call))
        case "GenerateRandom": return GenerateRandomTable(schema: schema, call: call)
        case "Join":
            let declaration = try JoinDeclaration(create, schema)
            return JoinEngineTable(declaration, rows: try rows("Join", schema, path))
        case "Set": return SetTable(rows: try rows("Set", schema, path))
        default: return nil
        }
    }

    private func rows(_ engine: String, _ schema: TableSchema, _ path: String) throws(QueryError) -> LogTable {
        try LogTable(
            engineName: engine, disk: environment.instance.storage.policies["default"].mainDisk, path: path,
            schema: schema)
    }
}

extension TableStructure {
    init(header: [ColumnHeader]) {
        self.init(
            columns: header.map {
                SQLSyntax.ColumnDeclaration(name: $0.name, type: try? Parser.parseDataType($0.type.name))
            })
    }
}
