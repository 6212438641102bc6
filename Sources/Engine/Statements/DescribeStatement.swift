import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    /// `DESCRIBE t`, `DESCRIBE (SELECT …)`, `DESCRIBE f(…)`.
    func describe(_ element: TableElement) throws(QueryError) -> StatementAnswer {
        let schema: TableSchema
        switch element.kind {
        case .subquery(let query): schema = self.schema(of: try Analyser(environment).analyse(query).columns)
        case .function(let call):
            schema = try environment.tableFunction(
                call, TableFunctionArguments(call, Analyser(environment), with: WithScope())
            ).schema
        case .name(let name):
            schema = TableSchema(columns: try entry(name).shownColumns)
        }
        guard !environment.settings.flag("describe_include_subcolumns") else {
            throw QueryError(.notImplemented, "describe_include_subcolumns is not supported")
        }
        let names = [
            "name", "type", "default_type", "default_expression", "comment", "codec_expression", "ttl_expression",
        ]
        let columns = schema.columns
        let pretty = environment.settings.flag("print_pretty_type_names")
        let values: [[String]] = [
            columns.map(\.name), columns.map { pretty ? $0.type.prettyName : $0.type.name },
            columns.map(\.defaultKind.rawValue), columns.map(\.defaultText), columns.map(\.comment),
            columns.map(\.codec), columns.map(\.ttlText),
        ]
        let width = environment.settings.flag("describe_compact_output") ? 2 : names.count
        let block = Block(
            zip(names, values).prefix(width).map { name, values in
                BlockColumn(name: name, type: .string, column: .string(StringColumn(values)))
            },
            rowCount: columns.count)
        return .rows(block.header, [block])
    }

    private func schema(of columns: [PlanColumn]) -> TableSchema {
        TableSchema(columns: columns.map { Storage.ColumnDeclaration(name: $0.name, type: $0.type) })
    }

    func run(_ exists: Exists) throws(QueryError) -> StatementAnswer {
        let found: Bool
        let database: String
        if case .database = exists.object {
            database = exists.name.table
        } else {
            database = environment.qualified(exists.name).database
        }
        try environment.session.principal.authorise(database: database)
        switch exists.object {
        case .database: found = catalog.hasDatabase(exists.name.table)
        case .temporaryTable: found = environment.session.temporaryTable(exists.name.table) != nil
        case .dictionary: found = catalog.find(environment.qualified(exists.name))?.table is DictionaryTable
        case .table:
            let temporary = environment.session.temporaryTable(exists.name.table)
            let isTemporary = exists.name.database == nil && temporary != nil
            found = isTemporary || catalog.find(environment.qualified(exists.name)) != nil
        case .view:
            let entry = catalog.find(environment.qualified(exists.name))
            found = entry != nil && entry?.table == nil
        }
        return .number("result", found ? 1 : 0)
    }
}

extension DataType {
    /// The name with the elements of tuples on lines of their own, as DESCRIBE shows it.
    package var prettyName: String { prettyName(indent: 0) }

    private func prettyName(indent: Int) -> String {
        let inner = String(repeating: " ", count: 4 * (indent + 1))
        switch self {
        case .tuple(let elements) where elements.contains { $0.name != nil }:
            let lines = elements.map { element in
                "\(inner)\(quoteIdentifier(element.name ?? "")) \(element.type.prettyName(indent: indent + 1))"
            }
            return "Tuple(\n" + lines.joined(separator: ",\n") + ")"
        case .array(let element): return "Array(\(element.prettyName(indent: indent)))"
        case .map(let key, let value):
            return "Map(\(key.prettyName(indent: indent)), \(value.prettyName(indent: indent)))"
        default: return name
        }
    }
}
